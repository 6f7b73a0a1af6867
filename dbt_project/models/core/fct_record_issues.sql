with record_issues as (
    select
        issue_id,
        record_id,
        submission_id,
        semester,
        agency_id,
        table_id,
        sheet,
        row_number,
        column_letter,
        field,
        code,
        severity,
        is_confirmed
    from {{ ref('stg_record_issues') }}
)

select
    semester,
    issue_id,
    record_id,
    submission_id,
    agency_id,
    table_id,
    code as issue_code,
    severity,
    field as field_name,
    sheet,
    column_letter,
    row_number,
    coalesce(is_confirmed, false) as is_confirmed
from record_issues
