-- in target + out of target + not found = receivers, and the parts of a breakdown add up to the city
with targeting as (
    select
        semester,
        programme_code,
        breakdown,
        unit_kind,
        receiver_count,
        in_target_count,
        out_of_target_count,
        not_found_count,
        target_count
    from {{ ref('msr_targeting') }}
),

parts as (
    select
        semester,
        programme_code,
        breakdown,
        sum(receiver_count) as receiver_count,
        sum(in_target_count) as in_target_count,
        sum(out_of_target_count) as out_of_target_count,
        sum(not_found_count) as not_found_count,
        sum(target_count) as target_count
    from targeting
    group by semester, programme_code, breakdown
)

select
    parts.semester,
    parts.programme_code,
    parts.breakdown
from parts
inner join parts as city
    on
        parts.semester = city.semester
        and parts.programme_code = city.programme_code
        and city.breakdown = 'city'
where
    parts.in_target_count + parts.out_of_target_count + parts.not_found_count <> parts.receiver_count
    or parts.receiver_count <> city.receiver_count
    or parts.in_target_count <> city.in_target_count
    or parts.target_count <> city.target_count
