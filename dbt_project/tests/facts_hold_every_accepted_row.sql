-- nothing is lost between the sheets and the facts, per submission: the sheet rows that the ledger says were accepted
-- stand in staging (a wide row gives several records), and each record of staging stands in a fact, once
with submissions as (
    select
        submission_id,
        rows_accepted
    from {{ ref('stg_submissions') }}
    where
        status = 'admitted'
        and entity in ('enrolment_records', 'allocation_records', 'programme_progress')
),

staged as (
    select
        submission_id,
        count(*) as record_count,
        count(distinct concat(sheet, '|', cast(row_number as string))) as sheet_row_count
    from {{ ref('stg_enrolment_records') }}
    group by submission_id
    union all
    select
        submission_id,
        count(*) as record_count,
        count(distinct concat(sheet, '|', cast(row_number as string))) as sheet_row_count
    from {{ ref('stg_allocation_records') }}
    group by submission_id
    union all
    select
        submission_id,
        count(*) as record_count,
        count(distinct concat(sheet, '|', cast(row_number as string))) as sheet_row_count
    from {{ ref('stg_programme_progress') }}
    group by submission_id
),

fact_rows as (
    select
        submission_id,
        count(distinct record_id) as record_count
    from {{ ref('fct_enrolments') }}
    group by submission_id
    union all
    select
        submission_id,
        count(distinct record_id) as record_count
    from {{ ref('fct_allocations') }}
    group by submission_id
    union all
    select
        submission_id,
        count(distinct record_id) as record_count
    from {{ ref('fct_programme_progress') }}
    group by submission_id
)

select
    submissions.submission_id,
    submissions.rows_accepted,
    coalesce(staged.sheet_row_count, 0) as sheet_row_count,
    coalesce(staged.record_count, 0) as record_count,
    coalesce(fact_rows.record_count, 0) as fact_record_count
from submissions
left join staged on submissions.submission_id = staged.submission_id
left join fact_rows on submissions.submission_id = fact_rows.submission_id
where
    submissions.rows_accepted <> coalesce(staged.sheet_row_count, 0)
    or coalesce(staged.record_count, 0) <> coalesce(fact_rows.record_count, 0)
