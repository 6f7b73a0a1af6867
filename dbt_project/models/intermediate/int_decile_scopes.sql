{{ config(materialized='view') }}
-- which of a source's deciles counts, by the newest agreement about each snapshot
with scopes as (
    select
        snapshot_id,
        decile_scope,
        row_number() over (partition by snapshot_id order by semester desc) as newest_no
    from {{ ref('stg_agreed_sources') }}
),

final as (
    select
        snapshot_id,
        decile_scope
    from scopes
    where newest_no = 1
)

select * from final
