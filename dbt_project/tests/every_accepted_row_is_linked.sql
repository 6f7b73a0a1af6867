-- an accepted person row without a link would silently drop out of every count of persons and families
with entity_rows as (
    select
        semester,
        record_id,
        'enrolment_records' as entity
    from {{ ref('stg_enrolment_records') }}
    union all
    select
        semester,
        record_id,
        'reference_records' as entity
    from {{ ref('stg_reference_records') }}
    union all
    select
        semester,
        record_id,
        'civil_registry_records' as entity
    from {{ ref('stg_civil_registry_records') }}
),

links as (
    select
        semester,
        record_id,
        entity,
        family_id
    from {{ ref('bridge_record_person') }}
)

select
    entity_rows.semester,
    entity_rows.entity,
    count(*) as unlinked_count
from entity_rows
left join links
    on
        entity_rows.semester = links.semester
        and entity_rows.record_id = links.record_id
        and entity_rows.entity = links.entity
where links.family_id is null
group by entity_rows.semester, entity_rows.entity
