with playbook as (
    select
        finding_code,
        finding_name,
        subject_kind,
        owner_kind,
        action_text,
        due_semester_count
    from {{ ref('finding_playbook') }}
)

select
    finding_code,
    finding_name,
    subject_kind,
    owner_kind,
    action_text,
    due_semester_count
from playbook
