-- what a receiver gets in a semester, by the amounts in force on its last day
with semesters as (
    select
        semester,
        last_day
    from {{ ref('int_semesters') }}
),

benefit_amounts as (
    select
        programme_code,
        amount_per_semester_idr,
        valid_from,
        valid_to
    from {{ ref('benefit_amounts') }}
),

final as (
    select
        semesters.semester,
        benefit_amounts.programme_code,
        max(benefit_amounts.amount_per_semester_idr) as amount_idr
    from semesters
    inner join benefit_amounts
        on
            semesters.last_day >= benefit_amounts.valid_from
            and (benefit_amounts.valid_to is null or semesters.last_day <= benefit_amounts.valid_to)
    group by semesters.semester, benefit_amounts.programme_code
)

select * from final
