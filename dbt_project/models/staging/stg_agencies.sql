-- derived by orchestration/dbt/sources.py from dbt_project/inputs.yml: change it there
with source_rows as (
    select
        agency_id,
        agency_name
    from {{ source('accepted', 'agencies') }}
),

typed as (
    select
        cast(agency_id as string) as agency_id,
        cast(agency_name as string) as agency_name
    from source_rows
)

select * from typed
