-- everything that the semester shows to be wrong or missing, one row per subject; each finding keeps its id for as long as it recurs
with of_receivers as (
    select
        semester,
        finding_code,
        programme_code,
        agency_id,
        subject_kind,
        subject_id,
        village_code,
        rung,
        reported_idr,
        basis_a,
        basis_b
    from {{ ref('msr_findings_of_receivers') }}
),

of_families as (
    select
        semester,
        finding_code,
        programme_code,
        subject_id,
        village_code,
        rung,
        reported_idr,
        basis_a,
        basis_b
    from {{ ref('msr_findings_of_families') }}
),

of_lists as (
    select
        semester,
        finding_code,
        programme_code,
        agency_id,
        subject_kind,
        subject_id,
        village_code,
        reported_idr,
        basis_a,
        problem_text,
        cause_text,
        solution_text,
        responsible_text,
        due_text
    from {{ ref('msr_findings_of_lists') }}
),

programmes as (
    select
        programme_code,
        agency_id
    from {{ ref('dim_programme') }}
),

programme_benefits as (
    select
        semester,
        programme_code,
        amount_idr
    from {{ ref('int_programme_benefits') }}
),

findings as (
    select
        *,
        cast(null as string) as problem_text,
        cast(null as string) as cause_text,
        cast(null as string) as solution_text,
        cast(null as string) as responsible_text,
        cast(null as string) as due_text
    from of_receivers
    union all
    select
        semester,
        finding_code,
        programme_code,
        cast(null as string) as agency_id,
        'family' as subject_kind,
        subject_id,
        village_code,
        rung,
        reported_idr,
        basis_a,
        basis_b,
        cast(null as string) as problem_text,
        cast(null as string) as cause_text,
        cast(null as string) as solution_text,
        cast(null as string) as responsible_text,
        cast(null as string) as due_text
    from of_families
    union all
    select
        semester,
        finding_code,
        programme_code,
        agency_id,
        subject_kind,
        subject_id,
        village_code,
        cast(null as integer) as rung,
        reported_idr,
        basis_a,
        cast(null as string) as basis_b,
        problem_text,
        cause_text,
        solution_text,
        responsible_text,
        due_text
    from of_lists
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
            when findings.subject_kind in ('area', 'list', 'issue') then 'A'
            -- not found in the source, or a list is still out
            when findings.rung is null and findings.finding_code in ('TGT-001', 'TGT-003') then 'U'
            when findings.rung <= 1 then 'A'
            when findings.rung = 2 then 'B'
            when findings.rung between 3 and 98 then 'C'
            else 'D'
        end as evidence_grade,
        -- the row's own amount, else the usual one; families and quotas bring theirs along
        cast(
            case
                when findings.subject_kind in ('area', 'list', 'issue') or findings.finding_code in ('TGT-001', 'OVL-001')
                    then findings.reported_idr
                else coalesce(findings.reported_idr, programme_benefits.amount_idr)
            end as bigint
        ) as at_stake_idr,
        findings.basis_a,
        findings.basis_b,
        findings.problem_text,
        findings.cause_text,
        findings.solution_text,
        findings.responsible_text,
        findings.due_text
    from findings
    left join programmes on findings.programme_code = programmes.programme_code
    left join programme_benefits
        on findings.semester = programme_benefits.semester and findings.programme_code = programme_benefits.programme_code
)

select * from final
