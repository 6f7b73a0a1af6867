-- whom to visit: the person, or the head of the family, as the snapshot in force has it; restricted, read by the bnba lists alone
with welfare_status as (
    select
        semester,
        snapshot_id,
        person_id,
        family_id,
        record_id,
        relation_head
    from {{ ref('fct_welfare_status') }}
),

snapshots as (
    select
        semester,
        snapshot_id,
        delivery_semester
    from {{ ref('int_semester_snapshots') }}
    where is_in_force
),

reference_records as (
    select
        record_id,
        semester as delivery_semester,
        nik,
        family_card_no,
        full_name,
        head_name,
        address,
        rt,
        rw,
        village_code
    from {{ ref('int_rows_by_name') }}
    where entity = 'reference_records'
),

ranked as (
    select
        welfare_status.semester,
        snapshots.delivery_semester,
        welfare_status.person_id,
        welfare_status.family_id,
        welfare_status.record_id,
        row_number() over (
            partition by welfare_status.semester, welfare_status.family_id
            order by case when welfare_status.relation_head = 'head' then 0 else 1 end asc, welfare_status.record_id asc
        ) as family_contact_no
    from welfare_status
    inner join snapshots
        on welfare_status.semester = snapshots.semester and welfare_status.snapshot_id = snapshots.snapshot_id
),

units as (
    select
        semester,
        'person' as unit_kind,
        person_id as unit_id,
        delivery_semester,
        record_id
    from ranked
    union all
    select
        semester,
        'family' as unit_kind,
        family_id as unit_id,
        delivery_semester,
        record_id
    from ranked
    where family_contact_no = 1 and family_id is not null
),

final as (
    select
        units.semester,
        units.unit_kind,
        units.unit_id,
        reference_records.nik,
        reference_records.family_card_no,
        reference_records.full_name,
        reference_records.head_name,
        reference_records.address,
        reference_records.rt,
        reference_records.rw,
        reference_records.village_code
    from units
    inner join reference_records
        on
            units.record_id = reference_records.record_id
            and units.delivery_semester = reference_records.delivery_semester
)

select * from final
