-- per semester and programme: is there a list of receivers to judge, or is it late, held or only an aggregate?
with semesters as (
    select semester from {{ ref('int_semesters') }}
),

programmes as (
    select
        programme_code,
        unit_kind
    from {{ ref('dim_programme') }}
    where is_benefit
),

person_lists as (
    select
        semester,
        programme_code,
        count(*) as list_count,
        sum(case when list_status in ('admitted', 'stale') then 1 else 0 end) as usable_count,
        sum(case when list_status = 'stale' then 1 else 0 end) as stale_count,
        sum(case when list_status = 'held' then 1 else 0 end) as held_count,
        sum(case when list_status = 'missing' then 1 else 0 end) as missing_count
    from {{ ref('int_submissions_reconciled') }}
    where entity = 'enrolment_records' and programme_code is not null and list_status <> 'not_used'
    group by semester, programme_code
),

-- a list without a programme of its own may name one in each row
rows_present as (
    select distinct
        semester,
        programme_code
    from {{ ref('fct_enrolments') }}
    where programme_code is not null and is_receipt
),

aggregates as (
    select distinct
        semester,
        programme_code
    from {{ ref('fct_allocations') }}
    where programme_code is not null
),

final as (
    select
        semesters.semester,
        programmes.programme_code,
        case
            -- cases are neither persons nor families: their receivers cannot be counted from a list
            when programmes.unit_kind is null and aggregates.programme_code is not null then 'aggregate_only'
            when programmes.unit_kind is null then 'not_expected'
            when person_lists.usable_count < person_lists.list_count and person_lists.usable_count > 0 then 'partial'
            when person_lists.stale_count > 0 then 'stale'
            when person_lists.usable_count > 0 then 'admitted'
            when rows_present.programme_code is not null then 'admitted'
            when person_lists.held_count > 0 then 'held'
            when person_lists.missing_count > 0 then 'missing'
            when aggregates.programme_code is not null then 'aggregate_only'
            else 'not_expected'
        end as list_status
    from semesters
    cross join programmes
    left join person_lists
        on
            semesters.semester = person_lists.semester
            and programmes.programme_code = person_lists.programme_code
    left join rows_present
        on
            semesters.semester = rows_present.semester
            and programmes.programme_code = rows_present.programme_code
    left join aggregates
        on
            semesters.semester = aggregates.semester
            and programmes.programme_code = aggregates.programme_code
)

select
    semester,
    programme_code,
    list_status,
    list_status in ('admitted', 'stale', 'partial') as has_list
from final
