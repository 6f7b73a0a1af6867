-- persons and families that a move of their rank brought into the target of a programme, or took out of it; by the rule of now
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

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('dim_semester') }}
),

members as (
    select
        semester,
        person_id,
        coalesce(family_id_now, family_id_before) as family_id,
        age_years
    from {{ ref('msr_source_members') }}
),

moves as (
    select
        semester,
        family_id
    from {{ ref('msr_reference_moves') }}
),

units as (
    select
        semester,
        'person' as unit_kind,
        person_id as unit_id,
        family_id,
        age_years
    from members
    union all
    select
        semester,
        'family' as unit_kind,
        family_id as unit_id,
        family_id,
        cast(null as integer) as age_years
    from moves
),

reference_units as (
    select
        semester,
        unit_kind,
        unit_id,
        welfare_percentile,
        welfare_decile
    from {{ ref('msr_reference_units') }}
),

receipts as (
    select
        semester,
        programme_code,
        unit_id,
        benefit_amount_idr
    from {{ ref('msr_unit_receipts') }}
),

benefits as (
    select
        semester,
        programme_code,
        amount_idr
    from {{ ref('int_programme_benefits') }}
),

judged as (
    select
        units.semester,
        rules.programme_code,
        units.unit_kind,
        units.unit_id,
        units.family_id,
        {{ is_within_limit(
            'units_before.welfare_percentile', 'units_before.welfare_decile', 'rules.max_percentile', 'rules.max_decile'
        ) }} as was_target,
        {{ is_within_limit(
            'units_now.welfare_percentile', 'units_now.welfare_decile', 'rules.max_percentile', 'rules.max_decile'
        ) }} as is_target
    from units
    inner join semesters on units.semester = semesters.semester
    inner join rules on units.semester = rules.semester and units.unit_kind = rules.target_unit
    left join reference_units as units_before
        on
            semesters.previous_semester = units_before.semester
            and units.unit_kind = units_before.unit_kind
            and units.unit_id = units_before.unit_id
    left join reference_units as units_now
        on
            units.semester = units_now.semester
            and units.unit_kind = units_now.unit_kind
            and units.unit_id = units_now.unit_id
    where
        units.unit_kind = 'family'
        or (
            (rules.min_age_years is null or units.age_years >= rules.min_age_years)
            and (rules.max_age_years is null or units.age_years <= rules.max_age_years)
        )
),

final as (
    select
        judged.semester,
        judged.programme_code,
        judged.unit_kind,
        judged.unit_id,
        judged.family_id,
        case when judged.is_target then 'entered' else 'left' end as target_move,
        receipts.unit_id is not null as is_receiver,
        -- who left may lose what is received; who entered and does not receive may claim it
        cast(
            case
                when judged.is_target and receipts.unit_id is null then benefits.amount_idr
                when not judged.is_target and receipts.unit_id is not null
                    then coalesce(receipts.benefit_amount_idr, benefits.amount_idr)
            end as bigint
        ) as at_stake_idr
    from judged
    left join receipts
        on
            judged.semester = receipts.semester
            and judged.programme_code = receipts.programme_code
            and judged.unit_id = receipts.unit_id
    left join benefits
        on judged.semester = benefits.semester and judged.programme_code = benefits.programme_code
    where judged.was_target <> judged.is_target
)

select * from final
