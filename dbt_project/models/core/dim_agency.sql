with agencies as (
    select
        agency_id,
        agency_name
    from {{ ref('stg_agencies') }}
),

agency_tables as (
    select
        agency_id,
        count(*) as table_count,
        sum(case when is_expected then 1 else 0 end) as expected_table_count
    from {{ ref('stg_agency_tables') }}
    group by agency_id
),

final as (
    select
        agencies.agency_id,
        agencies.agency_name,
        cast(coalesce(agency_tables.table_count, 0) as integer) as table_count,
        cast(coalesce(agency_tables.expected_table_count, 0) as integer) as expected_table_count
    from agencies
    left join agency_tables on agencies.agency_id = agency_tables.agency_id
)

select * from final
