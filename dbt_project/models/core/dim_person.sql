-- history by family: a new row starts where the person is seen in another family than before
with family_history as (
    select
        person_id,
        family_id,
        valid_from_semester,
        lag(family_id) over (partition by person_id order by valid_from_semester) as family_before
    from {{ ref('int_person_family_history') }}
),

changes as (
    select
        person_id,
        family_id,
        valid_from_semester
    from family_history
    where family_before is null or family_id <> family_before
),

attributes as (
    select
        records.person_id,
        min(records.sex) as lowest_sex,
        max(records.sex) as highest_sex,
        min(year(records.birth_date)) as earliest_birth_year,
        max(year(records.birth_date)) as latest_birth_year
    from {{ ref('int_person_records') }} as records
    group by records.person_id
),

registry as (
    select
        person_id,
        registry_status
    from {{ ref('int_registry_history') }}
    where valid_to_semester is null
),

final as (
    select
        changes.person_id,
        changes.family_id,
        changes.valid_from_semester,
        lead(changes.valid_from_semester) over (
            partition by changes.person_id
            order by changes.valid_from_semester
        ) as valid_to_semester,
        -- where lists contradict each other nothing is claimed
        case when attributes.lowest_sex = attributes.highest_sex then attributes.lowest_sex end as sex,
        registry.registry_status,
        cast(
            case
                when attributes.earliest_birth_year = attributes.latest_birth_year then attributes.earliest_birth_year
            end as integer
        ) as birth_year
    from changes
    left join attributes on changes.person_id = attributes.person_id
    left join registry on changes.person_id = registry.person_id
)

select * from final
