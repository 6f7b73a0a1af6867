-- the limit that judges each programme, how sure it is, and what comes of it; beside it the limit of another public source
with rules as (
    select
        semester,
        programme_code,
        rule_id,
        rule_source,
        rule_confidence,
        max_percentile,
        max_decile
    from {{ ref('msr_programme_rules') }}
),

-- a percentile is asked of a source that has one, and only where the rule in force has one too
readings as (
    select
        rules.semester,
        rules.programme_code,
        readings.other_source,
        readings.other_confidence,
        case when rules.max_percentile is not null then readings.other_max_percentile end as other_max_percentile,
        readings.other_max_decile
    from rules
    inner join {{ ref('msr_rule_readings') }} as readings
        on rules.semester = readings.semester and rules.programme_code = readings.programme_code
),

programmes as (
    select
        programme_code,
        programme_name,
        unit
    from {{ ref('dim_programme') }}
),

-- of a list that did not come nobody was judged, by whichever limit
judged as (
    select
        semester,
        programme_code,
        in_target_count is not null as is_judged
    from {{ ref('msr_targeting') }}
    where breakdown = 'city'
),

snapshots as (
    select
        semester,
        snapshot_id
    from {{ ref('dim_reference_snapshot') }}
    where is_in_force and row_count > 0
),

listed as (
    select
        listed_units.semester,
        listed_units.programme_code,
        listed_units.unit_kind,
        listed_units.unit_id,
        listed_units.is_target,
        listed_units.is_gone,
        listed_units.is_receiver,
        {{ is_within_limit(
            'listed_units.welfare_percentile', 'listed_units.welfare_decile', 'readings.other_max_percentile',
            'readings.other_max_decile'
        ) }} as is_other_target
    from {{ ref('msr_listed_units') }} as listed_units
    left join readings
        on listed_units.semester = readings.semester and listed_units.programme_code = readings.programme_code
),

receivers as (
    select
        unit_outcomes.semester,
        unit_outcomes.programme_code,
        unit_outcomes.unit_kind,
        unit_outcomes.unit_id,
        unit_outcomes.outcome,
        {{ outcome(
            'unit_outcomes.outcome is not null', "unit_outcomes.outcome <> 'not_found'", 'unit_outcomes.welfare_percentile',
            'unit_outcomes.welfare_decile', 'readings.other_max_percentile', 'readings.other_max_decile'
        ) }} as other_outcome
    from {{ ref('msr_unit_outcomes') }} as unit_outcomes
    left join readings
        on unit_outcomes.semester = readings.semester and unit_outcomes.programme_code = readings.programme_code
),

target_counts as (
    select
        semester,
        programme_code,
        sum(case when is_target then 1 else 0 end) as target_count,
        sum(case when is_target and is_gone then 1 else 0 end) as target_gone_count,
        sum(case when is_target and is_receiver then 1 else 0 end) as target_receiver_count,
        sum(case when is_target and is_gone and is_receiver then 1 else 0 end) as target_gone_receiver_count,
        sum(case when is_other_target then 1 else 0 end) as other_target_count
    from listed
    group by semester, programme_code
),

receiver_counts as (
    select
        semester,
        programme_code,
        sum(case when outcome = 'in_target' then 1 else 0 end) as in_target_count,
        sum(case when outcome = 'out_of_target' then 1 else 0 end) as out_of_target_count,
        sum(case when other_outcome = 'in_target' then 1 else 0 end) as other_in_target_count,
        sum(case when other_outcome = 'out_of_target' then 1 else 0 end) as other_out_of_target_count
    from receivers
    group by semester, programme_code
),

joined as (
    select
        rules.*,
        programmes.programme_name,
        programmes.unit,
        snapshots.snapshot_id,
        readings.other_source,
        readings.other_confidence,
        readings.other_max_percentile,
        readings.other_max_decile,
        snapshots.snapshot_id is not null as has_target_group,
        coalesce(judged.is_judged, false) as is_judged,
        readings.programme_code is not null as is_disputed,
        target_counts.target_count,
        target_counts.target_gone_count,
        target_counts.target_receiver_count,
        target_counts.target_gone_receiver_count,
        target_counts.other_target_count,
        receiver_counts.in_target_count,
        receiver_counts.other_in_target_count,
        receiver_counts.out_of_target_count,
        receiver_counts.other_out_of_target_count
    from rules
    inner join programmes on rules.programme_code = programmes.programme_code
    left join readings on rules.semester = readings.semester and rules.programme_code = readings.programme_code
    left join judged on rules.semester = judged.semester and rules.programme_code = judged.programme_code
    left join snapshots on rules.semester = snapshots.semester
    left join target_counts
        on rules.semester = target_counts.semester and rules.programme_code = target_counts.programme_code
    left join receiver_counts
        on rules.semester = receiver_counts.semester and rules.programme_code = receiver_counts.programme_code
),

final as (
    select
        semester,
        programme_code,
        programme_name,
        unit,
        snapshot_id,
        rule_id,
        rule_source,
        rule_confidence,
        max_percentile,
        max_decile,
        cast(case when has_target_group then coalesce(target_count, 0) end as bigint) as target_count,
        cast(case when has_target_group then coalesce(target_gone_count, 0) end as bigint) as target_gone_count,
        {{ rate('target_gone_count', 'target_count') }} as target_gone_rate,
        cast(
            case when has_target_group and is_judged then coalesce(target_receiver_count, 0) end as bigint
        ) as target_receiver_count,
        cast(
            case when has_target_group and is_judged then coalesce(target_gone_receiver_count, 0) end as bigint
        ) as target_gone_receiver_count,
        case
            when is_judged
                then
                    {{ rate(
                        'target_receiver_count - target_gone_receiver_count', 'target_count - target_gone_count'
                    ) }}
        end as present_coverage_rate,
        cast(case when is_judged then coalesce(in_target_count, 0) end as bigint) as in_target_count,
        cast(case when is_judged then coalesce(out_of_target_count, 0) end as bigint) as out_of_target_count,
        other_source,
        other_confidence,
        other_max_percentile,
        other_max_decile,
        cast(
            case when is_disputed and has_target_group then coalesce(other_target_count, 0) end as bigint
        ) as other_target_count,
        cast(
            case when is_disputed and is_judged then coalesce(other_in_target_count, 0) end as bigint
        ) as other_in_target_count,
        cast(
            case when is_disputed and is_judged then coalesce(other_out_of_target_count, 0) end as bigint
        ) as other_out_of_target_count
    from joined
)

select * from final
