-- derived by orchestration/dbt/sources.py from ingest/acceptance/side_tables.yml: change it there
select
    cast(region_code as string) as region_code,
    cast(region_level as string) as region_level,
    cast(region_name as string) as region_name,
    cast(parent_code as string) as parent_code,
    cast(bps_code as string) as bps_code
from {{ source('accepted', 'regions') }}
