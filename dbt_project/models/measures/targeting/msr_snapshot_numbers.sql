-- of the persons of a delivery, how many have a valid NIK, and how many one that nobody else has
with snapshot_persons as (
    select
        snapshot_id,
        delivery_semester,
        nik_status,
        has_unique_nik
    from {{ ref('int_snapshot_persons') }}
),

final as (
    select
        snapshot_id,
        delivery_semester,
        cast(sum(case when nik_status = 'valid' then 1 else 0 end) as bigint) as valid_nik_person_count,
        cast(sum(case when has_unique_nik then 1 else 0 end) as bigint) as unique_nik_person_count
    from snapshot_persons
    group by snapshot_id, delivery_semester
)

select * from final
