with programme_progress as (
    select
        record_id,
        submission_id,
        agency_id,
        table_id,
        semester,
        programme_code,
        programme_text,
        reporting_agency_id,
        agency_text,
        category,
        indicator,
        unit_text,
        period_year,
        target_count,
        realised_count,
        budget_idr,
        realised_idr,
        as_of_date
    from {{ ref('stg_programme_progress') }}
)

select
    semester,
    record_id,
    submission_id,
    agency_id,
    table_id,
    programme_code,
    concat(agency_id, '/', table_id) as list_id,
    coalesce(reporting_agency_id, agency_id) as responsible_agency_id,
    programme_text,
    agency_text,
    category,
    indicator,
    unit_text,
    period_year,
    target_count,
    realised_count,
    budget_idr,
    realised_idr,
    as_of_date
from programme_progress
