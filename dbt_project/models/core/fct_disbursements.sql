with enrolments as (
    select
        semester,
        record_id,
        agency_id,
        table_id,
        programme_code,
        person_id,
        family_id,
        unit_kind,
        unit_id,
        village_code,
        cycle,
        budget_source,
        benefit_unit,
        benefit_amount_idr,
        benefit_quantity,
        benefit_date
    from {{ ref('fct_enrolments') }}
    where is_receipt and (benefit_amount_idr is not null or benefit_quantity is not null or benefit_date is not null)
)

select
    semester,
    record_id,
    agency_id,
    table_id,
    programme_code,
    person_id,
    family_id,
    unit_kind,
    unit_id,
    village_code,
    cycle,
    budget_source,
    benefit_unit,
    benefit_amount_idr,
    benefit_quantity,
    benefit_date
from enrolments
