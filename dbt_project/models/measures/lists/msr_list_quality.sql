-- one row per list and semester with the counts that its report card is made of; a list that did not come has no counts
with submissions as (
    select
        semester,
        agency_id,
        table_id,
        programme_code,
        list_status,
        rows_accepted,
        rows_rejected
    from {{ ref('int_submissions_reconciled') }}
    where entity = 'enrolment_records' and list_status <> 'not_used'
),

enrolments as (
    select
        semester,
        agency_id,
        table_id,
        count(record_id) as record_count,
        cast(sum(case when is_receipt then 1 else 0 end) as bigint) as receipt_record_count,
        count(distinct person_id) as person_count,
        count(distinct family_id) as family_count,
        count(distinct case when is_receipt then person_id end) as receipt_person_count,
        count(distinct case when is_receipt then family_id end) as receipt_family_count,
        count(distinct case when is_receipt then unit_id end) as receiver_count,
        cast(sum(case when nik_status = 'valid' then 1 else 0 end) as bigint) as valid_nik_count,
        cast(sum(case when nik_status is null or nik_status = 'missing' then 1 else 0 end) as bigint) as missing_nik_count,
        cast(sum(case when family_card_status = 'valid' then 1 else 0 end) as bigint) as valid_family_card_count,
        cast(sum(case when village_code is not null then 1 else 0 end) as bigint) as located_count,
        cast(sum(case when is_receipt then benefit_amount_idr end) as bigint) as benefit_amount_idr,
        cast(sum(case when is_receipt and benefit_amount_idr is not null then 1 else 0 end) as bigint) as benefit_amount_known_count
    from {{ ref('fct_enrolments') }}
    group by semester, agency_id, table_id
),

doubled_rows as (
    select distinct
        semester,
        agency_id,
        table_id,
        record_id
    from {{ ref('fct_record_issues') }}
    where record_id is not null and not is_confirmed and issue_code = 'NIK-007'
),

doubled_amounts as (
    select
        enrolments.semester,
        enrolments.agency_id,
        enrolments.table_id,
        cast(sum(enrolments.benefit_amount_idr) as bigint) as doubled_amount_idr
    from {{ ref('fct_enrolments') }} as enrolments
    inner join doubled_rows
        on
            enrolments.semester = doubled_rows.semester
            and enrolments.agency_id = doubled_rows.agency_id
            and enrolments.table_id = doubled_rows.table_id
            and enrolments.record_id = doubled_rows.record_id
    where enrolments.is_receipt
    group by enrolments.semester, enrolments.agency_id, enrolments.table_id
),

issue_rows as (
    select
        semester,
        agency_id,
        table_id,
        count(distinct case when severity = 'warning' then record_id end) as warned_record_count,
        count(distinct case when issue_code = 'NIK-007' then record_id end) as doubled_record_count
    from {{ ref('fct_record_issues') }}
    where record_id is not null and not is_confirmed
    group by semester, agency_id, table_id
),

matches as (
    select
        record_matches.semester,
        record_matches.agency_id,
        record_matches.table_id,
        count(distinct case when record_matches.is_person_matched then record_matches.person_id end) as matched_person_count
    from {{ ref('msr_record_matches') }} as record_matches
    inner join {{ ref('int_semester_snapshots') }} as snapshots
        on
            record_matches.semester = snapshots.semester
            and record_matches.snapshot_id = snapshots.snapshot_id
            and snapshots.is_in_force
    group by record_matches.semester, record_matches.agency_id, record_matches.table_id
),

final as (
    select
        submissions.semester,
        submissions.agency_id,
        submissions.table_id,
        submissions.programme_code,
        submissions.list_status,
        submissions.rows_rejected,
        enrolments.record_count,
        enrolments.receipt_record_count,
        enrolments.person_count,
        enrolments.family_count,
        enrolments.receipt_person_count,
        enrolments.receipt_family_count,
        enrolments.receiver_count,
        enrolments.valid_nik_count,
        enrolments.missing_nik_count,
        enrolments.valid_family_card_count,
        enrolments.located_count,
        enrolments.benefit_amount_idr,
        enrolments.benefit_amount_known_count,
        case when enrolments.benefit_amount_known_count > 0 then coalesce(doubled_amounts.doubled_amount_idr, 0) end as doubled_amount_idr,
        case when enrolments.record_count > 0 then coalesce(issue_rows.warned_record_count, 0) end as warned_record_count,
        case when enrolments.record_count > 0 then coalesce(issue_rows.doubled_record_count, 0) end as doubled_record_count,
        matches.matched_person_count
    from submissions
    left join enrolments
        on
            submissions.semester = enrolments.semester
            and submissions.agency_id = enrolments.agency_id
            and submissions.table_id = enrolments.table_id
    left join issue_rows
        on
            submissions.semester = issue_rows.semester
            and submissions.agency_id = issue_rows.agency_id
            and submissions.table_id = issue_rows.table_id
    left join doubled_amounts
        on
            submissions.semester = doubled_amounts.semester
            and submissions.agency_id = doubled_amounts.agency_id
            and submissions.table_id = doubled_amounts.table_id
    left join matches
        on
            submissions.semester = matches.semester
            and submissions.agency_id = matches.agency_id
            and submissions.table_id = matches.table_id
)

select * from final
