-- derived by orchestration/dbt/sources.py from ingest/entities/reported_issues.yml: change it there
select
    cast(record_id as string) as record_id,
    cast(submission_id as string) as submission_id,
    cast(agency_id as string) as agency_id,
    cast(table_id as string) as table_id,
    cast(semester as string) as semester,
    cast(sheet as string) as sheet,
    cast(row_number as integer) as row_number,
    cast(as_of_date as date) as as_of_date,
    cast(programme_code as string) as programme_code,
    cast(programme_text as string) as programme_text,
    cast(reporting_agency_id as string) as reporting_agency_id,
    cast(agency_text as string) as agency_text,
    cast(problem as string) as problem,
    cast(cause as string) as cause,
    cast(proposed_solution as string) as proposed_solution,
    cast(responsible_text as string) as responsible_text,
    cast(due_text as string) as due_text,
    cast(note as string) as note
from {{ source('accepted', 'reported_issues') }}
