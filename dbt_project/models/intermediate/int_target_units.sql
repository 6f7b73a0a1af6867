-- the target group: families or persons of the snapshot in force within the programme's limit, and of its age where it has one
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
        is_disabled
    from {{ ref('fct_welfare_status') }}
),

reference_families as (
    select
        semester,
        family_id,
        welfare_percentile,
        welfare_decile,
        village_code
    from {{ ref('int_reference_families') }}
),

unit_receipts as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id
    from {{ ref('int_unit_receipts') }}
),

target_persons as (
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
        reference_persons.is_disabled
    from rules
    inner join reference_persons
        on
            rules.semester = reference_persons.semester
            and rules.target_unit = 'person'
    where
        (rules.min_age_years is null or reference_persons.age_years >= rules.min_age_years)
        and (rules.max_age_years is null or reference_persons.age_years <= rules.max_age_years)
        and {{ is_within_limit(
            'reference_persons.welfare_percentile', 'reference_persons.welfare_decile', 'rules.max_percentile', 'rules.max_decile'
        ) }}
),

target_families as (
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
        cast(null as boolean) as is_disabled
    from rules
    inner join reference_families
        on rules.semester = reference_families.semester and rules.target_unit = 'family'
    where
        {{ is_within_limit(
            'reference_families.welfare_percentile', 'reference_families.welfare_decile', 'rules.max_percentile', 'rules.max_decile'
        ) }}
),

targets as (
    select * from target_persons
    union all
    select * from target_families
),

final as (
    select
        targets.semester,
        targets.programme_code,
        targets.unit_kind,
        targets.unit_id,
        targets.welfare_percentile,
        targets.welfare_decile,
        targets.village_code,
        targets.sex,
        targets.age_band_code,
        targets.is_disabled,
        unit_receipts.unit_id is not null as is_receiver
    from targets
    left join unit_receipts
        on
            targets.semester = unit_receipts.semester
            and targets.programme_code = unit_receipts.programme_code
            and targets.unit_kind = unit_receipts.unit_kind
            and targets.unit_id = unit_receipts.unit_id
)

select * from final
