-- rows in = rows out, per submission: what the ledger says was accepted is what the facts hold
with submissions as (
    select
        submission_id,
        entity,
        rows_accepted
    from {{ ref('stg_submissions') }}
    where status = 'admitted'
),

fact_rows as (
    select
        submission_id,
        count(*) as row_count
    from {{ ref('fct_enrolments') }}
    group by submission_id
    union all
    select
        submission_id,
        count(*) as row_count
    from {{ ref('fct_allocations') }}
    group by submission_id
    union all
    select
        submission_id,
        count(*) as row_count
    from {{ ref('fct_programme_progress') }}
    group by submission_id
)

select
    submissions.submission_id,
    submissions.rows_accepted,
    coalesce(fact_rows.row_count, 0) as fact_row_count
from submissions
left join fact_rows on submissions.submission_id = fact_rows.submission_id
where
    submissions.entity in ('enrolment_records', 'allocation_records', 'programme_progress')
    and submissions.rows_accepted <> coalesce(fact_rows.row_count, 0)
