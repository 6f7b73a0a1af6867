{{ config(materialized='view') }}
-- what another public source says of the limit of a programme, where it is not the limit that is used; of two the wider one
with semesters as (
    select
        semester,
        last_day
    from {{ ref('int_semesters') }}
),

rules as (
    select
        semester,
        programme_code,
        max_percentile,
        max_decile
    from {{ ref('msr_programme_rules') }}
),

readings as (
    select
        rules.semester,
        rules.programme_code,
        disputed.reading_id,
        disputed.max_percentile as other_max_percentile,
        disputed.max_decile as other_max_decile,
        disputed.source as other_source,
        disputed.confidence as other_confidence,
        row_number() over (
            partition by rules.semester, rules.programme_code
            order by disputed.max_decile desc, disputed.reading_id asc
        ) as reading_no
    from rules
    inner join semesters on rules.semester = semesters.semester
    inner join {{ ref('disputed_limits') }} as disputed
        on
            rules.programme_code = disputed.programme_code
            and semesters.last_day >= disputed.valid_from
            and (disputed.valid_to is null or semesters.last_day <= disputed.valid_to)
    where rules.max_decile is null or rules.max_decile <> disputed.max_decile
),

final as (
    select
        semester,
        programme_code,
        reading_id,
        other_max_percentile,
        other_max_decile,
        other_source,
        other_confidence
    from readings
    where reading_no = 1
)

select * from final
