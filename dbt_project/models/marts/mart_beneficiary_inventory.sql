with lists as (
    select
        semester,
        agency_id,
        table_id,
        programme_code,
        list_status,
        rows_rejected,
        record_count,
        receipt_record_count,
        person_count,
        family_count,
        receipt_person_count,
        receipt_family_count,
        receiver_count,
        valid_nik_count,
        missing_nik_count,
        valid_family_card_count,
        located_count,
        benefit_amount_idr,
        benefit_amount_known_count,
        doubled_amount_idr,
        warned_record_count,
        doubled_record_count,
        matched_person_count
    from {{ ref('msr_list_quality') }}
),

agencies as (
    select
        agency_id,
        agency_name
    from {{ ref('dim_agency') }}
),

programmes as (
    select
        programme_code,
        programme_name,
        unit,
        is_benefit
    from {{ ref('dim_programme') }}
),

rated as (
    select
        *,
        {{ rate('record_count - missing_nik_count', 'record_count') }} as complete_rate,
        {{ rate('valid_nik_count', 'record_count') }} as valid_rate,
        {{ rate('record_count - doubled_record_count', 'record_count') }} as unique_rate,
        {{ rate('record_count - warned_record_count', 'record_count') }} as consistent_rate,
        case list_status when 'admitted' then 1.0 else 0.0 end as timely_rate,
        {{ rate('matched_person_count', 'person_count') }} as matched_rate
    from lists
),

scored as (
    select
        *,
        (complete_rate + valid_rate + unique_rate + timely_rate + consistent_rate + matched_rate) / 6 as quality_score
    from rated
),

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('dim_semester') }}
),

final as (
    select
        rated.semester,
        rated.agency_id,
        rated.table_id,
        rated.programme_code,
        concat(rated.agency_id, '/', rated.table_id) as list_id,
        agencies.agency_name,
        programmes.programme_name,
        programmes.unit,
        rated.list_status,
        rated.record_count,
        cast(rated.rows_rejected as bigint) as rejected_row_count,
        cast(rated.receipt_record_count as bigint) as receipt_record_count,
        rated.person_count,
        rated.family_count,
        rated.receipt_person_count,
        rated.receipt_family_count,
        case when programmes.is_benefit then rated.receiver_count end as receiver_count,
        rated.benefit_amount_idr,
        rated.benefit_amount_known_count,
        rated.doubled_amount_idr,
        rated.complete_rate,
        rated.valid_rate,
        rated.unique_rate,
        cast(rated.timely_rate as double) as timely_rate,
        rated.consistent_rate,
        rated.matched_rate,
        {{ rate('rated.located_count', 'rated.record_count') }} as located_rate,
        {{ rate('rated.valid_family_card_count', 'rated.record_count') }} as family_card_rate,
        cast(rated.quality_score as double) as quality_score,
        cast(before.quality_score as double) as previous_quality_score,
        cast(rated.quality_score - before.quality_score as double) as quality_change
    from scored as rated
    inner join semesters on rated.semester = semesters.semester
    left join scored as before
        on
            semesters.previous_semester = before.semester
            and rated.agency_id = before.agency_id
            and rated.table_id = before.table_id
    left join agencies on rated.agency_id = agencies.agency_id
    left join programmes on rated.programme_code = programmes.programme_code
)

select * from final
