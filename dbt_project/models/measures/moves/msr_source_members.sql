-- every person of the snapshot in force now or in the semester before: the family then and now
with semesters as (
    select
        semester,
        previous_semester,
        last_day
    from {{ ref('dim_semester') }}
    where has_previous_semester
),

snapshots as (
    select
        semester,
        snapshot_id,
        delivery_semester
    from {{ ref('int_semester_snapshots') }}
    where is_in_force and row_count > 0
),

comparable as (
    select
        semesters.semester,
        semesters.previous_semester,
        snapshots.snapshot_id,
        snapshots.delivery_semester,
        previous_snapshots.snapshot_id as previous_snapshot_id,
        previous_snapshots.delivery_semester as previous_delivery_semester
    from semesters
    inner join snapshots on semesters.semester = snapshots.semester
    inner join snapshots as previous_snapshots on semesters.previous_semester = previous_snapshots.semester
),

welfare_status as (
    select
        semester,
        person_id,
        family_id,
        age_years
    from {{ ref('fct_welfare_status') }}
    where family_id is not null
),

sources as (
    select
        snapshot_id,
        delivery_semester,
        person_id,
        record_source,
        neighbourhood
    from {{ ref('int_snapshot_persons') }}
),

persons_now as (
    select
        comparable.semester,
        welfare_status.person_id,
        welfare_status.family_id,
        welfare_status.age_years,
        sources.record_source,
        sources.neighbourhood
    from comparable
    inner join welfare_status on comparable.semester = welfare_status.semester
    inner join sources
        on
            comparable.snapshot_id = sources.snapshot_id
            and comparable.delivery_semester = sources.delivery_semester
            and welfare_status.person_id = sources.person_id
),

persons_before as (
    select
        comparable.semester,
        welfare_status.person_id,
        welfare_status.family_id,
        welfare_status.age_years,
        sources.record_source,
        sources.neighbourhood
    from comparable
    inner join welfare_status on comparable.previous_semester = welfare_status.semester
    inner join sources
        on
            comparable.previous_snapshot_id = sources.snapshot_id
            and comparable.previous_delivery_semester = sources.delivery_semester
            and welfare_status.person_id = sources.person_id
),

both_times as (
    select
        coalesce(persons_now.semester, persons_before.semester) as semester,
        coalesce(persons_now.person_id, persons_before.person_id) as person_id,
        persons_before.family_id as family_id_before,
        persons_now.family_id as family_id_now,
        persons_before.record_source as record_source_before,
        persons_now.record_source as record_source_now,
        persons_before.neighbourhood as neighbourhood_before,
        persons_now.neighbourhood as neighbourhood_now,
        coalesce(persons_now.age_years, persons_before.age_years) as age_years
    from persons_now
    full outer join persons_before
        on persons_now.semester = persons_before.semester and persons_now.person_id = persons_before.person_id
),

{{ deceased_persons() }},

final as (
    select
        both_times.semester,
        both_times.person_id,
        both_times.family_id_before,
        both_times.family_id_now,
        both_times.record_source_before,
        both_times.record_source_now,
        both_times.neighbourhood_before,
        both_times.neighbourhood_now,
        both_times.age_years,
        deceased_persons.person_id is not null as is_deceased,
        matched_anew.person_id is not null as is_matched_anew
    from both_times
    {{ with_fate('both_times') }}
)

select * from final
