-- derived by orchestration/dbt/sources.py from ingest/acceptance/side_tables.yml: change it there
select
    cast(region_code as string) as region_code,
    cast(as_of_date as date) as as_of_date,
    cast(person_count as bigint) as person_count,
    cast(male_count as bigint) as male_count,
    cast(female_count as bigint) as female_count,
    cast(source as string) as source,
    cast(confidence as string) as confidence
from {{ source('accepted', 'official_population') }}
