{{ config(materialized='view') }}
-- persons whose rows were matched otherwise than in the semester before: two ids became one, or one became two
with identity_events as (
    select
        semester,
        id,
        other_id
    from {{ ref('stg_identity_events') }}
    where kind = 'person' and event in ('merged', 'split', 'redirect')
),

final as (
    select
        semester,
        id as person_id
    from identity_events
    where id is not null
    union distinct
    select
        semester,
        other_id as person_id
    from identity_events
    where other_id is not null
)

select * from final
