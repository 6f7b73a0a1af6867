-- derived by orchestration/dbt/sources.py from dbt_project/inputs.yml: change it there
with source_rows as (
    select
        region_code,
        region_level,
        region_name,
        parent_code,
        bps_code
    from {{ source('accepted', 'regions') }}
),

typed as (
    select
        cast(region_code as string) as region_code,
        cast(region_level as string) as region_level,
        cast(region_name as string) as region_name,
        cast(parent_code as string) as parent_code,
        cast(bps_code as string) as bps_code
    from source_rows
)

select * from typed
