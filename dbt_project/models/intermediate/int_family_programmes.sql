-- which family receives which programme, through whichever member
with enrolments as (
    select distinct
        semester,
        family_id,
        programme_code
    from {{ ref('fct_enrolments') }}
    where is_receipt and programme_code is not null and family_id is not null
)

select
    semester,
    family_id,
    programme_code
from enrolments
