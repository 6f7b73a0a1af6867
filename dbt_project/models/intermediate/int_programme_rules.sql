-- the eligibility rule in force on the last day of each semester
with semesters as (
    select
        semester,
        last_day
    from {{ ref('int_semesters') }}
),

programme_eligibility as (
    select
        rule_id,
        programme_code,
        target_unit,
        max_percentile,
        max_decile,
        min_age_years,
        max_age_years,
        is_entitlement,
        valid_from,
        valid_to,
        source,
        confidence
    from {{ ref('programme_eligibility') }}
),

joined as (
    select
        semesters.semester,
        programme_eligibility.programme_code,
        programme_eligibility.rule_id,
        programme_eligibility.target_unit,
        programme_eligibility.max_percentile,
        programme_eligibility.max_decile,
        programme_eligibility.min_age_years,
        programme_eligibility.max_age_years,
        programme_eligibility.is_entitlement,
        programme_eligibility.source,
        programme_eligibility.confidence,
        row_number() over (
            partition by semesters.semester, programme_eligibility.programme_code
            order by programme_eligibility.valid_from desc, programme_eligibility.rule_id asc
        ) as rule_no
    from semesters
    inner join programme_eligibility
        on
            semesters.last_day >= programme_eligibility.valid_from
            and (programme_eligibility.valid_to is null or semesters.last_day <= programme_eligibility.valid_to)
),

final as (
    select
        semester,
        programme_code,
        rule_id,
        target_unit,
        max_percentile,
        max_decile,
        min_age_years,
        max_age_years,
        is_entitlement,
        source,
        confidence
    from joined
    where rule_no = 1
)

select * from final
