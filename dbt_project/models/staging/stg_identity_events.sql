-- derived by orchestration/dbt/sources.py from dbt_project/inputs.yml: change it there
select
    cast(event_id as string) as event_id,
    cast(semester as string) as semester,
    cast(kind as string) as kind,
    cast(id as string) as id,
    cast(event as string) as event,
    cast(other_id as string) as other_id,
    cast(cause as string) as cause
from {{ source('linkage', 'identity_events') }}
