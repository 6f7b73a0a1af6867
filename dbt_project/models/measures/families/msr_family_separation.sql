-- how much oftener persons of the source are known to have left their household's family when a list names them than when
-- none does: what of the others is not known
with persons as (
    select
        semester,
        household_key,
        person_id,
        family_id
    from {{ ref('fct_welfare_status') }}
    where household_key is not null and family_id is not null
),

named as (
    select distinct
        semester,
        person_id
    from {{ ref('bridge_record_person') }}
    where entity in ('enrolment_records', 'civil_registry_records')
),

sized as (
    select
        semester,
        household_key,
        person_id,
        family_id,
        count(*) over (partition by semester, household_key, family_id) as member_count
    from persons
),

placed as (
    select
        semester,
        person_id,
        family_id <> first_value(family_id) over (
            partition by semester, household_key
            order by member_count desc, family_id asc
        ) as is_apart
    from sized
),

shares as (
    select
        placed.semester,
        avg(case when named.person_id is not null then cast(placed.is_apart as integer) end) as named_share,
        avg(case when named.person_id is null then cast(placed.is_apart as integer) end) as unnamed_share
    from placed
    left join named on placed.semester = named.semester and placed.person_id = named.person_id
    group by placed.semester
),

final as (
    select
        semester,
        named_share,
        unnamed_share,
        greatest(0.0, coalesce(named_share - unnamed_share, 0.0)) as hidden_share
    from shares
)

select * from final
