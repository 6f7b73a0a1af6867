with family_ladder as (
    select
        semester,
        is_target,
        programme_count,
        programme_set,
        count(family_id) as family_count
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
        {{ has_small_count(['family_count']) }} as is_small
    from family_ladder
),

ranked as (
    select
        *,
        sum(is_small) over (partition by semester, is_target) as small_count,
        row_number() over (
            partition by semester, is_target, is_small
            order by family_count asc, programme_set asc
        ) as size_no
    from totals
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
        hidden.is_target,
        hidden.programme_set,
        hidden.programme_count,
        case when not hidden.is_suppressed then hidden.family_count end as family_count,
        cast(hidden.group_family_count as bigint) as group_family_count,
        case when not hidden.is_suppressed then {{ rate('hidden.family_count', 'hidden.group_family_count') }} end as family_share,
        lists_missing.missing_programme_set,
        hidden.is_suppressed
    from hidden
    left join lists_missing on hidden.semester = lists_missing.semester
)

select * from final
