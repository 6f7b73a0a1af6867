with agency_tables as (
    select
        agency_id,
        table_id,
        entity,
        programme_code,
        unit,
        is_expected
    from {{ ref('stg_agency_tables') }}
),

agencies as (
    select
        agency_id,
        agency_name
    from {{ ref('dim_agency') }}
),

programmes as (
    select
        programme_code,
        programme_name
    from {{ ref('dim_programme') }}
),

final as (
    select
        concat(agency_tables.agency_id, '/', agency_tables.table_id) as list_id,
        agency_tables.agency_id,
        agency_tables.table_id,
        agency_tables.entity,
        agency_tables.programme_code,
        agencies.agency_name,
        programmes.programme_name,
        agency_tables.unit,
        agency_tables.is_expected
    from agency_tables
    left join agencies on agency_tables.agency_id = agencies.agency_id
    left join programmes on agency_tables.programme_code = programmes.programme_code
)

select * from final
