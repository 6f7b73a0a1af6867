-- a difference is told within one unit only, and is what it says; the families served add up
with bridge as (
    select
        semester,
        step_code,
        unit,
        step_count,
        compared_step_code,
        difference_count
    from {{ ref('mart_number_bridge') }}
),

differences as (
    select
        bridge.semester,
        bridge.step_code
    from bridge
    inner join bridge as compared
        on bridge.semester = compared.semester and bridge.compared_step_code = compared.step_code
    where
        (bridge.difference_count is not null and bridge.unit <> compared.unit)
        or bridge.difference_count <> compared.step_count - bridge.step_count
        or (bridge.unit = compared.unit and bridge.difference_count is null and compared.step_count - bridge.step_count is not null)
),

sums as (
    select
        semester,
        max(case when step_code = 'target_families' then step_count end)
        - sum(case when step_code in ('target_served', 'target_served_0') then step_count end) as unserved,
        max(case when step_code = 'target_served' then step_count end)
        - sum(case when step_code in ('target_served_1', 'target_served_2', 'target_served_3') then step_count end) as served,
        max(case when step_code = 'receiving_families' then step_count end)
        - sum(case when step_code in ('target_served', 'outside_target_served', 'unlisted_served') then step_count end) as receiving
    from bridge
    group by semester
)

select
    semester,
    step_code
from differences
union all
select
    semester,
    'sums' as step_code
from sums
where unserved <> 0 or served <> 0 or receiving <> 0
