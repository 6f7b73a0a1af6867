-- derived by orchestration/dbt/sources.py from ingest/acceptance/side_tables.yml: change it there
select
    cast(agency_id as string) as agency_id,
    cast(agency_name as string) as agency_name
from {{ source('accepted', 'agencies') }}
