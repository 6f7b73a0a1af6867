with person_links as (
    select
        record_id,
        entity,
        semester,
        person_id,
        family_id,
        rung,
        score,
        evidence
    from {{ ref('stg_person_links') }}
)

select
    semester,
    record_id,
    entity,
    person_id,
    family_id,
    evidence,
    rung,
    score
from person_links
