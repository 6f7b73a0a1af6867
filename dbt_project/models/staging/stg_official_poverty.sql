-- derived by orchestration/dbt/sources.py from ingest/acceptance/side_tables.yml: change it there
select
    cast(region_code as string) as region_code,
    cast(year as integer) as year,
    cast(poor_person_count as bigint) as poor_person_count,
    cast(p0_percent as decimal(18, 3)) as p0_percent,
    cast(p1_index as decimal(18, 3)) as p1_index,
    cast(poverty_line_idr as bigint) as poverty_line_idr,
    cast(source as string) as source
from {{ source('accepted', 'official_poverty') }}
