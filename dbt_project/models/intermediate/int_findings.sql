-- everything that the semester shows to be wrong or missing, one row per subject; each finding keeps its id for as long as it recurs
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
    from {{ ref('int_unit_outcomes') }}
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
    from {{ ref('int_unit_receipts') }}
),

semesters as (
    select
        semester,
        last_day
    from {{ ref('int_semesters') }}
),

programmes as (
    select
        programme_code,
        agency_id
    from {{ ref('dim_programme') }}
),

family_ladder as (
    select
        semester,
        family_id,
        village_code,
        is_target,
        programme_count
    from {{ ref('int_family_ladder') }}
),

programme_pairs as (
    select
        programme_a,
        programme_b,
        confidence,
        valid_from,
        valid_to
    from {{ ref('programme_pairs') }}
    where pair_kind = 'conflict'
),

family_programmes as (
    select
        semester,
        family_id,
        programme_code
    from {{ ref('int_family_programmes') }}
),

enrolments as (
    select distinct
        semester,
        programme_code,
        agency_id,
        person_id,
        -- a row alone has no score; rung 0 with a score is what people decided
        case when link_score is null then 99 else rung end as rung
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

allocation_totals as (
    select
        semester,
        programme_code,
        agency_id,
        area_code,
        area_key,
        quota_count,
        recipient_count
    from {{ ref('int_allocation_totals') }}
),

submissions as (
    select
        semester,
        agency_id,
        table_id,
        programme_code,
        list_status
    from {{ ref('int_submissions_reconciled') }}
),

reported_issues as (
    select
        semester,
        agency_id,
        reporting_agency_id,
        programme_code,
        problem
    from {{ ref('stg_reported_issues') }}
    where problem is not null
),

benefit_amounts as (
    select
        semesters.semester,
        amounts.programme_code,
        max(amounts.amount_per_semester_idr) as amount_idr
    from semesters
    inner join {{ ref('benefit_amounts') }} as amounts
        on
            semesters.last_day >= amounts.valid_from
            and (amounts.valid_to is null or semesters.last_day <= amounts.valid_to)
    group by semesters.semester, amounts.programme_code
),

-- a family that lacks every programme can only be named when at least one list of a family programme came
semesters_with_lists as (
    select distinct semester from {{ ref('int_programme_lists') }}
    where has_list
),

missed as (
    select
        family_ladder.semester,
        'TGT-001' as finding_code,
        cast(null as string) as programme_code,
        'family' as subject_kind,
        family_ladder.family_id as subject_id,
        family_ladder.village_code,
        cast(null as integer) as rung,
        cast(null as bigint) as reported_idr,
        cast(null as string) as agency_id
    from family_ladder
    inner join semesters_with_lists on family_ladder.semester = semesters_with_lists.semester
    where family_ladder.is_target and family_ladder.programme_count = 0
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
        benefit_amount_idr as reported_idr,
        cast(null as string) as agency_id
    from unit_outcomes
    where outcome in ('out_of_target', 'not_found')
),

conflicts as (
    select
        first_receipts.semester,
        'OVL-001' as finding_code,
        concat(programme_pairs.programme_a, '+', programme_pairs.programme_b) as programme_code,
        'family' as subject_kind,
        first_receipts.family_id as subject_id,
        cast(null as string) as village_code,
        cast(null as integer) as rung,
        cast(null as bigint) as reported_idr,
        cast(null as string) as agency_id
    from family_programmes as first_receipts
    inner join family_programmes as second_receipts
        on
            first_receipts.semester = second_receipts.semester
            and first_receipts.family_id = second_receipts.family_id
    inner join programme_pairs
        on
            first_receipts.programme_code = programme_pairs.programme_a
            and second_receipts.programme_code = programme_pairs.programme_b
    inner join semesters
        on
            first_receipts.semester = semesters.semester
            and programme_pairs.valid_from <= semesters.last_day
            and (programme_pairs.valid_to is null or programme_pairs.valid_to >= semesters.last_day)
),

doubled as (
    select
        semester,
        'OVL-002' as finding_code,
        programme_code,
        unit_kind as subject_kind,
        unit_id as subject_id,
        list_village_code as village_code,
        best_rung as rung,
        benefit_amount_idr as reported_idr,
        cast(null as string) as agency_id
    from unit_receipts
    where
        -- a family programme has one receiver a family; a person's list may have one row for each payment cycle
        (unit_kind = 'family' and person_count > 1)
        or (unit_kind = 'person' and receipt_row_count > cycle_count)
),

two_budgets as (
    select
        semester,
        'OVL-003' as finding_code,
        programme_code,
        unit_kind as subject_kind,
        unit_id as subject_id,
        list_village_code as village_code,
        best_rung as rung,
        benefit_amount_idr as reported_idr,
        cast(null as string) as agency_id
    from unit_receipts
    where budget_source_count > 1 or segment_count > 1
),

ended as (
    select
        enrolments.semester,
        case registry_history.registry_status when 'deceased' then 'REG-001' else 'REG-002' end as finding_code,
        enrolments.programme_code,
        'person' as subject_kind,
        enrolments.person_id as subject_id,
        cast(null as string) as village_code,
        min(enrolments.rung) as rung,
        cast(null as bigint) as reported_idr,
        min(enrolments.agency_id) as agency_id
    from enrolments
    inner join registry_history
        on
            enrolments.person_id = registry_history.person_id
            and enrolments.semester >= registry_history.valid_from_semester
            and (registry_history.valid_to_semester is null or enrolments.semester < registry_history.valid_to_semester)
    group by enrolments.semester, registry_history.registry_status, enrolments.programme_code, enrolments.person_id
),

quotas as (
    select
        semester,
        'QTA-001' as finding_code,
        programme_code,
        'area' as subject_kind,
        area_key as subject_id,
        area_code as village_code,
        cast(null as integer) as rung,
        cast(null as bigint) as reported_idr,
        agency_id
    from allocation_totals
    where quota_count is not null and recipient_count is not null and quota_count <> recipient_count
),

lists as (
    select
        semester,
        case list_status when 'missing' then 'LST-001' else 'LST-002' end as finding_code,
        programme_code,
        'list' as subject_kind,
        concat(agency_id, '/', table_id) as subject_id,
        cast(null as string) as village_code,
        cast(null as integer) as rung,
        cast(null as bigint) as reported_idr,
        agency_id
    from submissions
    where list_status in ('missing', 'held', 'stale')
),

reported as (
    select distinct
        semester,
        'ISS-001' as finding_code,
        programme_code,
        'issue' as subject_kind,
        md5(lower(problem)) as subject_id,
        cast(null as string) as village_code,
        cast(null as integer) as rung,
        cast(null as bigint) as reported_idr,
        coalesce(reporting_agency_id, agency_id) as agency_id
    from reported_issues
),

findings as (
    select * from missed
    union all
    select * from off_target
    union all
    select * from conflicts
    union all
    select * from doubled
    union all
    select * from two_budgets
    union all
    select * from ended
    union all
    select * from quotas
    union all
    select * from lists
    union all
    select * from reported
),

final as (
    select
        findings.semester,
        {{ hash_key([
            'findings.finding_code', 'findings.programme_code', 'findings.agency_id', 'findings.subject_kind', 'findings.subject_id'
        ]) }} as finding_id,
        findings.finding_code,
        findings.programme_code,
        coalesce(findings.agency_id, programmes.agency_id, 'bappeda') as agency_id,
        findings.subject_kind,
        findings.subject_id,
        findings.village_code,
        case
            when findings.finding_code = 'TGT-003' then 'U'
            when findings.subject_kind in ('area', 'list', 'issue') then 'A'
            when findings.rung <= 1 then 'A'
            when findings.rung = 2 then 'B'
            when findings.rung between 3 and 98 then 'C'
            else 'D'
        end as evidence_grade,
        cast(
            case
                when findings.finding_code in ('TGT-002', 'TGT-003', 'OVL-002', 'OVL-003', 'REG-001', 'REG-002')
                    then coalesce(findings.reported_idr, benefit_amounts.amount_idr)
            end as bigint
        ) as at_stake_idr
    from findings
    left join programmes on findings.programme_code = programmes.programme_code
    left join benefit_amounts
        on findings.semester = benefit_amounts.semester and findings.programme_code = benefit_amounts.programme_code
)

select * from final
