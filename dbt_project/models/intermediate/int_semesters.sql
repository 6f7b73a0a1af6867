-- a semester exists when a list was expected or came; the calendar before it is asked for, not the last one that happens to be known
with expected_submissions as (
    select semester from {{ ref('stg_expected_submissions') }}
),

submissions as (
    select semester from {{ ref('stg_submissions') }}
),

named as (
    select semester from expected_submissions
    union distinct
    select semester from submissions
),

dated as (
    select
        semester,
        {{ semester_first_day('semester') }} as first_day,
        {{ semester_last_day('semester') }} as last_day,
        {{ previous_semester('semester') }} as previous_semester,
        cast(substr(semester, 1, 4) as integer) as calendar_year
    from named
),

final as (
    select
        dated.semester,
        dated.first_day,
        dated.last_day,
        dated.previous_semester,
        dated.calendar_year,
        previous.semester is not null as has_previous_semester
    from dated
    left join named as previous on dated.previous_semester = previous.semester
)

select * from final
