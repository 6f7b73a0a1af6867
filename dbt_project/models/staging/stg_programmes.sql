-- derived by orchestration/dbt/sources.py from ingest/acceptance/side_tables.yml: change it there
select
    cast(programme_code as string) as programme_code,
    cast(programme_name as string) as programme_name,
    cast(unit as string) as unit,
    cast(cluster as integer) as cluster,
    cast(benefit_type as string) as benefit_type,
    cast(agency_id as string) as agency_id
from {{ source('accepted', 'programmes') }}
