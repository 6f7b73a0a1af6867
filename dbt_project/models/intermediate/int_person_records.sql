-- what the lists say about a person: one row per linked row of a list of receivers or of a reference snapshot
with enrolment_records as (
    select
        record_id,
        semester,
        'enrolment_records' as entity,
        sex,
        birth_date
    from {{ ref('stg_enrolment_records') }}
),

reference_records as (
    select
        record_id,
        semester,
        'reference_records' as entity,
        sex,
        birth_date
    from {{ ref('stg_reference_records') }}
),

records as (
    select * from enrolment_records
    union all
    select * from reference_records
),

links as (
    select
        record_id,
        semester,
        entity,
        person_id
    from {{ ref('stg_person_links') }}
),

final as (
    select
        links.person_id,
        records.semester,
        records.entity,
        records.record_id,
        records.sex,
        records.birth_date
    from records
    inner join links
        on
            records.record_id = links.record_id
            and records.semester = links.semester
            and records.entity = links.entity
)

select * from final
