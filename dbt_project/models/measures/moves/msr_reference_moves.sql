-- the ledger of moves: each family's decile in the source before and now, how far it moved, and why
with members as (
    select
        semester,
        person_id,
        family_id_before,
        family_id_now,
        record_source_before,
        record_source_now,
        neighbourhood_before,
        neighbourhood_now,
        is_deceased,
        is_matched_anew
    from {{ ref('msr_source_members') }}
),

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('dim_semester') }}
),

families_now as (
    select
        semester,
        family_id,
        snapshot_id,
        welfare_decile,
        village_code,
        reference_person_count
    from {{ ref('msr_reference_families') }}
),

families_before as (
    select
        semesters.semester,
        families_now.family_id,
        families_now.snapshot_id,
        families_now.welfare_decile,
        families_now.village_code,
        families_now.reference_person_count
    from families_now
    inner join semesters on families_now.semester = semesters.previous_semester
),

{{ moves_of_families(['semester']) }},

final as (
    select
        semester,
        family_id,
        snapshot_id_now as snapshot_id,
        snapshot_id_before as previous_snapshot_id,
        village_code,
        move_kind,
        cause_code,
        cause_set,
        decile_before,
        decile_now,
        decile_change,
        member_count_before,
        member_count_now
    from judged
)

select * from final
