with labels as (
    select
        code_list,
        code,
        label_id,
        label_en,
        sort_no
    from {{ ref('code_labels') }}
)

select
    code_list,
    code,
    label_id,
    label_en,
    sort_no
from labels
