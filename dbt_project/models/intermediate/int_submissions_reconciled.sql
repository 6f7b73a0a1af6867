-- expected against received, so that a list that never came is a row that says so
with expected_submissions as (
    select distinct
        semester,
        agency_id,
        table_id
    from {{ ref('stg_expected_submissions') }}
),

agency_tables as (
    select
        agency_id,
        table_id,
        entity,
        programme_code
    from {{ ref('stg_agency_tables') }}
),

submissions as (
    select
        semester,
        agency_id,
        -- a file that no list claims is still a file that came
        coalesce(table_id, '_unclaimed') as table_id,
        max(entity) as entity,
        max(programme_code) as programme_code,
        count(*) as submission_count,
        cast(sum(case when status = 'admitted' and not coalesce(is_stale, false) then 1 else 0 end) as bigint) as admitted_count,
        cast(sum(case when status = 'admitted' and coalesce(is_stale, false) then 1 else 0 end) as bigint) as stale_count,
        cast(sum(case when status = 'held' then 1 else 0 end) as bigint) as held_count,
        max(received_at) as last_received_at,
        max(case when status = 'admitted' then as_of_date end) as as_of_date,
        cast(sum(case when status = 'admitted' then rows_in end) as bigint) as rows_in,
        cast(sum(case when status = 'admitted' then rows_accepted end) as bigint) as rows_accepted,
        cast(sum(case when status = 'admitted' then rows_rejected end) as bigint) as rows_rejected,
        cast(sum(case when status = 'admitted' then rows_furniture end) as bigint) as rows_furniture,
        cast(sum(case when status = 'admitted' then stated_total end) as bigint) as stated_total,
        cast(sum(case when status = 'admitted' then counted_total end) as bigint) as counted_total,
        {{ join_sorted('nullif(hold_codes, \'\')', ' ') }} as hold_codes
    from {{ ref('stg_submissions') }}
    group by semester, agency_id, coalesce(table_id, '_unclaimed')
),

joined as (
    select
        coalesce(expected_submissions.semester, submissions.semester) as semester,
        coalesce(expected_submissions.agency_id, submissions.agency_id) as agency_id,
        coalesce(expected_submissions.table_id, submissions.table_id) as table_id,
        submissions.entity as submitted_entity,
        submissions.programme_code as submitted_programme_code,
        expected_submissions.semester is not null as is_expected,
        coalesce(submissions.submission_count, 0) as submission_count,
        coalesce(submissions.admitted_count, 0) as admitted_count,
        coalesce(submissions.stale_count, 0) as stale_count,
        coalesce(submissions.held_count, 0) as held_count,
        submissions.last_received_at,
        submissions.as_of_date,
        submissions.rows_in,
        submissions.rows_accepted,
        submissions.rows_rejected,
        submissions.rows_furniture,
        submissions.stated_total,
        submissions.counted_total,
        submissions.hold_codes
    from expected_submissions
    full outer join submissions
        on
            expected_submissions.semester = submissions.semester
            and expected_submissions.agency_id = submissions.agency_id
            and expected_submissions.table_id = submissions.table_id
),

final as (
    select
        joined.semester,
        joined.agency_id,
        joined.table_id,
        coalesce(joined.submitted_entity, agency_tables.entity) as entity,
        coalesce(joined.submitted_programme_code, agency_tables.programme_code) as programme_code,
        case
            when joined.admitted_count > 0 then 'admitted'
            when joined.stale_count > 0 then 'stale'
            when joined.held_count > 0 then 'held'
            when joined.is_expected then 'missing'
            else 'not_used'
        end as list_status,
        joined.is_expected,
        joined.submission_count,
        joined.held_count,
        joined.last_received_at,
        joined.as_of_date,
        joined.rows_in,
        joined.rows_accepted,
        joined.rows_rejected,
        joined.rows_furniture,
        joined.stated_total,
        joined.counted_total,
        joined.hold_codes
    from joined
    left join agency_tables
        on joined.agency_id = agency_tables.agency_id and joined.table_id = agency_tables.table_id
)

select * from final
