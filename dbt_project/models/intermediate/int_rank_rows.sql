{{ config(materialized='view') }}
-- the row in which the rank of a reference row stands: its own, or its family's where the source is handed over as two files;
-- the age stands in the row itself
with family_rows as (
    select
        record_id,
        submission_id,
        agency_id,
        table_id,
        semester,
        snapshot_id,
        sheet,
        row_number,
        coalesce(family_card_no, source_family_id) as family_key,
        coalesce(welfare_decile, 0) as welfare_decile,
        row_number() over (
            partition by semester, snapshot_id, coalesce(family_card_no, source_family_id)
            order by welfare_decile asc nulls last, record_id asc
        ) as family_row_no
    from {{ ref('stg_reference_families') }}
),

reference_records as (
    select
        record_id,
        submission_id,
        agency_id,
        table_id,
        semester,
        snapshot_id,
        sheet,
        row_number,
        coalesce(family_card_no, source_family_id) as family_key,
        coalesce(welfare_decile, 0) as welfare_decile,
        case when birth_date is null and age_years is not null then 'age_years' else 'birth_date' end as age_field
    from {{ ref('stg_reference_records') }}
    where snapshot_id is not null
),

scopes as (
    select
        snapshot_id,
        decile_scope
    from {{ ref('int_decile_scopes') }}
),

final as (
    select
        reference_records.semester as delivery_semester,
        reference_records.record_id,
        coalesce(family_rows.record_id, reference_records.record_id) as rank_record_id,
        coalesce(family_rows.submission_id, reference_records.submission_id) as rank_submission_id,
        coalesce(family_rows.agency_id, reference_records.agency_id) as rank_agency_id,
        coalesce(family_rows.table_id, reference_records.table_id) as rank_table_id,
        coalesce(family_rows.sheet, reference_records.sheet) as rank_sheet,
        coalesce(family_rows.row_number, reference_records.row_number) as rank_row_number,
        case scopes.decile_scope
            when 'province' then 'welfare_decile_province'
            when 'city' then 'welfare_decile_city'
            else 'welfare_decile'
        end as decile_field,
        reference_records.submission_id as age_submission_id,
        reference_records.agency_id as age_agency_id,
        reference_records.table_id as age_table_id,
        reference_records.sheet as age_sheet,
        reference_records.row_number as age_row_number,
        reference_records.age_field
    from reference_records
    -- a family's row counts where the member's rank is taken from it, not where the member's file brings its own
    left join family_rows
        on
            reference_records.semester = family_rows.semester
            and reference_records.snapshot_id = family_rows.snapshot_id
            and reference_records.family_key = family_rows.family_key
            and family_rows.family_row_no = 1
            and reference_records.welfare_decile = family_rows.welfare_decile
    left join scopes on reference_records.snapshot_id = scopes.snapshot_id
)

select * from final
