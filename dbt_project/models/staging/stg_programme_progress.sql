-- derived by orchestration/dbt/sources.py from ingest/entities/programme_progress.yml: change it there
with source_rows as (
    select
        record_id,
        submission_id,
        agency_id,
        table_id,
        semester,
        sheet,
        row_number,
        part,
        as_of_date,
        programme_code,
        programme_text,
        reporting_agency_id,
        agency_text,
        category,
        indicator,
        unit_text,
        period_year,
        target_count,
        realised_count,
        budget_idr,
        realised_idr,
        note
    from {{ source('accepted', 'programme_progress') }}
),

typed as (
    select
        cast(record_id as string) as record_id,
        cast(submission_id as string) as submission_id,
        cast(agency_id as string) as agency_id,
        cast(table_id as string) as table_id,
        cast(semester as string) as semester,
        cast(sheet as string) as sheet,
        cast(row_number as integer) as row_number,
        cast(part as string) as part,
        cast(as_of_date as date) as as_of_date,
        cast(programme_code as string) as programme_code,
        cast(programme_text as string) as programme_text,
        cast(reporting_agency_id as string) as reporting_agency_id,
        cast(agency_text as string) as agency_text,
        cast(category as string) as category,
        cast(indicator as string) as indicator,
        cast(unit_text as string) as unit_text,
        cast(period_year as integer) as period_year,
        cast(target_count as decimal(18, 3)) as target_count,
        cast(realised_count as decimal(18, 3)) as realised_count,
        cast(budget_idr as bigint) as budget_idr,
        cast(realised_idr as bigint) as realised_idr,
        cast(note as string) as note
    from source_rows
)

select * from typed
