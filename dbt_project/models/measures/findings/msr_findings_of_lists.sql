-- findings about lists and areas: quotas that differ from receivers, rice shared out equally, lists that did not come,
-- and the problems that the agencies report themselves
with allocation_totals as (
    select
        semester,
        programme_code,
        agency_id,
        area_code,
        area_key,
        quota_count,
        recipient_count,
        quota_kg,
        realised_kg
    from {{ ref('msr_allocation_totals') }}
    where quota_count is not null and recipient_count is not null
),

programme_benefits as (
    select
        semester,
        programme_code,
        amount_idr
    from {{ ref('int_programme_benefits') }}
),

submissions as (
    select
        semester,
        agency_id,
        table_id,
        programme_code,
        list_status
    from {{ ref('int_submissions_reconciled') }}
    where list_status in ('missing', 'held', 'stale')
),

reported_issues as (
    select
        semester,
        agency_id,
        programme_code,
        problem_key,
        list_key,
        problem_text,
        cause_text,
        solution_text,
        responsible_text,
        due_text
    from {{ ref('int_reported_issues') }}
),

off_quota as (
    select
        semester,
        case when recipient_count > quota_count then 'QTA-002' else 'QTA-003' end as finding_code,
        programme_code,
        agency_id,
        area_key,
        area_code,
        abs(recipient_count - quota_count) as unit_count
    from allocation_totals
    where recipient_count <> quota_count
    union all
    -- more receivers than the quota, and each gets less than planned: what was meant for the poor was shared out
    select
        semester,
        'QTA-004' as finding_code,
        programme_code,
        agency_id,
        area_key,
        area_code,
        recipient_count - quota_count as unit_count
    from allocation_totals
    where recipient_count > quota_count and realised_kg * quota_count < quota_kg * recipient_count
),

quotas as (
    select
        off_quota.semester,
        off_quota.finding_code,
        off_quota.programme_code,
        off_quota.agency_id,
        'area' as subject_kind,
        off_quota.area_key as subject_id,
        off_quota.area_code as village_code,
        cast(off_quota.unit_count * programme_benefits.amount_idr as bigint) as reported_idr,
        concat('aggregate/', off_quota.programme_code) as basis_a,
        cast(null as string) as problem_text,
        cast(null as string) as cause_text,
        cast(null as string) as solution_text,
        cast(null as string) as responsible_text,
        cast(null as string) as due_text
    from off_quota
    left join programme_benefits
        on off_quota.semester = programme_benefits.semester and off_quota.programme_code = programme_benefits.programme_code
),

lists as (
    select
        semester,
        case list_status when 'missing' then 'LST-001' else 'LST-002' end as finding_code,
        programme_code,
        agency_id,
        'list' as subject_kind,
        concat(agency_id, '/', table_id) as subject_id,
        cast(null as string) as village_code,
        cast(null as bigint) as reported_idr,
        'always' as basis_a,
        cast(null as string) as problem_text,
        cast(null as string) as cause_text,
        cast(null as string) as solution_text,
        cast(null as string) as responsible_text,
        cast(null as string) as due_text
    from submissions
),

issues as (
    select
        semester,
        'ISS-001' as finding_code,
        programme_code,
        agency_id,
        'issue' as subject_kind,
        problem_key as subject_id,
        cast(null as string) as village_code,
        cast(null as bigint) as reported_idr,
        concat('list/', list_key) as basis_a,
        problem_text,
        cause_text,
        solution_text,
        responsible_text,
        due_text
    from reported_issues
),

final as (
    select * from quotas
    union all
    select * from lists
    union all
    select * from issues
)

select * from final
