with submissions as (
    select
        semester,
        agency_id,
        table_id,
        entity,
        programme_code,
        list_status,
        is_expected,
        submission_count,
        held_count,
        last_received_at,
        as_of_date,
        rows_in,
        rows_accepted,
        rows_rejected,
        rows_furniture,
        stated_total,
        counted_total,
        hold_codes
    from {{ ref('int_submissions_reconciled') }}
)

select
    semester,
    agency_id,
    table_id,
    entity,
    programme_code,
    concat(agency_id, '/', table_id) as list_id,
    list_status,
    hold_codes,
    last_received_at,
    submission_count,
    cast(held_count as bigint) as held_count,
    cast(rows_in as bigint) as rows_in,
    cast(rows_accepted as bigint) as rows_accepted,
    cast(rows_rejected as bigint) as rows_rejected,
    cast(rows_furniture as bigint) as rows_furniture,
    cast(stated_total as bigint) as stated_total,
    cast(counted_total as bigint) as counted_total,
    is_expected,
    as_of_date
from submissions
