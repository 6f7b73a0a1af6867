with findings as (
    select
        semester,
        finding_id,
        finding_code,
        programme_code,
        agency_id,
        subject_kind,
        subject_id,
        village_code,
        evidence_grade,
        at_stake_idr
    from {{ ref('int_findings') }}
),

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('int_semesters') }}
),

-- what was open in the semester before and is not found again was closed by this one
closed as (
    select
        semesters.semester,
        findings.finding_id,
        findings.finding_code,
        findings.programme_code,
        findings.agency_id,
        findings.subject_kind,
        findings.subject_id,
        findings.village_code,
        findings.evidence_grade,
        findings.at_stake_idr
    from findings
    inner join semesters on findings.semester = semesters.previous_semester
    left join findings as still_open
        on semesters.semester = still_open.semester and findings.finding_id = still_open.finding_id
    where still_open.finding_id is null
),

states as (
    select
        findings.semester,
        findings.finding_id,
        findings.finding_code,
        findings.programme_code,
        findings.agency_id,
        findings.subject_kind,
        findings.subject_id,
        findings.village_code,
        findings.evidence_grade,
        findings.at_stake_idr,
        case when previous_findings.finding_id is null then 'new' else 'open' end as finding_status
    from findings
    inner join semesters on findings.semester = semesters.semester
    left join findings as previous_findings
        on
            semesters.previous_semester = previous_findings.semester
            and findings.finding_id = previous_findings.finding_id
    union all
    select
        semester,
        finding_id,
        finding_code,
        programme_code,
        agency_id,
        subject_kind,
        subject_id,
        village_code,
        evidence_grade,
        at_stake_idr,
        'closed' as finding_status
    from closed
),

final as (
    select
        semester,
        finding_id,
        finding_code,
        programme_code,
        agency_id,
        subject_kind,
        subject_id,
        village_code,
        finding_status,
        evidence_grade,
        min(case when finding_status <> 'closed' then semester end) over (partition by finding_id) as first_semester,
        at_stake_idr
    from states
)

select * from final
