-- no count from 1 to the threshold less one below city level, and never a single hidden cell in a breakdown of several
with cells as (
    select
        semester,
        programme_code,
        breakdown,
        is_suppressed,
        receiver_count,
        in_target_count,
        out_of_target_count,
        not_found_count,
        target_count,
        target_receiver_count
    from {{ ref('mart_targeting') }}
    where breakdown <> 'city'
),

shown as (
    select
        semester,
        programme_code,
        breakdown
    from cells
    where
        {{ has_small_count([
            'receiver_count', 'in_target_count', 'out_of_target_count', 'not_found_count', 'target_count', 'target_receiver_count'
        ]) }} = 1
),

alone as (
    select
        semester,
        programme_code,
        breakdown
    from cells
    group by semester, programme_code, breakdown
    having sum(case when is_suppressed then 1 else 0 end) = 1 and count(*) > 1
)

select * from shown
union all
select * from alone
