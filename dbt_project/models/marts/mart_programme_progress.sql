with programme_lists as (
    select
        semester,
        programme_code,
        list_status,
        has_list
    from {{ ref('msr_programme_lists') }}
),

programmes as (
    select
        programme_code,
        programme_name,
        agency_id,
        unit
    from {{ ref('dim_programme') }}
),

-- quantities add up only within one unit of measure, and only for the year of the semester
progress as (
    select
        semester,
        programme_code,
        count(record_id) as progress_line_count,
        case when count(distinct coalesce(unit_text, '')) = 1 then max(unit_text) end as progress_unit,
        case when count(distinct coalesce(unit_text, '')) = 1 then sum(target_count) end as target_count,
        case when count(distinct coalesce(unit_text, '')) = 1 then sum(realised_count) end as realised_count,
        sum(budget_idr) as budget_idr,
        sum(realised_idr) as realised_idr,
        count(budget_idr) as budget_known_count,
        count(realised_idr) as realised_known_count
    from {{ ref('fct_programme_progress') }}
    where
        programme_code is not null
        and (period_year is null or period_year = cast(substr(semester, 1, 4) as integer))
    group by semester, programme_code
),

receivers as (
    select
        semester,
        programme_code,
        count(unit_id) as receiver_count,
        sum(benefit_amount_idr) as benefit_amount_idr,
        count(benefit_amount_idr) as benefit_amount_known_count
    from {{ ref('msr_unit_receipts') }}
    group by semester, programme_code
),

changes as (
    select
        semester,
        programme_code,
        sum(case when change_kind = 'new' then 1 else 0 end) as new_count,
        sum(case when change_kind = 'kept' then 1 else 0 end) as kept_count,
        sum(case when change_kind = 'left' then 1 else 0 end) as left_count,
        sum(case when left_reason = 'deceased' then 1 else 0 end) as left_deceased_count,
        sum(case when left_reason = 'moved' then 1 else 0 end) as left_moved_count,
        sum(case when left_reason = 'graduated' then 1 else 0 end) as left_graduated_count,
        sum(case when left_reason = 'switched_off' then 1 else 0 end) as left_switched_off_count,
        sum(case when left_reason = 'nominated_only' then 1 else 0 end) as left_nominated_count,
        sum(case when left_reason = 'no_longer_listed' then 1 else 0 end) as left_unlisted_count,
        sum(case when left_reason = 'not_found' then 1 else 0 end) as left_not_found_count
    from {{ ref('msr_unit_changes') }}
    group by semester, programme_code
),

allocations as (
    select
        semester,
        programme_code,
        sum(quota_count) as quota_count,
        sum(recipient_count) as quota_recipient_count,
        sum(quota_kg) as quota_kg,
        sum(realised_kg) as realised_kg
    from {{ ref('msr_allocation_totals') }}
    group by semester, programme_code
),

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('dim_semester') }}
),

-- a semester without changes at all still compares where both lists came
comparable as (
    select
        semesters.semester,
        current_lists.programme_code
    from semesters
    inner join programme_lists as current_lists
        on semesters.semester = current_lists.semester and current_lists.has_list
    inner join programme_lists as previous_lists
        on
            semesters.previous_semester = previous_lists.semester
            and current_lists.programme_code = previous_lists.programme_code
            and previous_lists.has_list
),

final as (
    select
        programme_lists.semester,
        programme_lists.programme_code,
        programmes.programme_name,
        programmes.agency_id,
        programmes.unit,
        programme_lists.list_status,
        progress.progress_unit,
        cast(coalesce(progress.progress_line_count, 0) as bigint) as progress_line_count,
        cast(progress.target_count as decimal(18, 3)) as target_count,
        cast(progress.realised_count as decimal(18, 3)) as realised_count,
        {{ rate('progress.realised_count', 'progress.target_count') }} as achievement_rate,
        cast(progress.budget_idr as bigint) as budget_idr,
        cast(progress.realised_idr as bigint) as realised_idr,
        cast(coalesce(progress.budget_known_count, 0) as bigint) as budget_known_count,
        cast(coalesce(progress.realised_known_count, 0) as bigint) as realised_known_count,
        {{ rate('progress.realised_idr', 'progress.budget_idr') }} as absorption_rate,
        cast(case when programme_lists.has_list then coalesce(receivers.receiver_count, 0) end as bigint) as receiver_count,
        cast(case when programme_lists.has_list then receivers.benefit_amount_idr end as bigint) as benefit_amount_idr,
        cast(
            case when programme_lists.has_list then coalesce(receivers.benefit_amount_known_count, 0) end as bigint
        ) as benefit_amount_known_count,
        cast(
            case when comparable.semester is not null then coalesce(changes.kept_count + changes.left_count, 0) end as bigint
        ) as previous_receiver_count,
        {%- for column in [
            'new_count', 'kept_count', 'left_count', 'left_deceased_count', 'left_moved_count', 'left_graduated_count',
            'left_switched_off_count', 'left_nominated_count', 'left_unlisted_count', 'left_not_found_count'
        ] %}
        cast(case when comparable.semester is not null then coalesce(changes.{{ column }}, 0) end as bigint) as {{ column }},
        {%- endfor %}
        cast(allocations.quota_count as bigint) as quota_count,
        cast(allocations.quota_recipient_count as bigint) as quota_recipient_count,
        cast(allocations.quota_kg as decimal(18, 3)) as quota_kg,
        cast(allocations.realised_kg as decimal(18, 3)) as realised_kg
    from programme_lists
    inner join programmes on programme_lists.programme_code = programmes.programme_code
    left join progress
        on
            programme_lists.semester = progress.semester
            and programme_lists.programme_code = progress.programme_code
    left join receivers
        on
            programme_lists.semester = receivers.semester
            and programme_lists.programme_code = receivers.programme_code
    left join changes
        on programme_lists.semester = changes.semester and programme_lists.programme_code = changes.programme_code
    left join comparable
        on
            programme_lists.semester = comparable.semester
            and programme_lists.programme_code = comparable.programme_code
    left join allocations
        on
            programme_lists.semester = allocations.semester
            and programme_lists.programme_code = allocations.programme_code
)

select * from final
