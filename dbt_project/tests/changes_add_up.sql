-- before + new - left = now; the reasons of leaving add up to those who left; before is what was published before; the
-- kelurahan add up to the city; and every change has its row by name
with progress as (
    select
        semester,
        programme_code,
        receiver_count,
        previous_receiver_count,
        new_count,
        kept_count,
        left_count,
        left_deceased_count + left_moved_count + left_graduated_count + left_switched_off_count + left_nominated_count
        + left_unlisted_count + left_not_found_count as reason_count
    from {{ ref('mart_programme_progress') }}
    where previous_receiver_count is not null
),

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('dim_semester') }}
),

by_village as (
    select
        semester,
        programme_code,
        sum(previous_receiver_count) as previous_receiver_count,
        sum(receiver_count) as receiver_count,
        sum(case when previous_receiver_count + new_count - left_count <> receiver_count then 1 else 0 end) as wrong_count
    from {{ ref('mart_receiver_changes') }}
    group by semester, programme_code
),

by_name as (
    select
        semester,
        programme_code,
        sum(case when change_kind = 'new' and row_number is not null then 1 else 0 end) as new_count,
        sum(case when change_kind = 'left' and row_number is not null then 1 else 0 end) as left_count
    from {{ ref('list_changes') }}
    group by semester, programme_code
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
left join by_village
    on progress.semester = by_village.semester and progress.programme_code = by_village.programme_code
left join by_name
    on progress.semester = by_name.semester and progress.programme_code = by_name.programme_code
where
    progress.previous_receiver_count + progress.new_count - progress.left_count <> progress.receiver_count
    or progress.new_count + progress.kept_count <> progress.receiver_count
    or progress.left_count <> progress.reason_count
    or progress.previous_receiver_count <> coalesce(previous_progress.receiver_count, -1)
    or progress.new_count <> coalesce(by_name.new_count, 0)
    or progress.left_count <> coalesce(by_name.left_count, 0)
    or by_village.wrong_count > 0
    or progress.receiver_count <> by_village.receiver_count
    or progress.previous_receiver_count <> by_village.previous_receiver_count
