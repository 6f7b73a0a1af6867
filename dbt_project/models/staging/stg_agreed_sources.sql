-- derived by orchestration/dbt/sources.py from ingest/acceptance/side_tables.yml: change it there
select
    cast(semester as string) as semester,
    cast(snapshot_id as string) as snapshot_id,
    cast(agreed_by as string) as agreed_by,
    cast(letter_no as string) as letter_no,
    cast(letter_date as date) as letter_date,
    cast(sha256 as string) as sha256,
    cast(decile_scope as string) as decile_scope
from {{ source('accepted', 'agreed_sources') }}
