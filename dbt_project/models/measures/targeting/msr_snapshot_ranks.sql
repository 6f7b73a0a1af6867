-- how each snapshot known in the semester beside the one in force ranks its persons and families
with snapshots as (
    select
        semester,
        snapshot_id,
        delivery_semester
    from {{ ref('int_semester_snapshots') }}
    where row_count > 0 and not is_in_force
),

persons as (
    select
        snapshots.semester,
        snapshots.snapshot_id,
        snapshot_persons.person_id,
        coalesce(person_families.family_id, snapshot_persons.family_id) as family_id,
        snapshot_persons.welfare_percentile,
        snapshot_persons.welfare_decile
    from snapshots
    inner join {{ ref('int_snapshot_persons') }} as snapshot_persons
        on
            snapshots.snapshot_id = snapshot_persons.snapshot_id
            and snapshots.delivery_semester = snapshot_persons.delivery_semester
    left join {{ ref('int_person_families') }} as person_families
        on snapshot_persons.person_id = person_families.person_id and snapshots.semester = person_families.semester
),

final as (
    select
        semester,
        snapshot_id,
        'person' as unit_kind,
        person_id as unit_id,
        welfare_percentile,
        welfare_decile
    from persons
    union all
    select
        semester,
        snapshot_id,
        'family' as unit_kind,
        family_id as unit_id,
        min(welfare_percentile) as welfare_percentile,
        min(welfare_decile) as welfare_decile
    from persons
    where family_id is not null
    group by semester, snapshot_id, family_id
)

select * from final
