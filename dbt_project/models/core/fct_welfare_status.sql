with snapshots as (
    select
        semester,
        snapshot_id,
        delivery_semester
    from {{ ref('int_semester_snapshots') }}
    where is_in_force
),

semesters as (
    select
        semester,
        last_day
    from {{ ref('int_semesters') }}
),

snapshot_persons as (
    select
        snapshot_id,
        delivery_semester,
        person_id,
        family_id,
        record_id,
        rung,
        as_of_date,
        welfare_percentile,
        welfare_decile,
        household_key,
        sex,
        birth_date,
        age_years,
        relation_head,
        village_code,
        is_disabled,
        has_chronic_illness,
        is_pregnant,
        is_working,
        has_kks,
        has_kip,
        has_kis,
        has_pkh,
        has_rastra,
        nik_status,
        has_unique_nik
    from {{ ref('int_snapshot_persons') }}
),

person_families as (
    select
        semester,
        person_id,
        family_id
    from {{ ref('int_person_families') }}
),

age_bands as (
    select
        age_band_code,
        from_age_years,
        to_age_years
    from {{ ref('age_bands') }}
),

joined as (
    select
        snapshots.semester,
        snapshots.snapshot_id,
        snapshot_persons.person_id,
        coalesce(person_families.family_id, snapshot_persons.family_id) as family_id,
        snapshot_persons.household_key,
        snapshot_persons.record_id,
        snapshot_persons.rung,
        snapshot_persons.welfare_percentile,
        snapshot_persons.welfare_decile,
        snapshot_persons.village_code,
        snapshot_persons.sex,
        snapshot_persons.relation_head,
        -- the snapshot's own age has grown since the day it was true
        coalesce(
            {{ age_in_years('snapshot_persons.birth_date', 'semesters.last_day') }},
            snapshot_persons.age_years + year(semesters.last_day) - year(snapshot_persons.as_of_date),
            snapshot_persons.age_years
        ) as age_years,
        snapshot_persons.is_disabled,
        snapshot_persons.has_chronic_illness,
        snapshot_persons.is_pregnant,
        snapshot_persons.is_working,
        snapshot_persons.has_kks,
        snapshot_persons.has_kip,
        snapshot_persons.has_kis,
        snapshot_persons.has_pkh,
        snapshot_persons.has_rastra,
        coalesce(snapshot_persons.nik_status = 'valid', false) as has_valid_nik,
        snapshot_persons.has_unique_nik
    from snapshots
    inner join semesters on snapshots.semester = semesters.semester
    inner join snapshot_persons
        on
            snapshots.snapshot_id = snapshot_persons.snapshot_id
            and snapshots.delivery_semester = snapshot_persons.delivery_semester
    left join person_families
        on snapshot_persons.person_id = person_families.person_id and snapshots.semester = person_families.semester
),

final as (
    select
        joined.semester,
        joined.snapshot_id,
        joined.person_id,
        joined.family_id,
        joined.household_key,
        joined.record_id,
        joined.village_code,
        joined.sex,
        joined.relation_head,
        age_bands.age_band_code,
        joined.rung,
        cast(joined.welfare_percentile as integer) as welfare_percentile,
        cast(joined.welfare_decile as integer) as welfare_decile,
        cast(joined.age_years as integer) as age_years,
        joined.is_disabled,
        joined.has_chronic_illness,
        joined.is_pregnant,
        joined.is_working,
        joined.has_kks,
        joined.has_kip,
        joined.has_kis,
        joined.has_pkh,
        joined.has_rastra,
        joined.has_valid_nik,
        joined.has_unique_nik
    from joined
    left join age_bands
        on joined.age_years >= age_bands.from_age_years and joined.age_years <= age_bands.to_age_years
)

select * from final
