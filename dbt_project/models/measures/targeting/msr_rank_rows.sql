{{ config(materialized='view') }}
-- which rows of the source decide the rank and the age of each person and family of the snapshot in force
with snapshots as (
    select
        semester,
        snapshot_id,
        delivery_semester
    from {{ ref('int_semester_snapshots') }}
    where is_in_force
),

welfare_status as (
    select
        semester,
        snapshot_id,
        person_id,
        family_id,
        record_id,
        row_number() over (
            partition by semester, family_id
            order by welfare_percentile asc nulls last, welfare_decile asc nulls last, record_id asc
        ) as poorest_no
    from {{ ref('fct_welfare_status') }}
),

units as (
    select
        semester,
        snapshot_id,
        'person' as unit_kind,
        person_id as unit_id,
        record_id
    from welfare_status
    union all
    select
        semester,
        snapshot_id,
        'family' as unit_kind,
        family_id as unit_id,
        record_id
    from welfare_status
    where family_id is not null and poorest_no = 1
),

final as (
    select
        units.semester,
        units.unit_kind,
        units.unit_id,
        units.record_id,
        rank_rows.rank_record_id,
        rank_rows.rank_submission_id,
        rank_rows.rank_agency_id,
        rank_rows.rank_table_id,
        rank_rows.rank_sheet,
        rank_rows.rank_row_number,
        rank_rows.decile_field,
        rank_rows.age_submission_id,
        rank_rows.age_agency_id,
        rank_rows.age_table_id,
        rank_rows.age_sheet,
        rank_rows.age_row_number,
        rank_rows.age_field
    from units
    inner join snapshots
        on units.semester = snapshots.semester and units.snapshot_id = snapshots.snapshot_id
    inner join {{ ref('int_rank_rows') }} as rank_rows
        on
            snapshots.delivery_semester = rank_rows.delivery_semester
            and units.record_id = rank_rows.record_id
)

select * from final
