-- who is new on a list and who left it, each with its row: of this semester, or the last one of the semester before
with changes as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        change_kind,
        left_reason
    from {{ ref('msr_unit_changes') }}
    where change_kind in ('new', 'left')
),

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('dim_semester') }}
),

placed as (
    select
        changes.*,
        case changes.change_kind when 'new' then changes.semester else semesters.previous_semester end as list_semester
    from changes
    inner join semesters on changes.semester = semesters.semester
),

final as (
    select
        placed.semester,
        placed.programme_code,
        placed.unit_kind,
        placed.unit_id,
        placed.change_kind,
        placed.left_reason,
        placed.list_semester,
        {{ contact_columns('contacts') }},
        {{ filled('texts.text_id', {'semester': 'placed.semester'}) }} as reason_text
    from placed
    left join {{ ref('texts') }} as texts on concat('change_', coalesce(placed.left_reason, 'new')) = texts.text_code
    left join {{ ref('msr_receiver_contacts') }} as contacts
        on
            placed.list_semester = contacts.semester
            and placed.programme_code = contacts.programme_code
            and placed.unit_id = contacts.unit_id
)

select * from final
