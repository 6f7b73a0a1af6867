-- the rows that people are asked about, as their lists have them; restricted, read by the bnba lists alone
with queue as (
    select
        semester_a,
        entity_a,
        record_id_a,
        semester_b,
        entity_b,
        record_id_b
    from {{ ref('stg_review_queue') }}
),

asked as (
    select
        semester_a as semester,
        entity_a as entity,
        record_id_a as record_id
    from queue
    union
    select
        semester_b as semester,
        entity_b as entity,
        record_id_b as record_id
    from queue
),

records as (
    select
        entity,
        record_id,
        semester,
        agency_id,
        table_id,
        sheet,
        row_number,
        nik,
        family_card_no,
        full_name,
        head_name,
        mother_name,
        sex,
        birth_date,
        age_years,
        address,
        rt,
        rw,
        village_code,
        household_no
    from {{ ref('int_rows_by_name') }}
),

villages as (
    select
        region_code,
        region_name
    from {{ ref('stg_regions') }}
),

final as (
    select
        records.entity,
        records.record_id,
        records.semester,
        records.agency_id,
        records.table_id,
        records.sheet,
        records.row_number,
        records.nik,
        records.family_card_no,
        records.full_name,
        records.head_name,
        records.mother_name,
        records.sex,
        records.birth_date,
        records.age_years,
        records.address,
        records.rt,
        records.rw,
        records.village_code,
        records.household_no,
        villages.region_name as village_name
    from records
    inner join asked
        on
            records.semester = asked.semester
            and records.entity = asked.entity
            and records.record_id = asked.record_id
    left join villages on records.village_code = villages.region_code
)

select * from final
