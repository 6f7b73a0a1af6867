-- derived by orchestration/dbt/sources.py from ingest/acceptance/side_tables.yml: change it there
select
    cast(semester as string) as semester,
    cast(agency_id as string) as agency_id,
    cast(table_id as string) as table_id
from {{ source('accepted', 'expected_submissions') }}
