with findings as (
    select
        semester,
        finding_code,
        coalesce(programme_code, '-') as programme_code,
        agency_id,
        owner_agency_id,
        -- what an agency reports is told one by one, in its own words; all else is counted
        case when subject_kind = 'issue' then substr(finding_id, 1, 12) else '-' end as issue_key,
        finding_status,
        how_closed,
        evidence_grade,
        due_semester,
        action_text,
        problem_text,
        cause_text,
        responsible_text,
        due_text,
        at_stake_idr
    from {{ ref('msr_finding_register') }}
),

playbook as (
    select
        finding_code,
        finding_name
    from {{ ref('finding_playbook') }}
),

counted as (
    select
        semester,
        finding_code,
        programme_code,
        agency_id,
        evidence_grade,
        issue_key,
        max(owner_agency_id) as owner_agency_id,
        max(action_text) as action_text,
        max(problem_text) as problem_text,
        max(cause_text) as cause_text,
        max(responsible_text) as responsible_text,
        max(due_text) as due_text,
        min(case when finding_status <> 'closed' then due_semester end) as due_semester,
        sum(case when finding_status <> 'closed' then 1 else 0 end) as open_count,
        sum(case when finding_status = 'new' then 1 else 0 end) as new_count,
        sum(case when finding_status = 'reopened' then 1 else 0 end) as reopened_count,
        sum(case when finding_status = 'open' then 1 else 0 end) as continued_count,
        sum(case when finding_status = 'not_received' then 1 else 0 end) as not_received_count,
        sum(case when finding_status = 'closed' then 1 else 0 end) as closed_count,
        sum(case when how_closed = 'stopped' then 1 else 0 end) as closed_stopped_count,
        sum(case when how_closed = 'served' then 1 else 0 end) as closed_served_count,
        sum(case when finding_status <> 'closed' and due_semester < semester then 1 else 0 end) as overdue_count,
        sum(case when finding_status <> 'closed' then at_stake_idr end) as at_stake_idr,
        count(case when finding_status <> 'closed' then at_stake_idr end) as at_stake_known_count
    from findings
    group by semester, finding_code, programme_code, agency_id, evidence_grade, issue_key
),

final as (
    select
        counted.semester,
        counted.finding_code,
        counted.programme_code,
        counted.agency_id,
        counted.evidence_grade,
        counted.issue_key,
        playbook.finding_name,
        counted.problem_text,
        counted.cause_text,
        counted.owner_agency_id,
        counted.responsible_text,
        counted.action_text,
        counted.due_semester,
        counted.due_text,
        cast(counted.open_count as bigint) as open_count,
        cast(counted.new_count as bigint) as new_count,
        cast(counted.reopened_count as bigint) as reopened_count,
        cast(counted.continued_count as bigint) as continued_count,
        cast(counted.not_received_count as bigint) as not_received_count,
        cast(counted.overdue_count as bigint) as overdue_count,
        cast(counted.closed_count as bigint) as closed_count,
        cast(counted.closed_stopped_count as bigint) as closed_stopped_count,
        cast(counted.closed_served_count as bigint) as closed_served_count,
        cast(counted.closed_count - counted.closed_stopped_count - counted.closed_served_count as bigint) as closed_corrected_count,
        cast(counted.at_stake_idr as bigint) as at_stake_idr,
        counted.at_stake_known_count
    from counted
    inner join playbook on counted.finding_code = playbook.finding_code
)

select * from final
