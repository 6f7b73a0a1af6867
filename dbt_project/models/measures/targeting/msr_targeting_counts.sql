{%- set breakdowns = {
    'city': "'all'",
    'village': "coalesce(village_code, 'unknown')",
    'decile': "coalesce(cast(welfare_decile as string), 'unknown')",
    'sex': "coalesce(sex, 'unknown')",
    'age_band': "coalesce(age_band_code, 'unknown')",
    'disability': "case is_disabled when true then 'yes' when false then 'no' else 'unknown' end",
} -%}
-- exact counts of the three outcomes and of the target group, cell by cell
-- sex, age and disability are attributes of persons, so programmes of families are not broken down by them
with receiver_cells as (
    select
        semester,
        programme_code,
        unit_kind,
        village_code,
        welfare_decile,
        sex,
        age_band_code,
        is_disabled,
        count(unit_id) as receiver_count,
        sum(case when outcome = 'in_target' then 1 else 0 end) as in_target_count,
        sum(case when outcome = 'out_of_target' then 1 else 0 end) as out_of_target_count,
        sum(case when outcome = 'not_found' then 1 else 0 end) as not_found_count,
        sum(case when outcome = 'out_of_target' and is_unranked then 1 else 0 end) as unranked_count,
        sum(case when outcome = 'in_target' and is_weak_link then 1 else 0 end) as weak_in_count,
        sum(case when outcome = 'out_of_target' and is_weak_link then 1 else 0 end) as weak_out_count,
        sum(case when outcome = 'not_found' and is_unmatchable then 1 else 0 end) as unmatchable_count
    from {{ ref('msr_unit_outcomes') }}
    group by semester, programme_code, unit_kind, village_code, welfare_decile, sex, age_band_code, is_disabled
),

target_cells as (
    select
        semester,
        programme_code,
        unit_kind,
        village_code,
        welfare_decile,
        sex,
        age_band_code,
        is_disabled,
        count(unit_id) as listed_count,
        sum(case when is_receiver then 1 else 0 end) as listed_receiver_count,
        sum(case when is_gone then 1 else 0 end) as listed_gone_count,
        sum(case when is_gone and is_receiver then 1 else 0 end) as listed_gone_receiver_count,
        sum(case when is_weak_receiver then 1 else 0 end) as weak_listed_count,
        sum(case when is_target then 1 else 0 end) as target_count,
        sum(case when is_target and is_receiver then 1 else 0 end) as target_receiver_count,
        sum(case when is_target and is_gone then 1 else 0 end) as target_gone_count,
        sum(case when is_target and is_gone and is_receiver then 1 else 0 end) as target_gone_receiver_count,
        sum(case when is_target and is_weak_receiver then 1 else 0 end) as weak_target_count,
        sum(case when is_target then coalesce(unnamed_person_count, 0) else 0 end) as unnamed_target_count,
        sum(case when is_target and is_findable then 1 else 0 end) as findable_target_count,
        sum(case when is_target and is_findable and is_receiver then 1 else 0 end) as findable_receiver_count
    from {{ ref('msr_listed_units') }}
    group by semester, programme_code, unit_kind, village_code, welfare_decile, sex, age_band_code, is_disabled
),

