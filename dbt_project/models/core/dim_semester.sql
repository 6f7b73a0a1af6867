with semesters as (
    select
        semester,
        first_day,
        last_day,
        previous_semester,
        calendar_year,
        has_previous_semester
    from {{ ref('int_semesters') }}
),

snapshots as (
    select
        semester,
        snapshot_id,
        is_agreed
    from {{ ref('int_semester_snapshots') }}
    where is_in_force
),

final as (
    select
        semesters.semester,
        semesters.previous_semester,
        snapshots.snapshot_id as reference_snapshot_id,
        semesters.calendar_year,
        coalesce(snapshots.is_agreed, false) as is_reference_agreed,
        semesters.has_previous_semester,
        semesters.first_day,
        semesters.last_day
    from semesters
    left join snapshots on semesters.semester = snapshots.semester
)

select * from final
