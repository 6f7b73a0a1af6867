-- what a person receives in a semester, over all lists: by the rows that name this person
with enrolments as (
    select
        semester,
        person_id,
        programme_code,
        benefit_amount_idr
    from {{ ref('fct_enrolments') }}
    where is_receipt and programme_code is not null and person_id is not null
),

final as (
    select
        semester,
        person_id,
        {{ join_sorted('programme_code', ', ') }} as programme_codes,
        count(distinct programme_code) as programme_count,
        cast(coalesce(sum(benefit_amount_idr), 0) as bigint) as benefit_amount_idr
    from enrolments
    group by semester, person_id
)

select * from final
