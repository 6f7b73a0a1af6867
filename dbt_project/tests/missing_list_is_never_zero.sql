-- where no list came there is nothing to count: null, not zero
select
    semester,
    programme_code,
    'mart_targeting' as mart
from {{ ref('mart_targeting') }}
where list_status in ('held', 'missing', 'aggregate_only', 'not_expected') and receiver_count is not null
union all
select
    semester,
    programme_code,
    'mart_programme_progress' as mart
from {{ ref('mart_programme_progress') }}
where list_status in ('held', 'missing', 'aggregate_only', 'not_expected') and receiver_count is not null
union all
select
    semester,
    programme_a as programme_code,
    'mart_programme_overlap' as mart
from {{ ref('mart_programme_overlap') }}
where
    (list_status_a in ('held', 'missing') or list_status_b in ('held', 'missing'))
    and family_both_count is not null
union all
select
    semester,
    table_id as programme_code,
    'mart_beneficiary_inventory' as mart
from {{ ref('mart_beneficiary_inventory') }}
where list_status in ('held', 'missing') and person_count is not null
