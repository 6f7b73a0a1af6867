with rights as (
    select
        semester,
        programme_code,
        is_met,
        is_gone,
        right_count,
        met_count
    from {{ ref('msr_family_rights') }}
),

programmes as (
    select
        programme_code,
        programme_name,
        agency_id
    from {{ ref('dim_programme') }}
),

agencies as (
    select
        agency_id,
        agency_name
    from {{ ref('dim_agency') }}
),

counted as (
    select
        rights.semester,
        rights.programme_code,
        programmes.programme_name,
        programmes.agency_id,
        agencies.agency_name,
        count(*) as entitled_family_count,
        cast(sum(case when rights.is_met then 1 else 0 end) as bigint) as met_family_count,
        cast(sum(case when rights.is_met then 0 else 1 end) as bigint) as short_family_count,
        cast(
            sum(case when not rights.is_met and rights.met_count >= 1 and rights.right_count - rights.met_count = 1 then 1 else 0 end)
            as bigint
        ) as one_short_family_count,
        cast(sum(case when rights.is_gone then 1 else 0 end) as bigint) as entitled_gone_family_count,
        cast(sum(case when rights.is_met and rights.is_gone then 1 else 0 end) as bigint) as met_gone_family_count
    from rights
    inner join programmes on rights.programme_code = programmes.programme_code
    left join agencies on programmes.agency_id = agencies.agency_id
    group by rights.semester, rights.programme_code, programmes.programme_name, programmes.agency_id, agencies.agency_name
),

final as (
    select
        semester,
        programme_code,
        programme_name,
        agency_id,
        agency_name,
        entitled_family_count,
        met_family_count,
        short_family_count,
        one_short_family_count,
        {{ rate('met_family_count', 'entitled_family_count') }} as met_rate,
        entitled_gone_family_count,
        met_gone_family_count,
        {{ rate('met_family_count - met_gone_family_count', 'entitled_family_count - entitled_gone_family_count') }}
            as present_met_rate
    from counted
)

select * from final
