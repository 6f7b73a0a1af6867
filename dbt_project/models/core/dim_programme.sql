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
    union all
    -- where a figure belongs to no programme: its key is never empty, so that no figure falls out of a join
    select
        '-' as programme_code,
        cast(null as string) as agency_id,
        {{ told('no_programme') }} as programme_name,
        cast(null as string) as unit,
        cast(null as string) as unit_kind,
        cast(null as string) as benefit_type,
        cast(null as integer) as cluster,
        false as is_benefit
)

select * from final
