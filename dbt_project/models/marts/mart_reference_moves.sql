-- families of the agreed source against the source of the semester before, by the cause of their move
with moves as (
    select
        semester,
        family_id,
        move_kind,
        cause_code,
        decile_change
    from {{ ref('msr_reference_moves') }}
),

target_moves as (
    select
        semester,
        family_id,
        sum(case when target_move = 'left' then at_stake_idr end) as left_stake_idr,
        sum(case when target_move = 'entered' then at_stake_idr end) as entered_stake_idr
    from {{ ref('msr_target_moves') }}
    group by semester, family_id
),

snapshots as (
    select
        semester,
        reference_snapshot_id as snapshot_id
    from {{ ref('dim_semester') }}
),

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('dim_semester') }}
),

counted as (
    select
        moves.semester,
        moves.cause_code,
        count(*) as family_count,
        sum(case when moves.move_kind <> 'appeared' then 1 else 0 end) as family_before_count,
        sum(case when moves.move_kind <> 'gone' then 1 else 0 end) as family_now_count,
        {%- for kind in ['same', 'poorer', 'better_off', 'ranked', 'unranked', 'appeared', 'gone'] %}
        sum(case when moves.move_kind = '{{ kind }}' then 1 else 0 end) as {{ kind }}_count,
        {%- endfor %}
        sum(case when abs(moves.decile_change) >= 2 then 1 else 0 end) as far_count,
        sum(target_moves.left_stake_idr) as left_stake_idr,
        sum(target_moves.entered_stake_idr) as entered_stake_idr
    from moves
    left join target_moves on moves.semester = target_moves.semester and moves.family_id = target_moves.family_id
    group by moves.semester, moves.cause_code
),

final as (
    select
        counted.semester,
        counted.cause_code,
        snapshots.snapshot_id,
        previous_snapshots.snapshot_id as previous_snapshot_id,
        counted.family_count,
        {%- for name in [
            'family_before', 'family_now', 'same', 'poorer', 'better_off', 'ranked', 'unranked', 'appeared', 'gone', 'far'
        ] %}
        cast(counted.{{ name }}_count as bigint) as {{ name }}_count,
        {%- endfor %}
        cast(counted.left_stake_idr as bigint) as left_stake_idr,
        cast(counted.entered_stake_idr as bigint) as entered_stake_idr
    from counted
    inner join semesters on counted.semester = semesters.semester
    left join snapshots on counted.semester = snapshots.semester
    left join snapshots as previous_snapshots on semesters.previous_semester = previous_snapshots.semester
)

select * from final
