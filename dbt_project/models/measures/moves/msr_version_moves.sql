-- the ledger of moves from version to version: every family of a version of the source or of the one before it, and why it moved
with persons as (
    select
        semester,
        snapshot_id,
        person_id,
        family_id,
        previous_snapshot_id,
        previous_semester,
        village_code,
        record_source,
        neighbourhood,
        welfare_decile
    from {{ ref('msr_version_persons') }}
),

steps as (
    select distinct
        semester,
        snapshot_id,
        previous_snapshot_id,
        previous_semester
    from persons
    where previous_snapshot_id is not null
),

now as (
    select
        steps.semester,
        steps.snapshot_id,
        persons.person_id,
        persons.family_id,
        persons.record_source,
        persons.neighbourhood
    from steps
    inner join persons on steps.semester = persons.semester and steps.snapshot_id = persons.snapshot_id
),

before as (
    select
        steps.semester,
        steps.snapshot_id,
        persons.person_id,
        persons.family_id,
        persons.record_source,
        persons.neighbourhood
    from steps
    inner join persons on steps.previous_semester = persons.semester and steps.previous_snapshot_id = persons.snapshot_id
),

both_times as (
    select
        coalesce(now.semester, before.semester) as semester,
        coalesce(now.snapshot_id, before.snapshot_id) as snapshot_id,
        coalesce(now.person_id, before.person_id) as person_id,
        before.family_id as family_id_before,
        now.family_id as family_id_now,
        before.record_source as record_source_before,
        now.record_source as record_source_now,
        before.neighbourhood as neighbourhood_before,
        now.neighbourhood as neighbourhood_now
    from now
    full outer join before
        on now.semester = before.semester and now.snapshot_id = before.snapshot_id and now.person_id = before.person_id
),

{{ deceased_persons() }},

members as (
    select
        both_times.semester,
        both_times.snapshot_id,
        both_times.person_id,
        both_times.family_id_before,
        both_times.family_id_now,
        both_times.record_source_before,
        both_times.record_source_now,
        both_times.neighbourhood_before,
        both_times.neighbourhood_now,
        deceased_persons.person_id is not null as is_deceased,
        -- two versions of one semester are matched at one time
        matched_anew.person_id is not null and steps.previous_semester <> steps.semester as is_matched_anew
    from both_times
    inner join steps on both_times.semester = steps.semester and both_times.snapshot_id = steps.snapshot_id
    {{ with_fate('both_times') }}
),

counted as (
    select
        semester,
        snapshot_id,
        family_id,
        min(welfare_decile) as welfare_decile,
        count(*) as reference_person_count
    from persons
    group by semester, snapshot_id, family_id
),

villages as (
    select
        semester,
        snapshot_id,
        family_id,
        village_code,
        row_number() over (
            partition by semester, snapshot_id, family_id
            order by count(*) desc, village_code asc
        ) as village_no
    from persons
    where village_code is not null
    group by semester, snapshot_id, family_id, village_code
),

described as (
    select
        counted.semester,
        counted.snapshot_id,
        counted.family_id,
        counted.welfare_decile,
        counted.reference_person_count,
        villages.village_code
    from counted
    left join villages
        on
            counted.semester = villages.semester
            and counted.snapshot_id = villages.snapshot_id
            and counted.family_id = villages.family_id
            and villages.village_no = 1
),

families_now as (
    select
        described.semester,
        described.snapshot_id,
        described.family_id,
        described.welfare_decile,
        described.village_code,
        described.reference_person_count
    from steps
    inner join described on steps.semester = described.semester and steps.snapshot_id = described.snapshot_id
),

families_before as (
    select
        steps.semester,
        steps.snapshot_id,
        described.family_id,
        described.welfare_decile,
        described.village_code,
        described.reference_person_count
    from steps
    inner join described
        on steps.previous_semester = described.semester and steps.previous_snapshot_id = described.snapshot_id
),

{{ moves_of_families(['semester', 'snapshot_id']) }},

final as (
    select
        judged.semester,
        judged.snapshot_id,
        judged.family_id,
        steps.previous_snapshot_id,
        steps.previous_semester,
        judged.village_code,
        judged.move_kind,
        judged.cause_code,
        judged.cause_set,
        judged.decile_before,
        judged.decile_now,
        judged.decile_change,
        judged.member_count_before,
        judged.member_count_now
    from judged
    inner join steps on judged.semester = steps.semester and judged.snapshot_id = steps.snapshot_id
)

select * from final
