-- families whose place in the agreed source changed, or a member's, by name, with the cause and what hangs on it
with moves as (
    select * from {{ ref('msr_reference_moves') }}
),

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('dim_semester') }}
),

stakes as (
    select
        semester,
        family_id,
        {{ join_sorted("case when target_move = 'left' then programme_code end", '+') }} as left_programme_set,
        {{ join_sorted("case when target_move = 'entered' then programme_code end", '+') }} as entered_programme_set,
        cast(sum(case when target_move = 'left' then at_stake_idr end) as bigint) as left_stake_idr,
        cast(sum(case when target_move = 'entered' then at_stake_idr end) as bigint) as entered_stake_idr
    from {{ ref('msr_target_moves') }}
    group by semester, family_id
),

contacts as (
    select
        semester,
        unit_id as family_id,
        full_name,
        address,
        rt,
        rw
    from {{ ref('msr_reference_contacts') }}
    where unit_kind = 'family'
),

final as (
    select
        moves.semester,
        moves.family_id,
        coalesce(contacts.full_name, contacts_before.full_name) as full_name,
        coalesce(contacts.address, contacts_before.address) as address,
        coalesce(contacts.rt, contacts_before.rt) as rt,
        coalesce(contacts.rw, contacts_before.rw) as rw,
        moves.village_code,
        moves.previous_snapshot_id,
        moves.snapshot_id,
        moves.move_kind,
        moves.cause_code,
        moves.cause_set,
        {{ filled('texts.text_id', {
            'before': "coalesce(cast(moves.decile_before as string), '-')",
            'now': "coalesce(cast(moves.decile_now as string), '-')"
        }) }} as reason_text,
        stakes.left_programme_set,
        stakes.entered_programme_set,
        moves.decile_before,
        moves.decile_now,
        moves.decile_change,
        moves.member_count_before,
        moves.member_count_now,
        stakes.left_stake_idr,
        stakes.entered_stake_idr
    from moves
    inner join semesters on moves.semester = semesters.semester
    left join {{ ref('texts') }} as texts on concat('move_', moves.cause_code) = texts.text_code
    left join stakes on moves.semester = stakes.semester and moves.family_id = stakes.family_id
    left join contacts on moves.semester = contacts.semester and moves.family_id = contacts.family_id
    left join contacts as contacts_before
        on semesters.previous_semester = contacts_before.semester and moves.family_id = contacts_before.family_id
    where moves.move_kind <> 'same' or stakes.family_id is not null
)

select * from final
