-- new + kept = receivers now; the reasons of leaving add up to those who left; kept + left = receivers before
with progress as (
    select
        semester,
        programme_code,
        receiver_count,
        previous_receiver_count,
        new_count,
        kept_count,
        left_count,
        left_deceased_count + left_moved_count + left_switched_off_count + left_nominated_count + left_unlisted_count as reason_count
    from {{ ref('mart_programme_progress') }}
    where previous_receiver_count is not null
),

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('dim_semester') }}
)

select
    progress.semester,
    progress.programme_code
from progress
inner join semesters on progress.semester = semesters.semester
left join {{ ref('mart_programme_progress') }} as previous_progress
    on
        semesters.previous_semester = previous_progress.semester
        and progress.programme_code = previous_progress.programme_code
where
    progress.new_count + progress.kept_count <> progress.receiver_count
    or progress.left_count <> progress.reason_count
    or progress.previous_receiver_count <> coalesce(previous_progress.receiver_count, -1)
