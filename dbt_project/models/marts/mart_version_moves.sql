-- families of each version of the source against the version before it, by the cause of their move
with moves as (
    select
        semester,
        snapshot_id,
        previous_snapshot_id,
        previous_semester,
        move_kind,
        cause_code,
        decile_change
    from {{ ref('msr_version_moves') }}
),

counted as (
    select
        semester,
        snapshot_id,
        cause_code,
        previous_snapshot_id,
        previous_semester,
        count(*) as family_count,
        sum(case when move_kind <> 'appeared' then 1 else 0 end) as family_before_count,
        sum(case when move_kind <> 'gone' then 1 else 0 end) as family_now_count,
        {%- for kind in ['same', 'poorer', 'better_off', 'ranked', 'unranked', 'appeared', 'gone'] %}
        sum(case when move_kind = '{{ kind }}' then 1 else 0 end) as {{ kind }}_count,
        {%- endfor %}
        sum(case when abs(decile_change) >= 2 then 1 else 0 end) as far_count
    from moves
    group by semester, snapshot_id, cause_code, previous_snapshot_id, previous_semester
),

final as (
    select
        semester,
        snapshot_id,
        cause_code,
        previous_snapshot_id,
        previous_semester,
        family_count,
        {%- for name in ['family_before', 'family_now', 'same', 'poorer', 'better_off', 'ranked', 'unranked', 'appeared', 'gone'] %}
        cast({{ name }}_count as bigint) as {{ name }}_count,
        {%- endfor %}
        cast(far_count as bigint) as far_count
    from counted
)

select * from final
