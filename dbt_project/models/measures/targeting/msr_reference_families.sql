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

named as (
    select distinct
        semester,
        person_id
    from {{ ref('bridge_record_person') }}
    where entity in ('enrolment_records', 'civil_registry_records')
),

families as (
    select
        welfare_status.semester,
        welfare_status.family_id,
        max(welfare_status.snapshot_id) as snapshot_id,
        min(welfare_status.welfare_percentile) as welfare_percentile,
        min(welfare_status.welfare_decile) as welfare_decile,
        count(distinct welfare_status.person_id) as reference_person_count,
        count(distinct case when named.person_id is null then welfare_status.person_id end) as unnamed_person_count,
        max(case when welfare_status.has_valid_nik then 1 else 0 end) = 1 as has_valid_nik
    from welfare_status
    left join named
        on welfare_status.semester = named.semester and welfare_status.person_id = named.person_id
    group by welfare_status.semester, welfare_status.family_id
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
        families.unnamed_person_count,
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
