-- a pair stands in the list of every semester in which either of the two was on a list
with queue as (
    select
        pair_id,
        reason,
        score,
        semester_a,
        entity_a,
        record_id_a,
        fingerprint_a,
        person_id_a,
        semester_b,
        entity_b,
        record_id_b,
        fingerprint_b,
        person_id_b,
        verdict,
        decided_by,
        decided_at,
        decided_reason,
        is_in_force
    from {{ ref('stg_review_queue') }}
),

person_semesters as (
    select distinct
        semester,
        person_id
    from {{ ref('stg_person_links') }}
),

pair_semesters as (
    select
        queue.pair_id,
        person_semesters.semester
    from queue
    inner join person_semesters on queue.person_id_a = person_semesters.person_id
    union
    select
        queue.pair_id,
        person_semesters.semester
    from queue
    inner join person_semesters on queue.person_id_b = person_semesters.person_id
),

final as (
    select
        pair_semesters.semester,
        queue.pair_id,
        queue.reason,
        queue.score,
        queue.semester_a,
        queue.entity_a,
        queue.record_id_a,
        queue.fingerprint_a,
        queue.person_id_a,
        queue.semester_b,
        queue.entity_b,
        queue.record_id_b,
        queue.fingerprint_b,
        queue.person_id_b,
        queue.verdict,
        queue.decided_by,
        queue.decided_at,
        queue.decided_reason,
        queue.is_in_force
    from queue
    inner join pair_semesters on queue.pair_id = pair_semesters.pair_id
)

select * from final
