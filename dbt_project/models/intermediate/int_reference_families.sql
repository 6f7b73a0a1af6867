-- families of the snapshot in force: the rank of a family is the poorest rank of its members
with welfare_status as (
    select
        semester,
        snapshot_id,
        family_id,
        person_id,
        welfare_percentile,
        welfare_decile,
        village_code,
        has_valid_nik
    from {{ ref('fct_welfare_status') }}
    where family_id is not null
),

families as (
    select
        semester,
        family_id,
        max(snapshot_id) as snapshot_id,
        min(welfare_percentile) as welfare_percentile,
        min(welfare_decile) as welfare_decile,
        count(distinct person_id) as reference_person_count,
        max(case when has_valid_nik then 1 else 0 end) = 1 as has_valid_nik
    from welfare_status
    group by semester, family_id
),

villages as (
    select
        semester,
        family_id,
        village_code,
        row_number() over (
            partition by semester, family_id
            order by count(*) desc, village_code asc
        ) as village_no
    from welfare_status
    where village_code is not null
    group by semester, family_id, village_code
),

final as (
    select
        families.semester,
        families.family_id,
        families.snapshot_id,
        families.welfare_percentile,
        families.welfare_decile,
        families.reference_person_count,
        families.has_valid_nik,
        villages.village_code
    from families
    left join villages
        on
            families.semester = villages.semester
            and families.family_id = villages.family_id
            and villages.village_no = 1
)

select * from final
