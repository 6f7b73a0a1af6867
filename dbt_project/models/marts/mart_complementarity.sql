with family_ladder as (
    select
        semester,
        is_target,
        programme_count,
        programme_set,
        count(family_id) as family_count,
        cast(sum(case when is_gone then 0 else 1 end) as bigint) as present_family_count
    from {{ ref('msr_family_ladder') }}
    group by semester, is_target, programme_count, programme_set
),

lists_missing as (
    select
        semester,
        {{ join_sorted('programme_code', '+') }} as missing_programme_set
    from {{ ref('msr_programme_lists') }}
    where list_status in ('held', 'missing', 'partial')
    group by semester
),

totals as (
    select
        *,
        sum(family_count) over (partition by semester, is_target) as group_family_count,
        sum(family_count - present_family_count) over (partition by semester, is_target) as group_gone_family_count
    from family_ladder
),

final as (
    select
        totals.semester,
        totals.is_target,
        totals.programme_set,
        totals.programme_count,
        totals.family_count,
        cast(totals.group_family_count as bigint) as group_family_count,
        {{ rate('totals.family_count', 'totals.group_family_count') }} as family_share,
        totals.present_family_count,
        cast(totals.group_gone_family_count as bigint) as group_gone_family_count,
        {{ rate('totals.present_family_count', 'totals.group_family_count - totals.group_gone_family_count') }} as present_family_share,
        lists_missing.missing_programme_set
    from totals
    left join lists_missing on totals.semester = lists_missing.semester
)

select * from final
