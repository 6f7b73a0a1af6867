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

flagged as (
    select
        *,
        {{ has_small_count(['previous_receiver_count', 'new_count', 'left_count', 'receiver_count']) }} as is_small
    from changes
),

ranked as (
    select
        *,
        sum(is_small) over (partition by semester, programme_code) as small_count,
        row_number() over (
            partition by semester, programme_code, is_small
            order by previous_receiver_count + new_count asc, village_code asc
        ) as size_no
    from flagged
),

hidden as (
    select
        *,
        {{ is_hidden_too('is_small', 'small_count', 'size_no') }} as is_suppressed
    from ranked
),

final as (
    select
        hidden.semester,
        hidden.programme_code,
        hidden.village_code,
        case when hidden.village_code = 'unknown' then 'Tidak diketahui' else coalesce(regions.region_name, hidden.village_code) end
            as village_name,
        programmes.unit,
        {%- for column in ['previous_receiver_count', 'new_count', 'left_count', 'receiver_count'] %}
        cast(case when not hidden.is_suppressed then hidden.{{ column }} end as bigint) as {{ column }},
        {%- endfor %}
        hidden.is_suppressed
    from hidden
    inner join programmes on hidden.programme_code = programmes.programme_code
    left join regions on hidden.village_code = regions.region_code
)

select * from final
