-- findings about who receives a programme: outside its target, more than once, out of two budgets, again, dead or gone
with unit_outcomes as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        outcome,
        best_rung,
        village_code,
        benefit_amount_idr
    from {{ ref('msr_unit_outcomes') }}
    where outcome in ('out_of_target', 'not_found')
),

unit_receipts as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        receipt_row_count,
        person_count,
        cycle_count,
        budget_source_count,
        segment_count,
        best_rung,
        list_village_code,
        benefit_amount_idr
    from {{ ref('msr_unit_receipts') }}
),

one_off_programmes as (
    select
        semester,
        programme_code
    from {{ ref('msr_programme_rules') }}
    where is_one_off
),

receipts as (
    select
        semester,
        programme_code,
        agency_id,
        person_id,
        family_id,
        village_code,
        benefit_amount_idr,
        -- decision; else budget year and day of the benefit, as far as they are known; else the list that names it
        coalesce(
            decision_no, cast(budget_year as string) || '/' || cast(benefit_date as string), cast(budget_year as string),
            cast(benefit_date as string), submission_id
        ) as award_key,
        -- a row alone has no score; rung 0 with a score is what people decided
        case when rung = 0 and link_score is null then 99 else rung end as rung
    from {{ ref('fct_enrolments') }}
    where is_receipt and programme_code is not null
),

registry_history as (
    select
        person_id,
        registry_status,
        valid_from_semester,
        valid_to_semester
    from {{ ref('int_registry_history') }}
    where registry_status in ('deceased', 'moved')
),

off_target as (
    select
        semester,
        case outcome when 'out_of_target' then 'TGT-002' else 'TGT-003' end as finding_code,
        programme_code,
        unit_kind as subject_kind,
        unit_id as subject_id,
        village_code,
        case outcome when 'out_of_target' then best_rung end as rung,
        benefit_amount_idr as reported_idr
    from unit_outcomes
),

overlapping as (
    select
        semester,
        case when budget_source_count > 1 or segment_count > 1 then 'OVL-003' else 'OVL-002' end as finding_code,
        programme_code,
        unit_kind as subject_kind,
        unit_id as subject_id,
        list_village_code as village_code,
        best_rung as rung,
        benefit_amount_idr as reported_idr
    from unit_receipts
    where
        budget_source_count > 1
        or segment_count > 1
        -- a family programme has one receiver a family; a person's list may have one row for each payment cycle
        or (unit_kind = 'family' and person_count > 1)
        or (unit_kind = 'person' and receipt_row_count > cycle_count)
),

-- the same award on the lists of two semesters is one award
awards as (
    select
        semester,
        programme_code,
        family_id,
        award_key,
        village_code,
        benefit_amount_idr,
        rung,
        first_value(award_key) over (
            partition by programme_code, family_id
            order by semester asc, award_key asc
        ) as first_award_key
    from receipts
    where family_id is not null
),

repeated as (
    select
        awards.semester,
        'OVL-004' as finding_code,
        awards.programme_code,
        'family' as subject_kind,
        awards.family_id as subject_id,
        min(awards.village_code) as village_code,
        min(awards.rung) as rung,
        cast(sum(awards.benefit_amount_idr) as bigint) as reported_idr
    from awards
    inner join one_off_programmes
        on awards.semester = one_off_programmes.semester and awards.programme_code = one_off_programmes.programme_code
    where awards.award_key <> awards.first_award_key
    group by awards.semester, awards.programme_code, awards.family_id
),

ended as (
    select
        receipts.semester,
        case registry_history.registry_status when 'deceased' then 'REG-001' else 'REG-002' end as finding_code,
        receipts.programme_code,
        'person' as subject_kind,
        receipts.person_id as subject_id,
        min(receipts.village_code) as village_code,
        min(receipts.rung) as rung,
        cast(sum(receipts.benefit_amount_idr) as bigint) as reported_idr,
        min(receipts.agency_id) as agency_id
    from receipts
    inner join registry_history
        on
            receipts.person_id = registry_history.person_id
            and receipts.semester >= registry_history.valid_from_semester
            and (registry_history.valid_to_semester is null or receipts.semester < registry_history.valid_to_semester)
    group by receipts.semester, registry_history.registry_status, receipts.programme_code, receipts.person_id
),

findings as (
    select
        *,
        cast(null as string) as agency_id
    from off_target
    union all
    select
        *,
        cast(null as string) as agency_id
    from overlapping
    union all
    select
        *,
        cast(null as string) as agency_id
    from repeated
    union all
    select * from ended
),

final as (
    select
        *,
        concat('programme/', programme_code) as basis_a,
        cast(null as string) as basis_b
    from findings
)

select * from final
