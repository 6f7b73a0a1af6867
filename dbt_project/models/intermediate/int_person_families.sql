-- each person's family in each semester: the one last shown by a row of the person
with semesters as (
    select semester from {{ ref('int_semesters') }}
),

family_history as (
    select
        person_id,
        family_id,
        valid_from_semester,
        coalesce(valid_to_semester, '9999-S2') as valid_to_semester
    from {{ ref('int_person_family_history') }}
),

final as (
    select
        semesters.semester,
        family_history.person_id,
        family_history.family_id
    from semesters
    inner join family_history
        on
            semesters.semester >= family_history.valid_from_semester
            and semesters.semester < family_history.valid_to_semester
)

select * from final
