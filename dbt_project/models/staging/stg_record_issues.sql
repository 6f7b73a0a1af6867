-- derived by orchestration/dbt/sources.py from ingest/acceptance/side_tables.yml: change it there
select
    cast(issue_id as string) as issue_id,
    cast(record_id as string) as record_id,
    cast(submission_id as string) as submission_id,
    cast(semester as string) as semester,
    cast(agency_id as string) as agency_id,
    cast(table_id as string) as table_id,
    cast(sheet as string) as sheet,
    cast(row_number as integer) as row_number,
    cast(column_letter as string) as column_letter,
    cast(field as string) as field,
    cast(code as string) as code,
    cast(severity as string) as severity,
    cast(value_masked as string) as value_masked,
    cast(is_confirmed as boolean) as is_confirmed
from {{ source('accepted', 'record_issues') }}
