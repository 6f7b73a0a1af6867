-- a person's family from the semester that shows it until the next semester that shows the person again
with links as (
    select
        person_id,
        semester,
        family_id,
        count(*) as record_count
    from {{ ref('stg_person_links') }}
    where family_id is not null
    group by person_id, semester, family_id
),

ranked as (
    select
        person_id,
        semester,
        family_id,
        row_number() over (
            partition by person_id, semester
            order by record_count desc, family_id asc
        ) as family_no
    from links
),

one_family as (
    select
        person_id,
        family_id,
        semester as valid_from_semester
    from ranked
    where family_no = 1
),

final as (
    select
        person_id,
        family_id,
        valid_from_semester,
        lead(valid_from_semester) over (partition by person_id order by valid_from_semester) as valid_to_semester
    from one_family
)

select * from final
