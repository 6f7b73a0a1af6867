{{ config(materialized='view') }}
-- what the civil registry says of a person in each semester
with semesters as (
    select semester from {{ ref('dim_semester') }}
),

registry_history as (
    select
        person_id,
        registry_status,
        status_date,
        valid_from_semester,
        coalesce(valid_to_semester, '9999-S2') as valid_to_semester
    from {{ ref('int_registry_history') }}
)

select
    semesters.semester,
    registry_history.person_id,
    registry_history.registry_status,
    registry_history.status_date
from semesters
inner join registry_history
    on
        semesters.semester >= registry_history.valid_from_semester
        and semesters.semester < registry_history.valid_to_semester
