-- what moves of the agreed source did to the target group of each programme, by the rule of now
with target_moves as (
    select
        semester,
        programme_code,
        target_move,
        is_receiver,
        at_stake_idr
    from {{ ref('msr_target_moves') }}
),

programmes as (
    select
        programme_code,
        programme_name,
        unit
    from {{ ref('dim_programme') }}
),

counted as (
    select
        semester,
        programme_code,
        sum(case when target_move = 'entered' then 1 else 0 end) as entered_count,
        sum(case when target_move = 'entered' and is_receiver then 1 else 0 end) as entered_receiver_count,
        sum(case when target_move = 'left' then 1 else 0 end) as left_target_count,
        sum(case when target_move = 'left' and is_receiver then 1 else 0 end) as left_receiver_count,
        sum(case when target_move = 'left' then at_stake_idr end) as left_stake_idr,
        sum(case when target_move = 'entered' then at_stake_idr end) as entered_stake_idr
    from target_moves
    group by semester, programme_code
),

final as (
    select
        counted.semester,
        counted.programme_code,
        programmes.programme_name,
        programmes.unit,
        {%- for name in ['entered', 'entered_receiver', 'left_target', 'left_receiver'] %}
        cast(counted.{{ name }}_count as bigint) as {{ name }}_count,
        {%- endfor %}
        cast(counted.left_stake_idr as bigint) as left_stake_idr,
        cast(counted.entered_stake_idr as bigint) as entered_stake_idr
    from counted
    inner join programmes on counted.programme_code = programmes.programme_code
)

select * from final
