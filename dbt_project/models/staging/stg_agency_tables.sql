-- derived by orchestration/dbt/sources.py from ingest/acceptance/side_tables.yml: change it there
select
    cast(agency_id as string) as agency_id,
    cast(table_id as string) as table_id,
    cast(entity as string) as entity,
    cast(programme_code as string) as programme_code,
    cast(unit as string) as unit,
    cast(is_expected as boolean) as is_expected
from {{ source('accepted', 'agency_tables') }}
