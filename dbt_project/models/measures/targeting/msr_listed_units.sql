-- units of the snapshot in force, of the programme's age where it has one: who is in the target group, and who receives?
with rules as (
    select
        semester,
        programme_code,
        target_unit,
        max_percentile,
        max_decile,
        min_age_years,
        max_age_years
    from {{ ref('msr_programme_rules') }}
),

reference_units as (
    select
        semester,
        unit_kind,
        unit_id,
        welfare_percentile,
        welfare_decile,
        village_code,
        has_valid_nik,
        age_years,
        sex,
        age_band_code,
        is_disabled,
        unnamed_person_count
    from {{ ref('msr_reference_units') }}
),

unit_receipts as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        best_link_score
    from {{ ref('msr_unit_receipts') }}
),

gone as (
    select
        semester,
        unit_kind,
        unit_id
    from {{ ref('msr_gone_units') }}
),

-- an age limit is asked of persons alone: a family has no age
listed as (
    select
        rules.semester,
        rules.programme_code,
        reference_units.unit_kind,
        reference_units.unit_id,
        reference_units.welfare_percentile,
        reference_units.welfare_decile,
        reference_units.village_code,
        reference_units.sex,
        reference_units.age_band_code,
        reference_units.is_disabled,
        reference_units.has_valid_nik,
        reference_units.unnamed_person_count,
        {{ is_within_limit(
            'reference_units.welfare_percentile', 'reference_units.welfare_decile', 'rules.max_percentile', 'rules.max_decile'
        ) }} as is_target
    from rules
    inner join reference_units
        on rules.semester = reference_units.semester and rules.target_unit = reference_units.unit_kind
    where
        reference_units.unit_kind = 'family'
        or (
            (rules.min_age_years is null or reference_units.age_years >= rules.min_age_years)
            and (rules.max_age_years is null or reference_units.age_years <= rules.max_age_years)
        )
),

final as (
    select
        listed.semester,
        listed.programme_code,
        listed.unit_kind,
        listed.unit_id,
        listed.welfare_percentile,
        listed.welfare_decile,
        listed.village_code,
        listed.sex,
        listed.age_band_code,
        listed.is_disabled,
        -- by a number of its own the unit can be found in any list; without one only through others
        listed.has_valid_nik as is_findable,
        listed.is_target,
        gone.unit_id is not null as is_gone,
        listed.unnamed_person_count,
        unit_receipts.unit_id is not null as is_receiver,
        unit_receipts.unit_id is not null and {{ is_weak_link('unit_receipts.best_link_score') }} as is_weak_receiver
    from listed
    left join unit_receipts
        on
            listed.semester = unit_receipts.semester
            and listed.programme_code = unit_receipts.programme_code
            and listed.unit_kind = unit_receipts.unit_kind
            and listed.unit_id = unit_receipts.unit_id
    left join gone
        on listed.semester = gone.semester and listed.unit_kind = gone.unit_kind and listed.unit_id = gone.unit_id
)

select * from final
