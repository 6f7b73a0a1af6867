with regions as (
    select
        region_code,
        region_level,
        region_name,
        parent_code,
        bps_code
    from {{ ref('stg_regions') }}
),

parents as (
    select
        region_code,
        region_name
    from {{ ref('stg_regions') }}
),

final as (
    select
        regions.region_code,
        regions.bps_code,
        regions.parent_code,
        regions.region_level,
        regions.region_name,
        parents.region_name as parent_name
    from regions
    left join parents on regions.parent_code = parents.region_code
)

select * from final
