{{ config(materialized='view') }}
-- the valid number that lists of receivers give a person, where all of them give the same; restricted, read by the lists by name alone
with persons as (
    select
        semester,
        record_id,
        person_id
    from {{ ref('bridge_record_person') }}
    where entity = 'enrolment_records' and person_id is not null
),

-- a row has a number only where it is valid
named as (
    select
        semester,
        record_id,
        nik
    from {{ ref('int_rows_by_name') }}
    where entity = 'enrolment_records' and nik is not null
)

select
    persons.semester,
    persons.person_id,
    min(named.nik) as nik
from persons
inner join named on persons.semester = named.semester and persons.record_id = named.record_id
group by persons.semester, persons.person_id
having min(named.nik) = max(named.nik)
