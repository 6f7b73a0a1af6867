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
    from {{ ref('int_programme_rules') }}
),

reference_persons as (
    select
        semester,
        person_id,
        welfare_percentile,
        welfare_decile,
        age_years,
        village_code,
        sex,
        age_band_code,
        is_disabled,
        has_valid_nik
    from {{ ref('fct_welfare_status') }}
),

reference_families as (
    select
        semester,
        family_id,
        welfare_percentile,
        welfare_decile,
        village_code,
        has_valid_nik
    from {{ ref('int_reference_families') }}
),

unit_receipts as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        best_link_score
    from {{ ref('int_unit_receipts') }}
),

listed_persons as (
    select
        rules.semester,
        rules.programme_code,
        'person' as unit_kind,
        reference_persons.person_id as unit_id,
        reference_persons.welfare_percentile,
        reference_persons.welfare_decile,
        reference_persons.village_code,
        reference_persons.sex,
        reference_persons.age_band_code,
        reference_persons.is_disabled,
        reference_persons.has_valid_nik,
        {{ is_within_limit(
            'reference_persons.welfare_percentile', 'reference_persons.welfare_decile', 'rules.max_percentile', 'rules.max_decile'
        ) }} as is_target
    from rules
    inner join reference_persons
        on
            rules.semester = reference_persons.semester
            and rules.target_unit = 'person'
    where
        (rules.min_age_years is null or reference_persons.age_years >= rules.min_age_years)
        and (rules.max_age_years is null or reference_persons.age_years <= rules.max_age_years)
),

listed_families as (
    select
        rules.semester,
        rules.programme_code,
        'family' as unit_kind,
        reference_families.family_id as unit_id,
        reference_families.welfare_percentile,
        reference_families.welfare_decile,
        reference_families.village_code,
        cast(null as string) as sex,
        cast(null as string) as age_band_code,
        cast(null as boolean) as is_disabled,
        reference_families.has_valid_nik,
        {{ is_within_limit(
            'reference_families.welfare_percentile', 'reference_families.welfare_decile', 'rules.max_percentile', 'rules.max_decile'
        ) }} as is_target
    from rules
    inner join reference_families
        on rules.semester = reference_families.semester and rules.target_unit = 'family'
),

listed as (
    select * from listed_persons
    union all
    select * from listed_families
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
        unit_receipts.unit_id is not null as is_receiver,
        unit_receipts.unit_id is not null and {{ is_weak_link('unit_receipts.best_link_score') }} as is_weak_receiver
    from listed
    left join unit_receipts
        on
            listed.semester = unit_receipts.semester
            and listed.programme_code = unit_receipts.programme_code
            and listed.unit_kind = unit_receipts.unit_kind
            and listed.unit_id = unit_receipts.unit_id
)

select * from final
