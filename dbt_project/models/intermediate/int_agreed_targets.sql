-- the target that the agreement itself states, in each semester from the one in which it was agreed until another is
with semesters as (
    select semester from {{ ref('int_semesters') }}
),

agreed_targets as (
    select
        semester as agreed_semester,
        programme_code,
        max_percentile,
        coalesce(max_decile, cast(floor(max_percentile / 10.0) as integer)) as max_decile
    from {{ ref('stg_agreed_targets') }}
),

known as (
    select
        semesters.semester,
        agreed_targets.programme_code,
        agreed_targets.agreed_semester,
        agreed_targets.max_percentile,
        agreed_targets.max_decile,
        row_number() over (
            partition by semesters.semester, agreed_targets.programme_code
            order by agreed_targets.agreed_semester desc
        ) as agreement_no
    from semesters
    inner join agreed_targets on semesters.semester >= agreed_targets.agreed_semester
),

final as (
    select
        semester,
        programme_code,
        agreed_semester,
        max_percentile,
        max_decile
    from known
    where agreement_no = 1
)

select * from final
