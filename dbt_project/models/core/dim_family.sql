with families as (
    select
        family_id,
        first_semester,
        last_semester
    from {{ ref('stg_families') }}
)

select
    family_id,
    first_semester,
    last_semester
from families
