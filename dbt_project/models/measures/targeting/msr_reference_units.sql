{{ config(materialized='view') }}
-- persons and families of the snapshot in force, each under its own kind of unit
with reference_persons as (
    select
        semester,
        person_id,
        welfare_percentile,
        welfare_decile,
        village_code,
        has_valid_nik,
        age_years,
        sex,
        age_band_code,
        is_disabled
    from {{ ref('fct_welfare_status') }}
),

reference_families as (
    select
        semester,
        family_id,
        welfare_percentile,
        welfare_decile,
        village_code,
        unnamed_person_count,
        has_valid_nik
    from {{ ref('msr_reference_families') }}
),

final as (
    select
        semester,
        'person' as unit_kind,
        person_id as unit_id,
        welfare_percentile,
        welfare_decile,
        village_code,
        has_valid_nik,
        age_years,
        sex,
        age_band_code,
        is_disabled,
        cast(null as bigint) as unnamed_person_count
    from reference_persons
    union all
    select
        semester,
        'family' as unit_kind,
        family_id as unit_id,
        welfare_percentile,
        welfare_decile,
        village_code,
        has_valid_nik,
        cast(null as integer) as age_years,
        cast(null as string) as sex,
        cast(null as string) as age_band_code,
        cast(null as boolean) as is_disabled,
        unnamed_person_count
    from reference_families
)

select * from final
