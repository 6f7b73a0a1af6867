-- derived by orchestration/dbt/sources.py from dbt_project/inputs.yml: change it there
select
    cast(family_id as string) as family_id,
    cast(first_semester as string) as first_semester,
    cast(last_semester as string) as last_semester
from {{ source('linkage', 'families') }}
