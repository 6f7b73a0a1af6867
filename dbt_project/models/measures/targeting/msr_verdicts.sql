{{ config(materialized='view') }}
-- why each receiver, and each unit of the source, is in target, out of target or not found; and what one change would turn it
with rules as (
    select
        semester,
        programme_code,
        rule_id,
        target_unit,
        max_percentile,
        max_decile,
        min_age_years,
        max_age_years,
        rule_source,
        rule_confidence
    from {{ ref('msr_programme_rules') }}
),

readings as (
    select
        semester,
        programme_code,
        other_max_percentile,
        other_max_decile,
        other_source,
        other_confidence
    from {{ ref('msr_rule_readings') }}
),

snapshots as (
    select
        semester,
        snapshot_id
    from {{ ref('dim_reference_snapshot') }}
    where is_in_force and row_count > 0
),

reference_units as (
    select
        semester,
        unit_kind,
        unit_id,
        welfare_percentile,
        welfare_decile,
        age_years
    from {{ ref('msr_reference_units') }}
),

receivers as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        best_rung,
        best_link_score,
        has_valid_nik
    from {{ ref('msr_unit_receipts') }}
),

programme_lists as (
    select
        semester,
        programme_code,
        has_list
    from {{ ref('msr_programme_lists') }}
),

person_families as (
    select
        semester,
        person_id,
        family_id
    from {{ ref('int_person_families') }}
),

units as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id
    from receivers
    union distinct
    select
        rules.semester,
        rules.programme_code,
        reference_units.unit_kind,
        reference_units.unit_id
    from rules
    inner join reference_units
        on rules.semester = reference_units.semester and rules.target_unit = reference_units.unit_kind
),

joined as (
    select
        units.semester,
        units.programme_code,
        units.unit_kind,
        units.unit_id,
        case units.unit_kind when 'family' then units.unit_id else person_families.family_id end as family_id,
        -- of a list that did not come nobody knows whom it names
        case when programme_lists.has_list then receivers.unit_id is not null end as is_receiver,
        receivers.best_rung,
        receivers.best_link_score,
        receivers.has_valid_nik,
        snapshots.snapshot_id,
        rules.rule_id,
        rules.rule_source,
        rules.rule_confidence,
        rules.max_percentile,
        rules.max_decile,
        rules.min_age_years,
        rules.max_age_years,
        readings.other_max_percentile,
        readings.other_max_decile,
        readings.other_source,
        readings.other_confidence,
        reference_units.unit_id is not null as is_found,
        reference_units.welfare_percentile,
        reference_units.welfare_decile,
        reference_units.age_years,
        {{ is_within_limit(
            'reference_units.welfare_percentile', 'reference_units.welfare_decile', 'rules.max_percentile', 'rules.max_decile'
        ) }} as is_within,
        -- who receives is judged by rank alone; the age is asked of those who might
        receivers.unit_id is not null
        or units.unit_kind = 'family'
        or coalesce(
            (rules.min_age_years is null or reference_units.age_years >= rules.min_age_years)
            and (rules.max_age_years is null or reference_units.age_years <= rules.max_age_years),
            false
        ) as is_of_age,
        -- the rank that decides: by percentile where both are known, else by decile
        case
            when reference_units.welfare_percentile is not null and rules.max_percentile is not null then 'percentile'
            when rules.max_decile is not null then 'decile'
            else 'percentile'
        end as rank_kind
    from units
    left join receivers
        on
            units.semester = receivers.semester
            and units.programme_code = receivers.programme_code
            and units.unit_id = receivers.unit_id
    left join programme_lists
        on units.semester = programme_lists.semester and units.programme_code = programme_lists.programme_code
    left join rules on units.semester = rules.semester and units.programme_code = rules.programme_code
    left join readings on units.semester = readings.semester and units.programme_code = readings.programme_code
    left join snapshots on units.semester = snapshots.semester
    left join reference_units
        on
            units.semester = reference_units.semester
            and units.unit_kind = reference_units.unit_kind
            and units.unit_id = reference_units.unit_id
    left join person_families on units.semester = person_families.semester and units.unit_id = person_families.person_id
),

reasoned as (
    select
        *,
        case rank_kind when 'decile' then welfare_decile else welfare_percentile end as welfare_rank,
        case rank_kind when 'decile' then max_decile else max_percentile end as limit_rank,
        {{ outcome(
            'rule_id is not null and snapshot_id is not null', 'is_found', 'welfare_percentile', 'welfare_decile', 'max_percentile',
            'max_decile'
        ) }} as rank_outcome,
        case
            when rule_id is null then 'no_rule'
            when snapshot_id is null then 'no_source'
            when not is_found then 'not_in_source'
            when not is_of_age then 'age_outside'
            when coalesce(welfare_percentile, welfare_decile) is null then 'unranked'
            when is_within then 'rank_within'
            else 'rank_beyond'
        end as reason_code
    from joined
),

final as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        family_id,
        is_receiver,
        case reason_code when 'age_outside' then 'out_of_target' else rank_outcome end as outcome,
        reason_code,
        snapshot_id,
        rule_id,
        rule_source,
        rule_confidence,
        max_percentile,
        max_decile,
        min_age_years,
        max_age_years,
        welfare_percentile,
        welfare_decile,
        age_years,
        rank_kind,
        welfare_rank,
        limit_rank,
        case
            when reason_code = 'rank_within' and limit_rank >= case rank_kind when 'decile' then 10 else 100 end then 'unlisted'
            when reason_code = 'rank_within' then 'rank_above'
            when reason_code = 'rank_beyond' then 'rank_within'
            when reason_code = 'unranked' then 'rank_given'
            when reason_code = 'not_in_source' then 'listed_within'
            when reason_code = 'age_outside' and is_within then 'age_within'
            when reason_code = 'age_outside' then 'age_and_rank'
            when reason_code = 'no_rule' then 'rule_stated'
            else 'source_admitted'
        end as turning_code,
        case
            when reason_code = 'rank_within' then limit_rank + 1
            when reason_code in ('rank_beyond', 'unranked', 'not_in_source', 'age_outside') then limit_rank
        end as turning_rank,
        -- the rank is the owner's of the source, a name in the list the office's that sent it, a birth date the registry's
        case
            when reason_code = 'rank_within' and is_receiver is null then 'awaited'
            when reason_code = 'rank_within' and not is_receiver then 'programme'
            when reason_code in ('rank_within', 'rank_beyond', 'unranked') then 'source'
            when reason_code = 'not_in_source' then 'list'
            when reason_code = 'age_outside' then 'registry'
            else 'agreement'
        end as ask_code,
        best_rung,
        coalesce(is_receiver, false) and is_found and {{ is_weak_link('best_link_score') }} as is_weak_link,
        coalesce(is_receiver, false) and not is_found and not coalesce(has_valid_nik, false) as is_unmatchable,
        other_max_percentile,
        other_max_decile,
        other_source,
        other_confidence,
        case
            when other_max_decile is null then null
            when reason_code = 'age_outside' then 'out_of_target'
            else
                {{ outcome(
                    'rule_id is not null and snapshot_id is not null', 'is_found', 'welfare_percentile', 'welfare_decile',
                    'case when max_percentile is not null then other_max_percentile end', 'other_max_decile'
                ) }}
        end as other_outcome
    from reasoned
)

select * from final