receivers as (
    {%- for breakdown, code in breakdowns.items() %}
    select
        semester,
        programme_code,
        '{{ breakdown }}' as breakdown,
        {{ code }} as breakdown_code,
        sum(receiver_count) as receiver_count,
        sum(in_target_count) as in_target_count,
        sum(out_of_target_count) as out_of_target_count,
        sum(not_found_count) as not_found_count,
        sum(unranked_count) as unranked_count,
        sum(weak_in_count) as weak_in_count,
        sum(weak_out_count) as weak_out_count,
        sum(unmatchable_count) as unmatchable_count
    from receiver_cells
    {%- if breakdown in ('sex', 'age_band', 'disability') %}
    where unit_kind = 'person'
    {%- endif %}
    group by semester, programme_code{% if breakdown != 'city' %}, {{ code }}{% endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

targets as (
    {%- for breakdown, code in breakdowns.items() %}
    select
        semester,
        programme_code,
        '{{ breakdown }}' as breakdown,
        {{ code }} as breakdown_code,
        sum(listed_count) as listed_count,
        sum(listed_receiver_count) as listed_receiver_count,
        sum(listed_gone_count) as listed_gone_count,
        sum(listed_gone_receiver_count) as listed_gone_receiver_count,
        sum(weak_listed_count) as weak_listed_count,
        sum(target_count) as target_count,
        sum(target_receiver_count) as target_receiver_count,
        sum(target_gone_count) as target_gone_count,
        sum(target_gone_receiver_count) as target_gone_receiver_count,
        sum(weak_target_count) as weak_target_count,
        sum(unnamed_target_count) as unnamed_target_count,
        sum(findable_target_count) as findable_target_count,
        sum(findable_receiver_count) as findable_receiver_count
    from target_cells
    {%- if breakdown in ('sex', 'age_band', 'disability') %}
    where unit_kind = 'person'
    {%- endif %}
    group by semester, programme_code{% if breakdown != 'city' %}, {{ code }}{% endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

programme_lists as (
    select
        semester,
        programme_code,
        list_status,
        has_list
    from {{ ref('msr_programme_lists') }}
),

snapshots as (
    select
        semester,
        snapshot_id
    from {{ ref('int_semester_snapshots') }}
    where is_in_force and row_count > 0
),

rules as (
    select
        semester,
        programme_code,
        rule_id,
        max_percentile,
        max_decile
    from {{ ref('msr_programme_rules') }}
),

programmes as (
    select
        programme_code,
        unit,
        unit_kind
    from {{ ref('dim_programme') }}
),

-- every programme has its city row, whether or not a list came; and every kelurahan of the city as well
cells as (
    select
        semester,
        programme_code,
        'city' as breakdown,
        'all' as breakdown_code
    from programme_lists
    union distinct
    select
        semester,
        programme_code,
        breakdown,
        breakdown_code
    from receivers
    union distinct
    select
        semester,
        programme_code,
        breakdown,
        breakdown_code
    from targets
),

joined as (
    select
        cells.semester,
        cells.programme_code,
        cells.breakdown,
        cells.breakdown_code,
        programmes.unit,
        programmes.unit_kind,
        programme_lists.list_status,
        snapshots.snapshot_id,
        rules.rule_id,
        rules.max_percentile,
        rules.max_decile,
        programme_lists.has_list,
        programme_lists.has_list and snapshots.snapshot_id is not null and rules.rule_id is not null as is_judged,
        snapshots.snapshot_id is not null and rules.rule_id is not null as has_target_group,
        receivers.receiver_count,
        receivers.in_target_count,
        receivers.out_of_target_count,
        receivers.not_found_count,
        receivers.unranked_count,
        targets.target_count,
        targets.target_receiver_count,
        targets.target_gone_count,
        targets.target_gone_receiver_count,
        receivers.weak_in_count,
        receivers.weak_out_count,
        receivers.unmatchable_count,
        targets.listed_count,
        targets.listed_receiver_count,
        targets.listed_gone_count,
        targets.listed_gone_receiver_count,
        targets.weak_listed_count,
        targets.weak_target_count,
        targets.unnamed_target_count,
        targets.findable_target_count,
        targets.findable_receiver_count
    from cells
    inner join programme_lists
        on cells.semester = programme_lists.semester and cells.programme_code = programme_lists.programme_code
    inner join programmes on cells.programme_code = programmes.programme_code
    left join snapshots on cells.semester = snapshots.semester
    left join rules on cells.semester = rules.semester and cells.programme_code = rules.programme_code
    left join receivers
        on
            cells.semester = receivers.semester
            and cells.programme_code = receivers.programme_code
            and cells.breakdown = receivers.breakdown
            and cells.breakdown_code = receivers.breakdown_code
    left join targets
        on
            cells.semester = targets.semester
            and cells.programme_code = targets.programme_code
            and cells.breakdown = targets.breakdown
            and cells.breakdown_code = targets.breakdown_code
),

final as (
    select
        semester,
        programme_code,
        breakdown,
        breakdown_code,
        unit,
        unit_kind,
        list_status,
        snapshot_id,
        rule_id,
        max_percentile,
        max_decile,
        -- a list that never came has no receivers to count: null, never zero
        cast(case when has_list then coalesce(receiver_count, 0) end as bigint) as receiver_count,
        cast(case when is_judged then coalesce(in_target_count, 0) end as bigint) as in_target_count,
        cast(case when is_judged then coalesce(out_of_target_count, 0) end as bigint) as out_of_target_count,
        cast(case when is_judged then coalesce(not_found_count, 0) end as bigint) as not_found_count,
        cast(case when is_judged then coalesce(unranked_count, 0) end as bigint) as unranked_count,
        cast(case when has_target_group then coalesce(target_count, 0) end as bigint) as target_count,
        cast(case when has_target_group then coalesce(target_gone_count, 0) end as bigint) as target_gone_count,
        cast(case when is_judged then coalesce(target_receiver_count, 0) end as bigint) as target_receiver_count,
        {%- for column in [
            'target_gone_receiver_count', 'weak_in_count', 'weak_out_count', 'unmatchable_count', 'listed_receiver_count',
            'listed_gone_receiver_count', 'weak_listed_count', 'weak_target_count', 'unnamed_target_count',
            'findable_target_count', 'findable_receiver_count'
        ] %}
        cast(case when is_judged then coalesce({{ column }}, 0) end as bigint) as {{ column }},
        {%- endfor %}
        cast(case when has_target_group then coalesce(listed_gone_count, 0) end as bigint) as listed_gone_count,
        cast(case when has_target_group then coalesce(listed_count, 0) end as bigint) as listed_count
    from joined
)

select * from final
