with programme_lists as (
    select
        semester,
        programme_code,
        list_status,
        has_list
    from {{ ref('msr_programme_lists') }}
    where list_status not in ('aggregate_only', 'not_expected')
),

semesters as (
    select
        semester,
        last_day
    from {{ ref('dim_semester') }}
),

family_programmes as (
    select
        semester,
        family_id,
        programme_code
    from {{ ref('msr_family_programmes') }}
),

programme_pairs as (
    select
        programme_a,
        programme_b,
        pair_kind,
        reason_text,
        confidence,
        valid_from,
        valid_to
    from {{ ref('programme_pairs') }}
),

grid as (
    select
        first_lists.semester,
        first_lists.programme_code as programme_a,
        second_lists.programme_code as programme_b,
        first_lists.list_status as list_status_a,
        second_lists.list_status as list_status_b,
        first_lists.has_list and second_lists.has_list as is_comparable
    from programme_lists as first_lists
    inner join programme_lists as second_lists
        on
            first_lists.semester = second_lists.semester
            and first_lists.programme_code < second_lists.programme_code
),

family_counts as (
    select
        semester,
        programme_code,
        count(family_id) as family_count
    from family_programmes
    group by semester, programme_code
),

both_counts as (
    select
        first_receipts.semester,
        first_receipts.programme_code as programme_a,
        second_receipts.programme_code as programme_b,
        count(first_receipts.family_id) as family_count
    from family_programmes as first_receipts
    inner join family_programmes as second_receipts
        on
            first_receipts.semester = second_receipts.semester
            and first_receipts.family_id = second_receipts.family_id
            and first_receipts.programme_code < second_receipts.programme_code
    group by first_receipts.semester, first_receipts.programme_code, second_receipts.programme_code
),

counted as (
    select
        grid.semester,
        grid.programme_a,
        grid.programme_b,
        grid.list_status_a,
        grid.list_status_b,
        coalesce(programme_pairs.pair_kind, 'neutral') as pair_kind,
        programme_pairs.reason_text as pair_reason,
        programme_pairs.confidence as pair_confidence,
        case when grid.is_comparable then coalesce(first_counts.family_count, 0) end as family_a_count,
        case when grid.is_comparable then coalesce(second_counts.family_count, 0) end as family_b_count,
        case when grid.is_comparable then coalesce(both_counts.family_count, 0) end as family_both_count
    from grid
    inner join semesters on grid.semester = semesters.semester
    left join programme_pairs
        on
            grid.programme_a = programme_pairs.programme_a
            and grid.programme_b = programme_pairs.programme_b
            and semesters.last_day >= programme_pairs.valid_from
            and (programme_pairs.valid_to is null or semesters.last_day <= programme_pairs.valid_to)
    left join family_counts as first_counts
        on grid.semester = first_counts.semester and grid.programme_a = first_counts.programme_code
    left join family_counts as second_counts
        on grid.semester = second_counts.semester and grid.programme_b = second_counts.programme_code
    left join both_counts
        on
            grid.semester = both_counts.semester
            and grid.programme_a = both_counts.programme_a
            and grid.programme_b = both_counts.programme_b
),

final as (
    select
        semester,
        programme_a,
        programme_b,
        list_status_a,
        list_status_b,
        pair_kind,
        pair_reason,
        pair_confidence,
        family_a_count,
        family_b_count,
        family_both_count,
        {{ rate('family_both_count', 'family_a_count') }} as share_of_a,
        {{ rate('family_both_count', 'family_b_count') }} as share_of_b
    from counted
)

select * from final
