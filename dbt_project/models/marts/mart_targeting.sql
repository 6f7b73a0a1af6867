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
        -- only where lift needs them: elsewhere they would let a hidden rest be worked out
        case when breakdown in ('city', 'decile') then listed_count end as listed_count,
        case when breakdown in ('city', 'decile') then listed_receiver_count end as listed_receiver_count,
        coverage_ci_lower_rate,
        coverage_ci_upper_rate,
        inclusion_error_ci_lower_rate,
        inclusion_error_ci_upper_rate,
        lift_ratio,
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

flagged as (
    select
        *,
        case
            when breakdown = 'city' then 0
            else
                {{ has_small_count([
                    'receiver_count', 'in_target_count', 'out_of_target_count', 'not_found_count',
                    'target_count', 'target_receiver_count', 'listed_count', 'listed_receiver_count'
                ]) }}
        end as is_small
    from targeting
),

ranked as (
    select
        *,
        sum(is_small) over (partition by semester, programme_code, breakdown) as small_count,
        row_number() over (
            partition by semester, programme_code, breakdown, is_small
            order by coalesce(receiver_count, 0) + coalesce(target_count, 0) asc, breakdown_code asc
        ) as size_no
    from flagged
),

hidden as (
    select
        *,
        breakdown <> 'city' and ({{ is_hidden_too('is_small', 'small_count', 'size_no') }}) as is_suppressed
    from ranked
),

published as (
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
        {%- for column in [
            'receiver_count', 'in_target_count', 'out_of_target_count', 'not_found_count', 'unranked_count',
            'target_count', 'target_receiver_count', 'listed_count', 'listed_receiver_count', 'coverage_ci_lower_rate',
            'coverage_ci_upper_rate', 'inclusion_error_ci_lower_rate', 'inclusion_error_ci_upper_rate', 'lift_ratio',
            'lift_ci_lower_ratio', 'lift_ci_upper_ratio'
        ] %}
        case when not is_suppressed then {{ column }} end as {{ column }},
        {%- endfor %}
        is_suppressed
    from hidden
),

final as (
    select
        published.semester,
        published.programme_code,
        published.breakdown,
        published.breakdown_code,
        programmes.programme_name,
        programmes.agency_id,
        case
            when published.breakdown = 'city' then 'Seluruh kota'
            when published.breakdown_code = 'unknown' then 'Tidak diketahui'
            when published.breakdown = 'village' then coalesce(regions.region_name, published.breakdown_code)
            when published.breakdown = 'decile' then concat('Desil ', published.breakdown_code)
            when published.breakdown = 'age_band' then coalesce(age_bands.age_band_name, published.breakdown_code)
            when published.breakdown_code = 'L' then 'Laki-laki'
            when published.breakdown_code = 'P' then 'Perempuan'
            when published.breakdown_code = 'yes' then 'Penyandang disabilitas'
            when published.breakdown_code = 'no' then 'Bukan penyandang disabilitas'
            else published.breakdown_code
        end as breakdown_name,
        published.unit,
        published.list_status,
        published.snapshot_id,
        published.rule_id,
        published.max_percentile,
        published.max_decile,
        published.receiver_count,
        published.in_target_count,
        published.out_of_target_count,
        published.not_found_count,
        published.unranked_count,
        published.target_count,
        published.target_receiver_count,
        {{ rate('published.target_receiver_count', 'published.target_count') }} as coverage_rate,
        1 - {{ rate('published.target_receiver_count', 'published.target_count') }} as exclusion_error_rate,
        -- if all receivers not found were in the target group, so many fewer would be missed
        case
            when published.target_receiver_count + published.not_found_count >= published.target_count and published.target_count > 0 then 0
            else 1 - {{ rate('published.target_receiver_count + published.not_found_count', 'published.target_count') }}
        end as exclusion_error_lower_rate,
        {{ rate('published.out_of_target_count', 'published.receiver_count') }} as inclusion_error_rate,
        {{ rate('published.not_found_count', 'published.receiver_count') }} as not_found_rate,
        {{ rate('published.out_of_target_count + published.not_found_count', 'published.receiver_count') }} as inclusion_error_upper_rate,
        published.coverage_ci_lower_rate,
        published.coverage_ci_upper_rate,
        1 - published.coverage_ci_upper_rate as exclusion_error_ci_lower_rate,
        1 - published.coverage_ci_lower_rate as exclusion_error_ci_upper_rate,
        published.inclusion_error_ci_lower_rate,
        published.inclusion_error_ci_upper_rate,
        published.listed_count,
        published.listed_receiver_count,
        published.lift_ratio,
        published.lift_ci_lower_ratio,
        published.lift_ci_upper_ratio,
        case
            when published.breakdown <> 'city' then null
            when published.lift_ratio is null then 'Belum dapat dibandingkan dengan pilihan acak'
            when published.lift_ci_lower_ratio > 1
                then concat(
                    'Lebih tepat daripada pilihan acak: sasaran ', {{ decimal_text('published.lift_ratio') }}, ' kali lebih sering menerima'
                )
            when published.lift_ci_upper_ratio < 1
                then concat(
                    'Kurang tepat daripada pilihan acak: sasaran hanya ', {{ decimal_text('published.lift_ratio') }}, ' kali sesering acak'
                )
            else 'Penerima program ini tidak dapat dibedakan dari pilihan acak'
        end as lift_statement,
        published.is_suppressed
    from published
    inner join programmes on published.programme_code = programmes.programme_code
    left join regions on published.breakdown = 'village' and published.breakdown_code = regions.region_code
    left join age_bands on published.breakdown = 'age_band' and published.breakdown_code = age_bands.age_band_code
)

select * from final
