-- derived by orchestration/dbt/sources.py from dbt_project/inputs.yml: change it there
select
    cast(record_id as string) as record_id,
    cast(entity as string) as entity,
    cast(semester as string) as semester,
    cast(person_id as string) as person_id,
    cast(family_id as string) as family_id,
    cast(rung as integer) as rung,
    cast(score as double) as score,
    cast(evidence as string) as evidence
from {{ source('linkage', 'person_links') }}
