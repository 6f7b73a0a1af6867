with changes as (
    select
        semester,
        programme_code,
        coalesce(village_code, 'unknown') as village_code,
        sum(case when change_kind <> 'new' then 1 else 0 end) as previous_receiver_count,
        sum(case when change_kind = 'new' then 1 else 0 end) as new_count,
        sum(case when change_kind = 'left' then 1 else 0 end) as left_count,
        sum(case when change_kind <> 'left' then 1 else 0 end) as receiver_count
    from {{ ref('msr_unit_changes') }}
    group by semester, programme_code, coalesce(village_code, 'unknown')
),

regions as (
    select
        region_code,
        region_name
    from {{ ref('dim_region') }}
),

programmes as (
    select
        programme_code,
        unit
    from {{ ref('dim_programme') }}
),

final as (
    select
        changes.semester,
        changes.programme_code,
        changes.village_code,
        case
            when changes.village_code = 'unknown' then {{ told('unknown') }}
            else coalesce(regions.region_name, changes.village_code)
        end as village_name,
        programmes.unit,
        cast(changes.previous_receiver_count as bigint) as previous_receiver_count,
        cast(changes.new_count as bigint) as new_count,
        cast(changes.left_count as bigint) as left_count,
        cast(changes.receiver_count as bigint) as receiver_count
    from changes
    inner join programmes on changes.programme_code = programmes.programme_code
    left join regions on changes.village_code = regions.region_code
)

select * from final
