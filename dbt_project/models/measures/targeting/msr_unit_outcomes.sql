-- the three outcomes, per receiver and programme: in target, out of target, not found in the agreed source
with unit_receipts as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        receipt_row_count,
        person_count,
        first_person_id,
        best_rung,
        best_link_score,
        has_valid_nik,
        benefit_amount_idr,
        list_village_code
    from {{ ref('msr_unit_receipts') }}
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

snapshots as (
    select
        semester,
        snapshot_id
    from {{ ref('int_semester_snapshots') }}
    where is_in_force and row_count > 0
),

reference_units as (
    select
        semester,
        unit_kind,
        unit_id,
        welfare_percentile,
        welfare_decile,
        village_code,
        sex,
        age_band_code,
        is_disabled
    from {{ ref('msr_reference_units') }}
),

joined as (
    select
        unit_receipts.semester,
        unit_receipts.programme_code,
        unit_receipts.unit_kind,
        unit_receipts.unit_id,
        unit_receipts.first_person_id,
        unit_receipts.best_rung,
        unit_receipts.best_link_score,
        unit_receipts.has_valid_nik,
        unit_receipts.receipt_row_count,
        unit_receipts.person_count,
        unit_receipts.benefit_amount_idr,
        snapshots.snapshot_id,
        rules.rule_id,
        rules.max_percentile,
        rules.max_decile,
        reference_units.unit_id is not null as is_found,
        reference_units.welfare_percentile,
        reference_units.welfare_decile,
        reference_units.sex,
        reference_units.age_band_code,
        reference_units.is_disabled,
        -- a receiver who is listed counts where the agreed source has it, so that coverage compares like with like
        coalesce(reference_units.village_code, unit_receipts.list_village_code) as village_code
    from unit_receipts
    left join snapshots on unit_receipts.semester = snapshots.semester
    left join rules
        on unit_receipts.semester = rules.semester and unit_receipts.programme_code = rules.programme_code
    left join reference_units
        on
            unit_receipts.semester = reference_units.semester
            and unit_receipts.unit_kind = reference_units.unit_kind
            and unit_receipts.unit_id = reference_units.unit_id
),

final as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        first_person_id,
        best_rung,
        receipt_row_count,
        person_count,
        benefit_amount_idr,
        snapshot_id,
        rule_id,
        max_percentile,
        max_decile,
        welfare_percentile,
        welfare_decile,
        sex,
        age_band_code,
        is_disabled,
        village_code,
        {{ outcome(
            'rule_id is not null and snapshot_id is not null', 'is_found', 'welfare_percentile', 'welfare_decile', 'max_percentile', 'max_decile'
        ) }} as outcome,
        is_found and welfare_percentile is null and welfare_decile is null as is_unranked,
        -- what may be wrong about the match: a link that does not convince, or too little to be found by
        is_found and {{ is_weak_link('best_link_score') }} as is_weak_link,
        not is_found and not coalesce(has_valid_nik, false) as is_unmatchable
    from joined
)

select * from final
