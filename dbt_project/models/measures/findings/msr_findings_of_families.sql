-- findings about families: whom no programme reaches, and whom two programmes reach that exclude each other
with semesters as (
    select
        semester,
        last_day
    from {{ ref('int_semesters') }}
),

family_ladder as (
    select
        semester,
        family_id,
        village_code,
        has_valid_nik
    from {{ ref('msr_family_ladder') }}
    where is_target and programme_count = 0
),

-- a family can only be said to lack every programme when lists came; while one is still out, it may stand on that one
semesters_with_lists as (
    select
        semester,
        max(case when list_status in ('held', 'missing', 'partial') then 1 else 0 end) as lacks_list
    from {{ ref('msr_programme_lists') }}
    group by semester
    having max(case when has_list then 1 else 0 end) = 1
),

entitlements as (
    select
        listed_units.semester,
        listed_units.unit_id as family_id,
        cast(sum(benefits.amount_idr) as bigint) as amount_idr
    from {{ ref('msr_listed_units') }} as listed_units
    inner join {{ ref('msr_programme_rules') }} as rules
        on
            listed_units.semester = rules.semester
            and listed_units.programme_code = rules.programme_code
            and rules.is_entitlement
    inner join {{ ref('int_programme_benefits') }} as benefits
        on listed_units.semester = benefits.semester and listed_units.programme_code = benefits.programme_code
    where listed_units.is_target and listed_units.unit_kind = 'family'
    group by listed_units.semester, listed_units.unit_id
),

missed as (
    select
        family_ladder.semester,
        'TGT-001' as finding_code,
        cast(null as string) as programme_code,
        family_ladder.family_id as subject_id,
        family_ladder.village_code,
        -- nobody of the family could be found by number: that none was found says little
        case
            when semesters_with_lists.lacks_list = 1 then cast(null as integer)
            when family_ladder.has_valid_nik then 1
            else 99
        end as rung,
        entitlements.amount_idr as reported_idr,
        'reference' as basis_a,
        cast(null as string) as basis_b
    from family_ladder
    inner join semesters_with_lists on family_ladder.semester = semesters_with_lists.semester
    left join entitlements
        on family_ladder.semester = entitlements.semester and family_ladder.family_id = entitlements.family_id
),

family_programmes as (
    select
        semester,
        family_id,
        programme_code,
        best_rung,
        village_code
    from {{ ref('msr_family_programmes') }}
),

programme_pairs as (
    select
        semesters.semester,
        pairs.programme_a,
        pairs.programme_b
    from {{ ref('programme_pairs') }} as pairs
    inner join semesters
        on pairs.valid_from <= semesters.last_day and (pairs.valid_to is null or pairs.valid_to >= semesters.last_day)
    where pairs.pair_kind = 'conflict'
),

programme_benefits as (
    select
        semester,
        programme_code,
        amount_idr
    from {{ ref('int_programme_benefits') }}
),

-- one of the two is to be given up: at stake is the smaller amount
conflicts as (
    select
        programme_pairs.semester,
        'OVL-001' as finding_code,
        concat(programme_pairs.programme_a, '+', programme_pairs.programme_b) as programme_code,
        first_receipts.family_id as subject_id,
        coalesce(first_receipts.village_code, second_receipts.village_code) as village_code,
        greatest(first_receipts.best_rung, second_receipts.best_rung) as rung,
        least(
            coalesce(first_benefits.amount_idr, second_benefits.amount_idr),
            coalesce(second_benefits.amount_idr, first_benefits.amount_idr)
        ) as reported_idr,
        concat('programme/', programme_pairs.programme_a) as basis_a,
        concat('programme/', programme_pairs.programme_b) as basis_b
    from programme_pairs
    inner join family_programmes as first_receipts
        on
            programme_pairs.semester = first_receipts.semester
            and programme_pairs.programme_a = first_receipts.programme_code
    inner join family_programmes as second_receipts
        on
            programme_pairs.semester = second_receipts.semester
            and programme_pairs.programme_b = second_receipts.programme_code
            and first_receipts.family_id = second_receipts.family_id
    left join programme_benefits as first_benefits
        on
            programme_pairs.semester = first_benefits.semester
            and programme_pairs.programme_a = first_benefits.programme_code
    left join programme_benefits as second_benefits
        on
            programme_pairs.semester = second_benefits.semester
            and programme_pairs.programme_b = second_benefits.programme_code
),

final as (
    select * from missed
    union all
    select * from conflicts
)

select * from final
