with findings as (
    select
        semester,
        finding_code,
        programme_code,
        agency_id,
        finding_status,
        evidence_grade,
        at_stake_idr
    from {{ ref('fct_findings') }}
),

playbook as (
    select
        finding_code,
        finding_name,
        owner_kind,
        action_text,
        due_semester_count
    from {{ ref('finding_playbook') }}
),

semesters as (
    select
        semester,
        {{ next_semester('semester') }} as next_semester
    from {{ ref('int_semesters') }}
),

counted as (
    select
        semester,
        finding_code,
        coalesce(programme_code, '-') as programme_code,
        agency_id,
        evidence_grade,
        sum(case when finding_status <> 'closed' then 1 else 0 end) as open_count,
        sum(case when finding_status = 'new' then 1 else 0 end) as new_count,
        sum(case when finding_status = 'open' then 1 else 0 end) as continued_count,
        sum(case when finding_status = 'closed' then 1 else 0 end) as closed_count,
        sum(case when finding_status <> 'closed' then at_stake_idr end) as at_stake_idr
    from findings
    group by semester, finding_code, coalesce(programme_code, '-'), agency_id, evidence_grade
),

final as (
    select
        counted.semester,
        counted.finding_code,
        counted.programme_code,
        counted.agency_id,
        counted.evidence_grade,
        playbook.finding_name,
        case playbook.owner_kind when 'bappeda' then 'bappeda' else counted.agency_id end as owner_agency_id,
        playbook.action_text,
        case playbook.due_semester_count when 0 then counted.semester else semesters.next_semester end as due_semester,
        cast(counted.open_count as bigint) as open_count,
        cast(counted.new_count as bigint) as new_count,
        cast(counted.continued_count as bigint) as continued_count,
        cast(counted.closed_count as bigint) as closed_count,
        cast(counted.at_stake_idr as bigint) as at_stake_idr
    from counted
    inner join playbook on counted.finding_code = playbook.finding_code
    inner join semesters on counted.semester = semesters.semester
)

select * from final
