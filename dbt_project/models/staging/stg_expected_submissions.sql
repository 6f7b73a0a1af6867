-- derived by orchestration/dbt/sources.py from dbt_project/inputs.yml: change it there
with source_rows as (
    select
        semester,
        agency_id,
        table_id
    from {{ source('accepted', 'expected_submissions') }}
),

typed as (
    select
        cast(semester as string) as semester,
        cast(agency_id as string) as agency_id,
        cast(table_id as string) as table_id
    from source_rows
)

select * from typed
