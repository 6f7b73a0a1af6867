-- derived by orchestration/dbt/sources.py from ingest/acceptance/side_tables.yml: change it there
select
    cast(semester as string) as semester,
    cast(programme_code as string) as programme_code,
    cast(max_percentile as integer) as max_percentile,
    cast(max_decile as integer) as max_decile
from {{ source('accepted', 'agreed_targets') }}
