-- every family of the snapshot in force with the programmes that reach it, none included
with reference_families as (
    select
        semester,
        family_id,
        welfare_percentile,
        welfare_decile,
        village_code,
        has_valid_nik
    from {{ ref('msr_reference_families') }}
),

targets as (
    select distinct
        semester,
        unit_id as family_id
    from {{ ref('msr_listed_units') }}
    where is_target and unit_kind = 'family'
),

gone as (
    select
        semester,
        unit_id as family_id
    from {{ ref('msr_gone_units') }}
    where unit_kind = 'family'
),

family_programmes as (
    select
        semester,
        family_id,
        count(distinct programme_code) as programme_count,
        {{ join_sorted('programme_code', '+') }} as programme_set
    from {{ ref('msr_family_programmes') }}
    group by semester, family_id
),

final as (
    select
        reference_families.semester,
        reference_families.family_id,
        reference_families.welfare_percentile,
        reference_families.welfare_decile,
        reference_families.village_code,
        reference_families.has_valid_nik,
        targets.family_id is not null as is_target,
        gone.family_id is not null as is_gone,
        coalesce(family_programmes.programme_count, 0) as programme_count,
        coalesce(family_programmes.programme_set, '-') as programme_set
    from reference_families
    left join targets
        on reference_families.semester = targets.semester and reference_families.family_id = targets.family_id
    left join gone
        on reference_families.semester = gone.semester and reference_families.family_id = gone.family_id
    left join family_programmes
        on
            reference_families.semester = family_programmes.semester
            and reference_families.family_id = family_programmes.family_id
)

select * from final
