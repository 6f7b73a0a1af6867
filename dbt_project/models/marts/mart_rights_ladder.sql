with families as (
    select distinct
        semester,
        family_id,
        right_count,
        met_count,
        is_gone
    from {{ ref('msr_family_rights') }}
),

lists_missing as (
    select
        semester,
        {{ join_sorted('programme_code', '+') }} as missing_programme_set
    from {{ ref('msr_programme_lists') }}
    where list_status in ('held', 'missing', 'partial')
    group by semester
),

final as (
    select
        families.semester,
        cast(families.right_count as integer) as right_count,
        cast(families.met_count as integer) as met_count,
        count(families.family_id) as family_count,
        cast(sum(case when families.is_gone then 1 else 0 end) as bigint) as gone_family_count,
        max(lists_missing.missing_programme_set) as missing_programme_set
    from families
    left join lists_missing on families.semester = lists_missing.semester
    group by families.semester, families.right_count, families.met_count
)

select * from final
