-- derived by orchestration/dbt/sources.py from dbt_project/inputs.yml: change it there
select
    cast(pair_id as string) as pair_id,
    cast(reason as string) as reason,
    cast(score as double) as score,
    cast(semester_a as string) as semester_a,
    cast(entity_a as string) as entity_a,
    cast(record_id_a as string) as record_id_a,
    cast(fingerprint_a as string) as fingerprint_a,
    cast(person_id_a as string) as person_id_a,
    cast(semester_b as string) as semester_b,
    cast(entity_b as string) as entity_b,
    cast(record_id_b as string) as record_id_b,
    cast(fingerprint_b as string) as fingerprint_b,
    cast(person_id_b as string) as person_id_b,
    cast(verdict as string) as verdict,
    cast(decided_by as string) as decided_by,
    cast(decided_at as string) as decided_at,
    cast(decided_reason as string) as decided_reason,
    cast(is_in_force as boolean) as is_in_force
from {{ source('linkage', 'review_queue') }}
