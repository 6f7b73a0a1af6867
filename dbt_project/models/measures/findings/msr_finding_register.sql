-- the register over the semesters. A finding is closed by a semester in which what it rests on came (a list, the source) and
-- does not show it any more; where that did not come, the finding stays open and says so
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
        at_stake_idr,
        coalesce(basis_a, '-') as basis_a,
        coalesce(basis_b, '-') as basis_b,
        problem_text,
        cause_text,
        solution_text,
        responsible_text,
        due_text
    from {{ ref('msr_findings') }}
),

playbook as (
    select
        finding_code,
        owner_kind,
        action_text,
        due_semester_count
    from {{ ref('finding_playbook') }}
),

semesters as (
    select
        semester,
        row_number() over (order by semester) as semester_no
    from {{ ref('int_semesters') }}
),

came as (
    select
        semester,
        concat('programme/', programme_code) as basis
    from {{ ref('msr_programme_lists') }}
    where list_status in ('admitted', 'stale')
    union distinct
    select
        semester,
        concat('list/', agency_id, '/', table_id) as basis
    from {{ ref('int_submissions_reconciled') }}
    where list_status in ('admitted', 'stale')
    union distinct
    select
        semester,
        concat('aggregate/', programme_code) as basis
    from {{ ref('msr_allocation_totals') }}
    union distinct
    select
        semester,
        'reference' as basis
    from {{ ref('int_semester_snapshots') }}
    where is_in_force and row_count > 0
),

bases as (
    select distinct
        basis_a,
        basis_b
    from findings
),

basis_semesters as (
    select
        bases.basis_a,
        bases.basis_b,
        semesters.semester_no,
        case
            when
                (bases.basis_a = 'always' or first_basis.basis is not null)
                and (bases.basis_b = '-' or second_basis.basis is not null)
                then semesters.semester_no
        end as came_no
    from bases
    cross join semesters
    left join came as first_basis on semesters.semester = first_basis.semester and bases.basis_a = first_basis.basis
    left join came as second_basis on semesters.semester = second_basis.semester and bases.basis_b = second_basis.basis
),

next_came as (
    select
        basis_a,
        basis_b,
        semester_no,
        min(came_no) over (
            partition by basis_a, basis_b
            order by semester_no
            rows between 1 following and unbounded following
        ) as next_came_no
    from basis_semesters
),

found as (
    select
        findings.*,
        semesters.semester_no,
        next_came.next_came_no,
        lead(semesters.semester_no) over (partition by findings.finding_id order by semesters.semester_no) as next_found_no,
        lag(next_came.next_came_no) over (partition by findings.finding_id order by semesters.semester_no) as came_after_last_no,
        lag(semesters.semester_no) over (partition by findings.finding_id order by semesters.semester_no) as last_found_no,
        min(findings.semester) over (partition by findings.finding_id) as first_semester
    from findings
    inner join semesters on findings.semester = semesters.semester
    inner join next_came
        on
            findings.basis_a = next_came.basis_a
            and findings.basis_b = next_came.basis_b
            and semesters.semester_no = next_came.semester_no
),

-- the semesters after one that shows it: up to the next that shows it, or to the one that closes it
carried as (
    select
        found.*,
        semesters.semester as later_semester,
        case when semesters.semester_no = found.next_came_no then 'closed' else 'not_received' end as finding_status
    from found
    inner join semesters
        on
            found.semester_no < semesters.semester_no
            and (found.next_found_no is null or found.next_found_no > semesters.semester_no)
            and (found.next_came_no is null or found.next_came_no >= semesters.semester_no)
),

states as (
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
        problem_text,
        cause_text,
        solution_text,
        responsible_text,
        due_text,
        first_semester,
        case
            when last_found_no is null then 'new'
            when came_after_last_no < semester_no then 'reopened'
            else 'open'
        end as finding_status
    from found
    union all
    select
        later_semester as semester,
        finding_id,
        finding_code,
        programme_code,
        agency_id,
        subject_kind,
        subject_id,
        village_code,
        evidence_grade,
        at_stake_idr,
        problem_text,
        cause_text,
        solution_text,
        responsible_text,
        due_text,
        first_semester,
        finding_status
    from carried
),

receipts as (
    select
        semester,
        programme_code,
        'person' as subject_kind,
        person_id as subject_id
    from {{ ref('fct_enrolments') }}
    where is_receipt
    union distinct
    select
        semester,
        programme_code,
        'family' as subject_kind,
        family_id as subject_id
    from {{ ref('fct_enrolments') }}
    where is_receipt
),

served_families as (
    select
        semester,
        family_id
    from {{ ref('msr_family_ladder') }}
    where programme_count > 0
),

final as (
    select
        states.semester,
        states.finding_id,
        states.finding_code,
        states.programme_code,
        states.agency_id,
        case playbook.owner_kind when 'bappeda' then 'bappeda' else states.agency_id end as owner_agency_id,
        states.subject_kind,
        states.subject_id,
        states.village_code,
        states.finding_status,
        case
            when states.finding_status <> 'closed' then null
            when states.finding_code = 'TGT-001' and served_families.family_id is not null then 'served'
            when states.finding_code = 'TGT-001' then 'left_target'
            when states.subject_kind = 'list' then 'received'
            when states.subject_kind = 'issue' then 'no_longer_reported'
            when states.subject_kind = 'area' or states.finding_code = 'OVL-001' then 'corrected'
            when receipts.subject_id is not null then 'corrected'
            else 'stopped'
        end as how_closed,
        states.evidence_grade,
        states.first_semester,
        {{ semesters_later('states.first_semester', 'playbook.due_semester_count') }} as due_semester,
        coalesce(states.solution_text, playbook.action_text) as action_text,
        states.problem_text,
        states.cause_text,
        states.responsible_text,
        states.due_text,
        states.at_stake_idr
    from states
    inner join playbook on states.finding_code = playbook.finding_code
    left join served_families
        on
            states.semester = served_families.semester
            and states.subject_id = served_families.family_id
    left join receipts
        on
            states.semester = receipts.semester
            and states.programme_code = receipts.programme_code
            and states.subject_kind = receipts.subject_kind
            and states.subject_id = receipts.subject_id
)

select * from final
