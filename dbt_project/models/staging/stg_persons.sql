-- derived by orchestration/dbt/sources.py from dbt_project/inputs.yml: change it there
with source_rows as (
    select
        person_id,
        first_semester,
        last_semester
    from {{ source('linkage', 'persons') }}
),

typed as (
    select
        cast(person_id as string) as person_id,
        cast(first_semester as string) as first_semester,
        cast(last_semester as string) as last_semester
    from source_rows
)

select * from typed
