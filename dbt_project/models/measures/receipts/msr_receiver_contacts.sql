-- one row of the lists by name for each receiver of a programme; restricted, read by the bnba lists alone
with enrolments as (
    select
        semester,
        record_id,
        programme_code,
        agency_id,
        table_id,
        unit_id,
        family_id
    from {{ ref('fct_enrolments') }}
    where is_receipt and programme_code is not null and unit_id is not null
),

enrolment_records as (
    select
        semester,
        record_id,
        sheet,
        row_number,
        nik,
        family_card_no,
        full_name,
        address,
        rt,
        rw,
        village_code
    from {{ ref('int_rows_by_name') }}
    where entity = 'enrolment_records'
),

joined as (
    select
        enrolments.semester,
        enrolments.programme_code,
        enrolments.unit_id,
        enrolments.family_id,
        enrolments.agency_id,
        enrolments.table_id,
        enrolment_records.sheet,
        enrolment_records.row_number,
        enrolment_records.nik,
        enrolment_records.family_card_no,
        enrolment_records.full_name,
        enrolment_records.address,
        enrolment_records.rt,
        enrolment_records.rw,
        enrolment_records.village_code,
        row_number() over (
            partition by enrolments.semester, enrolments.programme_code, enrolments.unit_id
            order by case when enrolment_records.nik is null then 1 else 0 end asc, enrolments.record_id asc
        ) as unit_contact_no,
        row_number() over (
            partition by enrolments.semester, enrolments.programme_code, enrolments.family_id
            order by case when enrolment_records.nik is null then 1 else 0 end asc, enrolments.record_id asc
        ) as family_contact_no
    from enrolments
    inner join enrolment_records
        on enrolments.semester = enrolment_records.semester and enrolments.record_id = enrolment_records.record_id
),

final as (
    select
        semester,
        programme_code,
        unit_id,
        family_id,
        agency_id,
        table_id,
        sheet,
        row_number,
        nik,
        family_card_no,
        full_name,
        address,
        rt,
        rw,
        village_code,
        family_contact_no
    from joined
    -- the first contact of a family is always the first contact of its unit: both orders are the same
    where unit_contact_no = 1
)

select * from final
