with targeting as (
    select
        semester,
        programme_code,
        breakdown,
        breakdown_code,
        unit,
        list_status,
        snapshot_id,
        rule_id,
        max_percentile,
        max_decile,
        receiver_count,
        in_target_count,
        out_of_target_count,
        not_found_count,
        unranked_count,
        target_count,
        target_receiver_count,
        target_gone_count,
        target_gone_receiver_count,
        -- only where lift needs them
        case when breakdown in ('city', 'decile') then listed_count end as listed_count,
        case when breakdown in ('city', 'decile') then listed_receiver_count end as listed_receiver_count,
        case when breakdown in ('city', 'decile') then listed_gone_count end as listed_gone_count,
        case when breakdown in ('city', 'decile') then listed_gone_receiver_count end as listed_gone_receiver_count,
        coverage_ci_lower_rate,
        coverage_ci_upper_rate,
        inclusion_error_ci_lower_rate,
        inclusion_error_ci_upper_rate,
        lift_ratio,
        present_lift_ratio,
        lift_ci_lower_ratio,
        lift_ci_upper_ratio
    from {{ ref('msr_targeting') }}
),

programmes as (
    select
        programme_code,
        programme_name,
        agency_id
    from {{ ref('dim_programme') }}
),

regions as (
    select
        region_code,
        region_name
    from {{ ref('dim_region') }}
),

age_bands as (
    select
        age_band_code,
        age_band_name
    from {{ ref('age_bands') }}
),

final as (
    select
        targeting.semester,
        targeting.programme_code,
        targeting.breakdown,
        targeting.breakdown_code,
        programmes.programme_name,
        programmes.agency_id,
        case
            when targeting.breakdown = 'city' then {{ told('city') }}
            when targeting.breakdown_code = 'unknown' then {{ told('unknown') }}
            when targeting.breakdown = 'village' then coalesce(regions.region_name, targeting.breakdown_code)
            when targeting.breakdown = 'decile' then {{ told('decile', {'decile': 'targeting.breakdown_code'}) }}
            when targeting.breakdown = 'age_band' then coalesce(age_bands.age_band_name, targeting.breakdown_code)
            else coalesce(labels.label_id, targeting.breakdown_code)
        end as breakdown_name,
        targeting.unit,
        targeting.list_status,
        targeting.snapshot_id,
        targeting.rule_id,
        targeting.max_percentile,
        targeting.max_decile,
        targeting.receiver_count,
        targeting.in_target_count,
        targeting.out_of_target_count,
        targeting.not_found_count,
        targeting.unranked_count,
        targeting.target_count,
        targeting.target_receiver_count,
        targeting.target_gone_count,
        targeting.target_gone_receiver_count,
        {{ rate('targeting.target_receiver_count', 'targeting.target_count') }} as coverage_rate,
        {{ rate(
            'targeting.target_receiver_count - targeting.target_gone_receiver_count', 'targeting.target_count - targeting.target_gone_count'
        ) }} as present_coverage_rate,
        1 - {{ rate('targeting.target_receiver_count', 'targeting.target_count') }} as exclusion_error_rate,
        -- if all receivers not found were in the target group, so many fewer would be missed
        case
            when targeting.target_receiver_count + targeting.not_found_count >= targeting.target_count and targeting.target_count > 0 then 0
            else 1 - {{ rate('targeting.target_receiver_count + targeting.not_found_count', 'targeting.target_count') }}
        end as exclusion_error_lower_rate,
        {{ rate('targeting.out_of_target_count', 'targeting.receiver_count') }} as inclusion_error_rate,
        {{ rate('targeting.not_found_count', 'targeting.receiver_count') }} as not_found_rate,
        {{ rate('targeting.out_of_target_count + targeting.not_found_count', 'targeting.receiver_count') }} as inclusion_error_upper_rate,
        targeting.coverage_ci_lower_rate,
        targeting.coverage_ci_upper_rate,
        1 - targeting.coverage_ci_upper_rate as exclusion_error_ci_lower_rate,
        1 - targeting.coverage_ci_lower_rate as exclusion_error_ci_upper_rate,
        targeting.inclusion_error_ci_lower_rate,
        targeting.inclusion_error_ci_upper_rate,
        targeting.listed_count,
        targeting.listed_receiver_count,
        targeting.listed_gone_count,
        targeting.listed_gone_receiver_count,
        targeting.lift_ratio,
        targeting.present_lift_ratio,
        targeting.lift_ci_lower_ratio,
        targeting.lift_ci_upper_ratio,
        case
            when targeting.breakdown <> 'city' then null
            when targeting.lift_ratio is null then {{ told('lift_none') }}
            when targeting.lift_ci_lower_ratio > 1
                then {{ told('lift_above', {'lift': decimal_text('targeting.lift_ratio')}) }}
            when targeting.lift_ci_upper_ratio < 1
                then {{ told('lift_below', {'lift': decimal_text('targeting.lift_ratio')}) }}
            else {{ told('lift_same') }}
        end as lift_statement
    from targeting
    inner join programmes on targeting.programme_code = programmes.programme_code
    left join {{ ref('code_labels') }} as labels
        on targeting.breakdown = labels.code_list and targeting.breakdown_code = labels.code
    left join regions on targeting.breakdown = 'village' and targeting.breakdown_code = regions.region_code
    left join age_bands on targeting.breakdown = 'age_band' and targeting.breakdown_code = age_bands.age_band_code
)

select * from final
