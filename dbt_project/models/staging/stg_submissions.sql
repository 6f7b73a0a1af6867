-- derived by orchestration/dbt/sources.py from ingest/acceptance/side_tables.yml: change it there
select
    cast(submission_id as string) as submission_id,
    cast(semester as string) as semester,
    cast(agency_id as string) as agency_id,
    cast(table_id as string) as table_id,
    cast(entity as string) as entity,
    cast(programme_code as string) as programme_code,
    cast(file_name as string) as file_name,
    cast(file_sha256 as string) as file_sha256,
    cast(received_at as string) as received_at,
    cast(as_of_date as date) as as_of_date,
    cast(snapshot_id as string) as snapshot_id,
    cast(rows_in as bigint) as rows_in,
    cast(rows_accepted as bigint) as rows_accepted,
    cast(rows_rejected as bigint) as rows_rejected,
    cast(rows_furniture as bigint) as rows_furniture,
    cast(stated_total as bigint) as stated_total,
    cast(counted_total as bigint) as counted_total,
    cast(status as string) as status,
    cast(is_stale as boolean) as is_stale,
    cast(hold_codes as string) as hold_codes
from {{ source('accepted', 'submissions') }}
