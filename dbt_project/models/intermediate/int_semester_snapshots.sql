-- an agreed snapshot stays in force until another is agreed; without any agreement the newest known one stands in
with semesters as (
    select semester from {{ ref('int_semesters') }}
),

agreements as (
    select
        semester as agreed_semester,
        snapshot_id,
        agreed_by,
        letter_no,
        letter_date,
        sha256 as agreed_sha256
    from {{ ref('stg_agreed_sources') }}
),

deliveries as (
    select
        snapshot_id,
        semester as delivery_semester,
        max(as_of_date) as as_of_date,
        count(*) as row_count
    from {{ ref('stg_reference_records') }}
    where snapshot_id is not null
    group by snapshot_id, semester
),

deliveries_known as (
    select
        semesters.semester,
        deliveries.snapshot_id,
        deliveries.delivery_semester,
        deliveries.as_of_date,
        deliveries.row_count,
        row_number() over (
            partition by semesters.semester, deliveries.snapshot_id
            order by deliveries.delivery_semester desc
        ) as delivery_no
    from semesters
    inner join deliveries on semesters.semester >= deliveries.delivery_semester
),

latest_deliveries as (
    select
        semester,
        snapshot_id,
        delivery_semester,
        as_of_date,
        row_count,
        row_number() over (
            partition by semester
            order by as_of_date desc nulls last, delivery_semester desc, snapshot_id desc
        ) as newest_no
    from deliveries_known
    where delivery_no = 1
),

agreements_known as (
    select
        semesters.semester,
        agreements.agreed_semester,
        agreements.snapshot_id,
        agreements.agreed_by,
        agreements.letter_no,
        agreements.letter_date,
        agreements.agreed_sha256,
        row_number() over (
            partition by semesters.semester
            order by agreements.agreed_semester desc, agreements.snapshot_id asc
        ) as agreement_no
    from semesters
    inner join agreements on semesters.semester >= agreements.agreed_semester
),

agreements_in_force as (
    select
        semester,
        agreed_semester,
        snapshot_id,
        agreed_by,
        letter_no,
        letter_date,
        agreed_sha256
    from agreements_known
    where agreement_no = 1
),

semesters_agreed as (
    select semester as agreed_in from agreements_in_force
),

joined as (
    select
        coalesce(latest_deliveries.semester, agreements_in_force.semester) as semester,
        coalesce(latest_deliveries.snapshot_id, agreements_in_force.snapshot_id) as snapshot_id,
        latest_deliveries.delivery_semester,
        latest_deliveries.as_of_date,
        coalesce(latest_deliveries.row_count, 0) as row_count,
        latest_deliveries.newest_no,
        agreements_in_force.semester is not null as is_agreed,
        agreements_in_force.agreed_semester,
        agreements_in_force.agreed_by,
        agreements_in_force.letter_no,
        agreements_in_force.letter_date,
        agreements_in_force.agreed_sha256
    from latest_deliveries
    full outer join agreements_in_force
        on
            latest_deliveries.semester = agreements_in_force.semester
            and latest_deliveries.snapshot_id = agreements_in_force.snapshot_id
),

final as (
    select
        joined.semester,
        joined.snapshot_id,
        joined.delivery_semester,
        joined.as_of_date,
        joined.row_count,
        joined.is_agreed or (semesters_agreed.agreed_in is null and joined.newest_no = 1) as is_in_force,
        joined.is_agreed,
        joined.agreed_semester,
        joined.agreed_by,
        joined.letter_no,
        joined.letter_date,
        joined.agreed_sha256
    from joined
    left join semesters_agreed on joined.semester = semesters_agreed.agreed_in
)

select * from final
