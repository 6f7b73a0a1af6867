{{ config(materialized='view') }}
-- the valid number that lists of receivers give a person, where all of them give the same; restricted, read by the lists by name alone
with enrolments as (
    select
        semester,
        record_id,
        person_id
    from {{ ref('fct_enrolments') }}
    where nik_status = 'valid' and person_id is not null
),

named as (
    select
        semester,
        record_id,
        nik
    from {{ ref('int_rows_by_name') }}
    where entity = 'enrolment_records' and nik is not null
)

select
    enrolments.semester,
    enrolments.person_id,
    min(named.nik) as nik
from enrolments
inner join named on enrolments.semester = named.semester and enrolments.record_id = named.record_id
group by enrolments.semester, enrolments.person_id
having min(named.nik) = max(named.nik)
