-- allocations of a programme per area: months add up in kilograms and rupiah, but the receivers of two months are the same receivers
with allocations as (
    select
        semester,
        programme_code,
        agency_id,
        table_id,
        area_level,
        area_code,
        area_text,
        period_year,
        quota_count,
        recipient_count,
        quota_kg,
        realised_kg,
        budget_idr,
        realised_idr,
        deposit_idr
    from {{ ref('fct_allocations') }}
    where
        programme_code is not null
        and (period_year is null or period_year = cast(substr(semester, 1, 4) as integer))
),

finest_level as (
    select
        semester,
        programme_code,
        min(
            case area_level when 'village' then 1 when 'district' then 2 when 'regency' then 3 else 4 end
        ) as level_no
    from allocations
    group by semester, programme_code
),

final as (
    select
        allocations.semester,
        allocations.programme_code,
        allocations.agency_id,
        allocations.area_level,
        allocations.area_code,
        coalesce(allocations.area_code, allocations.area_text) as area_key,
        max(allocations.quota_count) as quota_count,
        max(allocations.recipient_count) as recipient_count,
        cast(sum(allocations.quota_kg) as decimal(18, 3)) as quota_kg,
        cast(sum(allocations.realised_kg) as decimal(18, 3)) as realised_kg,
        cast(sum(allocations.budget_idr) as bigint) as budget_idr,
        cast(sum(allocations.realised_idr) as bigint) as realised_idr,
        cast(sum(allocations.deposit_idr) as bigint) as deposit_idr
    from allocations
    inner join finest_level
        on
            allocations.semester = finest_level.semester
            and allocations.programme_code = finest_level.programme_code
            and case allocations.area_level
                when 'village' then 1
                when 'district' then 2
                when 'regency' then 3
                else 4
            end = finest_level.level_no
    group by
        allocations.semester, allocations.programme_code, allocations.agency_id, allocations.area_level,
        allocations.area_code, coalesce(allocations.area_code, allocations.area_text)
)

select * from final
