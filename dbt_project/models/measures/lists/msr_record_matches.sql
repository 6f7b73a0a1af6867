-- every row of a list of receivers against every snapshot known in its semester: is its person there, and if not, its family?
with enrolments as (
    select
        semester,
        record_id,
        agency_id,
        table_id,
        person_id,
        family_id,
        rung
    from {{ ref('fct_enrolments') }}
),

snapshots as (
    select
        semester,
        snapshot_id,
        delivery_semester
    from {{ ref('int_semester_snapshots') }}
    where row_count > 0
),

snapshot_persons as (
    select
        snapshots.semester,
        snapshots.snapshot_id,
        persons.person_id,
        persons.rung,
        coalesce(person_families.family_id, persons.family_id) as family_id
    from snapshots
    inner join {{ ref('int_snapshot_persons') }} as persons
        on snapshots.snapshot_id = persons.snapshot_id and snapshots.delivery_semester = persons.delivery_semester
    left join {{ ref('int_person_families') }} as person_families
        on persons.person_id = person_families.person_id and snapshots.semester = person_families.semester
),

snapshot_families as (
    select distinct
        semester,
        snapshot_id,
        family_id
    from snapshot_persons
    where family_id is not null
),

final as (
    select
        enrolments.semester,
        snapshots.snapshot_id,
        enrolments.record_id,
        enrolments.agency_id,
        enrolments.table_id,
        enrolments.person_id,
        enrolments.family_id,
        snapshot_persons.person_id is not null as is_person_matched,
        snapshot_families.family_id is not null as is_family_matched,
        -- a chain is as strong as its weaker link
        case
            when snapshot_persons.person_id is not null then greatest(enrolments.rung, snapshot_persons.rung)
        end as match_rung
    from enrolments
    inner join snapshots on enrolments.semester = snapshots.semester
    left join snapshot_persons
        on
            snapshots.semester = snapshot_persons.semester
            and snapshots.snapshot_id = snapshot_persons.snapshot_id
            and enrolments.person_id = snapshot_persons.person_id
    left join snapshot_families
        on
            snapshots.semester = snapshot_families.semester
            and snapshots.snapshot_id = snapshot_families.snapshot_id
            and enrolments.family_id = snapshot_families.family_id
)

select * from final
