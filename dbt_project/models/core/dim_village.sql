with regions as (
    select
        region_code,
        region_level,
        region_name,
        parent_code,
        parent_name
    from {{ ref('dim_region') }}
),

population as (
    select
        region_code,
        person_count,
        as_of_date,
        row_number() over (partition by region_code order by as_of_date desc) as figure_no
    from {{ ref('stg_official_population') }}
),

villages as (
    select
        region_code as village_code,
        region_name as village_name,
        parent_code as district_code,
        parent_name as district_name,
        coalesce(region_code like '{{ city_region_code() }}.%', false) as is_in_city
    from regions
    where region_level = 'village'
    union all
    -- where a list or the source gives no kelurahan: its key is never empty, so that no figure falls out of a join
    select
        'unknown' as village_code,
        {{ told('unknown') }} as village_name,
        cast(null as string) as district_code,
        {{ told('unknown') }} as district_name,
        false as is_in_city
),

final as (
    select
        villages.village_code,
        villages.village_name,
        villages.district_code,
        villages.district_name,
        cast(
            row_number() over (
                order by
                    case when villages.is_in_city then 0 when villages.village_code <> 'unknown' then 1 else 2 end,
                    villages.village_code
            ) as integer
        ) as sort_no,
        cast(population.person_count as bigint) as population_count,
        villages.is_in_city,
        population.as_of_date as population_date
    from villages
    left join population on villages.village_code = population.region_code and population.figure_no = 1
)

select * from final
