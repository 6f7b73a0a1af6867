-- derived by orchestration/dbt/sources.py from dbt_project/inputs.yml: change it there
with source_rows as (
    select
        semester,
        programme_code,
        max_percentile,
        max_decile
    from {{ source('accepted', 'agreed_targets') }}
),

typed as (
    select
        cast(semester as string) as semester,
        cast(programme_code as string) as programme_code,
        cast(max_percentile as integer) as max_percentile,
        cast(max_decile as integer) as max_decile
    from source_rows
)

select * from typed
