-- which family receives which programme, through whichever member, and how well the best of its rows is linked
with enrolments as (
    select
        semester,
        family_id,
        programme_code,
        village_code,
        -- a row alone has no score; rung 0 with a score is what people decided
        case when rung = 0 and link_score is null then 99 else rung end as rung
    from {{ ref('fct_enrolments') }}
    where is_receipt and programme_code is not null and family_id is not null
)

select
    semester,
    family_id,
    programme_code,
    min(rung) as best_rung,
    min(village_code) as village_code
from enrolments
group by semester, family_id, programme_code
