with enrolment_records as (
    select
        record_id,
        submission_id,
        agency_id,
        table_id,
        semester,
        as_of_date,
        programme_code,
        benefit_type,
        nik_status,
        family_card_status,
        sex,
        birth_date,
        age_years,
        village_code,
        district_code,
        school_level,
        component,
        enrolment_status,
        status_text,
        is_receipt,
        benefit_amount_idr,
        benefit_quantity,
        benefit_unit,
        benefit_date,
        cycle,
        decision_no,
        segment,
        budget_source,
        budget_year,
        is_kip_holder
    from {{ ref('stg_enrolment_records') }}
),

links as (
    select
        record_id,
        semester,
        person_id,
        family_id,
        rung,
        score
    from {{ ref('stg_person_links') }}
    where entity = 'enrolment_records'
),

programmes as (
    select
        programme_code,
        unit_kind
    from {{ ref('dim_programme') }}
),

semesters as (
    select
        semester,
        last_day
    from {{ ref('int_semesters') }}
),

final as (
    select
        enrolment_records.semester,
        enrolment_records.record_id,
        enrolment_records.submission_id,
        enrolment_records.agency_id,
        enrolment_records.table_id,
        enrolment_records.programme_code,
        links.person_id,
        links.family_id,
        programmes.unit_kind,
        case programmes.unit_kind
            when 'person' then links.person_id
            when 'family' then links.family_id
        end as unit_id,
        enrolment_records.village_code,
        enrolment_records.district_code,
        enrolment_records.benefit_type,
        enrolment_records.component,
        enrolment_records.enrolment_status,
        enrolment_records.nik_status,
        enrolment_records.family_card_status,
        enrolment_records.sex,
        enrolment_records.school_level,
        enrolment_records.segment,
        enrolment_records.budget_source,
        enrolment_records.cycle,
        enrolment_records.decision_no,
        enrolment_records.benefit_unit,
        links.rung,
        cast(
            coalesce(
                {{ age_in_years('enrolment_records.birth_date', 'coalesce(semesters.last_day, enrolment_records.as_of_date)') }},
                enrolment_records.age_years
            ) as integer
        ) as age_years,
        cast(enrolment_records.budget_year as integer) as budget_year,
        enrolment_records.benefit_amount_idr,
        enrolment_records.benefit_quantity,
        links.score as link_score,
        coalesce(enrolment_records.is_receipt, false) as is_receipt,
        coalesce(
            enrolment_records.enrolment_status = 'graduated' or lower(enrolment_records.status_text) like '%graduasi%', false
        ) as is_graduated,
        enrolment_records.is_kip_holder,
        enrolment_records.as_of_date,
        enrolment_records.benefit_date
    from enrolment_records
    left join links
        on enrolment_records.record_id = links.record_id and enrolment_records.semester = links.semester
    left join programmes on enrolment_records.programme_code = programmes.programme_code
    left join semesters on enrolment_records.semester = semesters.semester
)

select * from final
