-- what the civil registry says of a person, from the semester of the answer until the next answer
with civil_registry_records as (
    select
        record_id,
        semester,
        registry_status,
        status_date
    from {{ ref('stg_civil_registry_records') }}
    where registry_status is not null
),

links as (
    select
        record_id,
        semester,
        person_id
    from {{ ref('stg_person_links') }}
    where entity = 'civil_registry_records'
),

ranked as (
    select
        links.person_id,
        civil_registry_records.semester,
        civil_registry_records.registry_status,
        civil_registry_records.status_date,
        -- one answer a semester: what ends a life or a residence outweighs what confirms it
        row_number() over (
            partition by links.person_id, civil_registry_records.semester
            order by
                case civil_registry_records.registry_status
                    when 'deceased' then 1
                    when 'moved' then 2
                    when 'mismatch' then 3
                    when 'not_found' then 4
                    else 5
                end,
                civil_registry_records.status_date asc nulls last,
                civil_registry_records.record_id asc
        ) as answer_no
    from civil_registry_records
    inner join links
        on civil_registry_records.record_id = links.record_id and civil_registry_records.semester = links.semester
),

final as (
    select
        person_id,
        registry_status,
        status_date,
        semester as valid_from_semester,
        lead(semester) over (partition by person_id order by semester) as valid_to_semester
    from ranked
    where answer_no = 1
)

select * from final
