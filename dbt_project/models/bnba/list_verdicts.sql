{{ config(materialized='view') }}
-- every verdict by name, with its rule, letter, row, the change that turns it, and whom to ask
with verdicts as (
    select * from {{ ref('msr_verdicts') }}
),

rank_rows as (
    select
        semester,
        unit_kind,
        unit_id,
        rank_submission_id,
        rank_agency_id,
        rank_table_id,
        rank_sheet,
        rank_row_number,
        decile_field,
        age_submission_id,
        age_agency_id,
        age_table_id,
        age_sheet,
        age_row_number,
        age_field
    from {{ ref('msr_rank_rows') }}
),

snapshots as (
    select
        semester,
        agreed_by,
        letter_no,
        letter_date
    from {{ ref('dim_reference_snapshot') }}
    where is_in_force
),

programmes as (
    select
        programme_code,
        programme_name,
        agency_id
    from {{ ref('dim_programme') }}
),

registries as (
    select min(agency_id) as agency_id
    from {{ ref('dim_list') }}
    where entity = 'civil_registry_records'
),

agencies as (
    select
        agency_id,
        agency_name
    from {{ ref('dim_agency') }}
),

receiver_contacts as (
    select
        semester,
        programme_code,
        unit_id,
        agency_id,
        table_id,
        sheet,
        row_number,
        full_name,
        address,
        rt,
        rw,
        village_code
    from {{ ref('msr_receiver_contacts') }}
),

reference_contacts as (
    select
        semester,
        unit_kind,
        unit_id,
        full_name,
        address,
        rt,
        rw,
        village_code
    from {{ ref('msr_reference_contacts') }}
),

asked as (
    select
        verdicts.*,
        programmes.programme_name,
        snapshots.agreed_by,
        snapshots.letter_no,
        snapshots.letter_date,
        case
            when verdicts.reason_code = 'age_outside' then rank_rows.age_field
            when verdicts.rank_kind = 'decile' then rank_rows.decile_field
            else 'welfare_percentile'
        end as cell_field,
        {%- for place in ['submission_id', 'agency_id', 'table_id', 'sheet', 'row_number'] %}
        case when verdicts.reason_code = 'age_outside' then rank_rows.age_{{ place }} else rank_rows.rank_{{ place }} end
            as cell_{{ place }},
        {%- endfor %}
        receiver_contacts.agency_id as list_agency_id,
        receiver_contacts.table_id as list_table_id,
        receiver_contacts.sheet as list_sheet,
        receiver_contacts.row_number as list_row_number,
        coalesce(reference_contacts.full_name, receiver_contacts.full_name) as full_name,
        coalesce(reference_contacts.address, receiver_contacts.address) as address,
        coalesce(reference_contacts.rt, receiver_contacts.rt) as rt,
        coalesce(reference_contacts.rw, receiver_contacts.rw) as rw,
        coalesce(reference_contacts.village_code, receiver_contacts.village_code) as village_code,
        case verdicts.ask_code
            when 'source' then rank_rows.rank_agency_id
            when 'list' then receiver_contacts.agency_id
            when 'programme' then programmes.agency_id
            when 'awaited' then programmes.agency_id
            when 'registry' then registries.agency_id
        end as ask_agency_id
    from verdicts
    cross join registries
    left join programmes on verdicts.programme_code = programmes.programme_code
    left join snapshots on verdicts.semester = snapshots.semester
    left join rank_rows
        on
            verdicts.semester = rank_rows.semester
            and verdicts.unit_kind = rank_rows.unit_kind
            and verdicts.unit_id = rank_rows.unit_id
    left join receiver_contacts
        on
            verdicts.semester = receiver_contacts.semester
            and verdicts.programme_code = receiver_contacts.programme_code
            and verdicts.unit_id = receiver_contacts.unit_id
    left join reference_contacts
        on
            verdicts.semester = reference_contacts.semester
            and verdicts.unit_kind = reference_contacts.unit_kind
            and verdicts.unit_id = reference_contacts.unit_id
),

texts as (
    select
        text_code,
        text_id
    from {{ ref('texts') }}
),

told as (
    select
        asked.*,
        agencies.agency_name,
        reasons.text_id as reason_text,
        turnings.text_id as turning_text,
        asks.text_id as ask_text,
        concat(ranks.text_id, cast(asked.welfare_rank as string)) as rank_told,
        concat(ranks.text_id, cast(asked.limit_rank as string)) as limit_told,
        concat(ranks.text_id, cast(asked.turning_rank as string)) as turning_told,
        concat(coalesce(cast(asked.min_age_years as string), '0'), '-', coalesce(cast(asked.max_age_years as string), '...'))
            as ages_told
    from asked
    left join texts as reasons on concat('reason_', asked.reason_code) = reasons.text_code
    left join texts as turnings on concat('turning_', asked.turning_code) = turnings.text_code
    left join texts as asks on concat('ask_', asked.ask_code) = asks.text_code
    left join texts as ranks on concat('rank_', asked.rank_kind) = ranks.text_code
    left join agencies on asked.ask_agency_id = agencies.agency_id
),

final as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        family_id,
        programme_name,
        full_name,
        address,
        rt,
        rw,
        village_code,
        outcome,
        reason_code,
        {{ filled('reason_text', {
            'snapshot': 'snapshot_id', 'programme': 'programme_code', 'rank': 'rank_told', 'limit': 'limit_told',
            'age': 'cast(age_years as string)', 'ages': 'ages_told'
        }) }} as reason_text,
        snapshot_id,
        agreed_by,
        letter_no,
        rule_id,
        rule_source,
        rule_confidence,
        rank_kind,
        cell_field,
        cell_submission_id,
        cell_agency_id,
        cell_table_id,
        cell_sheet,
        list_agency_id,
        list_table_id,
        list_sheet,
        turning_code,
        {{ filled('turning_text', {'rank': 'turning_told', 'ages': 'ages_told', 'programme': 'programme_code'}) }} as turning_text,
        ask_code,
        ask_agency_id,
        {{ filled('ask_text', {'agency': 'agency_name'}) }} as ask_text,
        other_source,
        other_confidence,
        other_outcome,
        welfare_percentile,
        welfare_decile,
        max_percentile,
        max_decile,
        age_years,
        min_age_years,
        max_age_years,
        turning_rank,
        other_max_percentile,
        other_max_decile,
        best_rung,
        cast(cell_row_number as integer) as cell_row_number,
        cast(list_row_number as integer) as list_row_number,
        is_receiver,
        is_weak_link,
        is_unmatchable,
        letter_date
    from told
)

select * from final
