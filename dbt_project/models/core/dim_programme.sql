with programmes as (
    select
        programme_code,
        programme_name,
        unit,
        cluster,
        benefit_type,
        agency_id
    from {{ ref('stg_programmes') }}
),

final as (
    select
        programme_code,
        agency_id,
        programme_name,
        unit,
        -- a pupil is counted as a person and a house as the family that lives in it
        case
            when unit in ('person', 'pupil') then 'person'
            when unit in ('family', 'house') then 'family'
        end as unit_kind,
        benefit_type,
        cluster,
        -- a register such as Dapodik is declared like a programme, but nobody receives anything by it
        benefit_type is not null as is_benefit
    from programmes
)

select * from final
