{%- set changes = [
    ('in_target', 'out_of_target'), ('in_target', 'not_found'), ('out_of_target', 'in_target'),
    ('out_of_target', 'not_found'), ('not_found', 'in_target'), ('not_found', 'out_of_target'),
] -%}
-- every receiver judged by each snapshot known in the semester beside the one in force: what would change
with snapshots as (
    select
        semester,
        snapshot_id,
        is_in_force
    from {{ ref('dim_reference_snapshot') }}
    where row_count > 0
),

ranks as (
    select
        semester,
        snapshot_id,
        unit_kind,
        unit_id,
        welfare_percentile,
        welfare_decile
    from {{ ref('msr_snapshot_ranks') }}
),

unit_outcomes as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        rule_id,
        max_percentile,
        max_decile,
        outcome
    from {{ ref('msr_unit_outcomes') }}
),

judged as (
    select
        unit_outcomes.semester,
        unit_outcomes.programme_code,
        unit_outcomes.unit_kind,
        unit_outcomes.unit_id,
        snapshots.snapshot_id,
        snapshots.is_in_force,
        unit_outcomes.outcome as outcome_in_force,
        case
            when snapshots.is_in_force then unit_outcomes.outcome
            else
                {{ outcome(
                    'unit_outcomes.rule_id is not null', 'ranks.unit_id is not null', 'ranks.welfare_percentile',
                    'ranks.welfare_decile', 'unit_outcomes.max_percentile', 'unit_outcomes.max_decile'
                ) }}
        end as outcome
    from unit_outcomes
    inner join snapshots on unit_outcomes.semester = snapshots.semester
    left join ranks
        on
            snapshots.semester = ranks.semester
            and snapshots.snapshot_id = ranks.snapshot_id
            and unit_outcomes.unit_kind = ranks.unit_kind
            and unit_outcomes.unit_id = ranks.unit_id
),

programmes as (
    select
        programme_code,
        unit
    from {{ ref('dim_programme') }}
),

final as (
    select
        judged.semester,
        judged.programme_code,
        judged.snapshot_id,
        max(programmes.unit) as unit,
        judged.is_in_force,
        count(*) as receiver_count,
        {%- for outcome in ['in_target', 'out_of_target', 'not_found'] %}
        cast(sum(case when judged.outcome = '{{ outcome }}' then 1 else 0 end) as bigint) as {{ outcome }}_count,
        {%- endfor %}
        {%- for before, after in changes %}
        cast(
            sum(case when judged.outcome_in_force = '{{ before }}' and judged.outcome = '{{ after }}' then 1 else 0 end) as bigint
        ) as {{ before }}_to_{{ after }}_count,
        {%- endfor %}
        cast(sum(case when judged.outcome = judged.outcome_in_force then 1 else 0 end) as bigint) as unchanged_count
    from judged
    inner join programmes on judged.programme_code = programmes.programme_code
    group by judged.semester, judged.programme_code, judged.snapshot_id, judged.is_in_force
)

select * from final
