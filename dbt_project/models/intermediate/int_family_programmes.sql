-- which family receives which programme, through whichever member, and how well the best of its rows is linked
with enrolments as (
    select
        semester,
        family_id,
        programme_code,
        village_code,
        case when rung = 0 then 99 else rung end as rung
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
