{%- set told = [
    'semester', 'programme_code', 'breakdown', 'breakdown_code', 'unit', 'unit_kind', 'list_status', 'snapshot_id', 'rule_id',
    'max_percentile', 'max_decile', 'receiver_count', 'in_target_count', 'out_of_target_count', 'not_found_count',
    'unranked_count', 'target_count', 'target_receiver_count', 'target_gone_count', 'target_gone_receiver_count',
    'listed_count', 'listed_receiver_count', 'listed_gone_count', 'listed_gone_receiver_count', 'weak_in_count',
    'weak_out_count', 'unmatchable_count',
] -%}
-- rates, intervals and lift of every cell; what is published of them is mart_targeting's choice
with counted as (
    select
        {%- for column in told + [
            'weak_listed_count', 'weak_target_count', 'unnamed_target_count', 'findable_target_count', 'findable_receiver_count'
        ] %}
        counts.{{ column }},
        {%- endfor %}
        separation.hidden_share
    from {{ ref('msr_targeting_counts') }} as counts
    left join {{ ref('msr_family_separation') }} as separation on counts.semester = separation.semester
),

-- the listed without a number of their own are found less often in the lists than those with one, though nothing says that
-- they receive less often: so many receivers may be missed among them
with_missed as (
    select
        *,
        greatest(
            0.0,
            coalesce({{ wilson_upper('findable_receiver_count', 'findable_target_count') }}, 1.0)
            * (target_count - findable_target_count)
            - (target_receiver_count - findable_receiver_count)
        ) as missed_count,
        -- who is not found for want of a number belongs where the receivers of the cell belong, as often as they do
        coalesce({{ rate('unmatchable_count * in_target_count', 'receiver_count') }}, 0.0) as unmatchable_in_count,
        coalesce({{ rate('unmatchable_count * out_of_target_count', 'receiver_count') }}, 0.0) as unmatchable_out_count,
        -- who founded a family since the source was made, and stands on no list, is still counted with the old one
        case when unit_kind = 'family' then unnamed_target_count * coalesce(hidden_share, 0.0) end as hidden_family_count
    from counted
),

-- lift compares with chance among the listed: the target group on the city's row, a decile on its own
with_base as (
    select
        *,
        max(case when breakdown = 'city' then listed_count end) over (partition by semester, programme_code) as base_all_count,
        max(case when breakdown = 'city' then listed_receiver_count end) over (
            partition by semester, programme_code
        ) as base_receiver_count,
        max(case when breakdown = 'city' then weak_listed_count end) over (partition by semester, programme_code) as base_weak_count,
        -- the same without those who are dead or moved away
        max(case when breakdown = 'city' then listed_count - listed_gone_count end) over (
            partition by semester, programme_code
        ) as present_all_count,
        max(case when breakdown = 'city' then listed_receiver_count - listed_gone_receiver_count end) over (
            partition by semester, programme_code
        ) as present_receiver_count,
        case breakdown
            when 'city' then target_count - target_gone_count
            when 'decile' then listed_count - listed_gone_count
        end as present_base_count,
        case breakdown
            when 'city' then target_receiver_count - target_gone_receiver_count
            when 'decile' then listed_receiver_count - listed_gone_receiver_count
        end as present_hit_count,
        case breakdown when 'city' then target_count when 'decile' then listed_count end as base_count,
        case breakdown when 'city' then target_receiver_count when 'decile' then listed_receiver_count end as hit_count,
        case breakdown when 'city' then weak_target_count when 'decile' then weak_listed_count end as weak_hit_count
    from with_missed
),

shares as (
    select
        *,
        -- the lists are a census, so no chance of sampling: only what the links may have wrong, counted as rare events are
        {{ bounded_rate(
            'target_receiver_count - ' ~ poisson_upper('weak_target_count'),
            'target_count + coalesce(' ~ poisson_upper('hidden_family_count') ~ ', 0.0)'
        ) }} as coverage_ci_lower_rate,
        {{ bounded_rate(
            'target_receiver_count + ' ~ poisson_upper('weak_out_count + unmatchable_in_count + missed_count'), 'target_count'
        ) }} as coverage_ci_upper_rate,
        {{ bounded_rate('out_of_target_count - ' ~ poisson_upper('weak_out_count'), 'receiver_count') }}
            as inclusion_error_ci_lower_rate,
        {{ bounded_rate('out_of_target_count + ' ~ poisson_upper('weak_in_count + unmatchable_out_count'), 'receiver_count') }}
            as inclusion_error_ci_upper_rate,
        {{ rate('hit_count', 'base_receiver_count') }} as hit_share,
        {{ rate('present_hit_count', 'present_receiver_count') }} as present_hit_share,
        {{ wilson_lower('hit_count - weak_hit_count', 'base_receiver_count') }} as hit_lower_share,
        {{ wilson_upper('hit_count + base_weak_count - weak_hit_count', 'base_receiver_count') }} as hit_upper_share
    from with_base
),

final as (
    select
        {%- for column in told %}
        {{ column }},
        {%- endfor %}
        missed_count,
        coverage_ci_lower_rate,
        coverage_ci_upper_rate,
        inclusion_error_ci_lower_rate,
        inclusion_error_ci_upper_rate,
        {{ lift('hit_share', 'base_count', 'base_all_count') }} as lift_ratio,
        {{ lift('present_hit_share', 'present_base_count', 'present_all_count') }} as present_lift_ratio,
        {{ lift('hit_lower_share', 'base_count', 'base_all_count') }} as lift_ci_lower_ratio,
        {{ lift('hit_upper_share', 'base_count', 'base_all_count') }} as lift_ci_upper_ratio
    from shares
)

select * from final
