with semester_snapshots as (
    select
        semester,
        snapshot_id,
        delivery_semester,
        as_of_date,
        row_count,
        is_in_force,
        is_agreed,
        agreed_semester,
        agreed_by,
        letter_no,
        letter_date,
        agreed_sha256
    from {{ ref('int_semester_snapshots') }}
),

persons as (
    select
        snapshot_id,
        delivery_semester,
        count(*) as person_count,
        count(distinct family_id) as family_count,
        -- a source of families alone knows no households: that is not none of them
        case when count(household_key) > 0 then count(distinct household_key) end as household_count,
        sum(case when welfare_percentile is null and welfare_decile is null then 1 else 0 end) as unranked_person_count
    from {{ ref('int_snapshot_persons') }}
    group by snapshot_id, delivery_semester
),

submitted_hashes as (
    select distinct
        snapshot_id,
        semester,
        file_sha256
    from {{ ref('stg_submissions') }}
    where status = 'admitted' and snapshot_id is not null
),

hash_matches as (
    select distinct
        semester_snapshots.semester,
        semester_snapshots.snapshot_id
    from semester_snapshots
    inner join submitted_hashes
        on
            semester_snapshots.snapshot_id = submitted_hashes.snapshot_id
            and semester_snapshots.delivery_semester = submitted_hashes.semester
            and semester_snapshots.agreed_sha256 = submitted_hashes.file_sha256
),

final as (
    select
        semester_snapshots.semester,
        semester_snapshots.snapshot_id,
        semester_snapshots.delivery_semester,
        semester_snapshots.agreed_semester,
        semester_snapshots.agreed_by,
        semester_snapshots.letter_no,
        semester_snapshots.row_count,
        coalesce(persons.person_count, 0) as person_count,
        coalesce(persons.family_count, 0) as family_count,
        case when persons.person_count is null then 0 else persons.household_count end as household_count,
        cast(coalesce(persons.unranked_person_count, 0) as bigint) as unranked_person_count,
        semester_snapshots.is_in_force,
        semester_snapshots.is_agreed,
        case
            when semester_snapshots.agreed_sha256 is not null then hash_matches.semester is not null
        end as is_agreed_file,
        semester_snapshots.as_of_date,
        semester_snapshots.letter_date
    from semester_snapshots
    left join persons
        on
            semester_snapshots.snapshot_id = persons.snapshot_id
            and semester_snapshots.delivery_semester = persons.delivery_semester
    left join hash_matches
        on
            semester_snapshots.semester = hash_matches.semester
            and semester_snapshots.snapshot_id = hash_matches.snapshot_id
)

select * from final
