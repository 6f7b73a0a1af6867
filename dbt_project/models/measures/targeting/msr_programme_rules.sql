-- the target rule in force in each semester: the agreement's own where it states one, else the seed's on the last day of the semester
with semesters as (
    select
        semester,
        last_day
    from {{ ref('int_semesters') }}
),

programmes as (
    select
        programme_code,
        unit_kind
    from {{ ref('dim_programme') }}
    where is_benefit and unit_kind is not null
),

programme_eligibility as (
    select
        rule_id,
        programme_code,
        max_percentile,
        max_decile,
        min_age_years,
        max_age_years,
        is_entitlement,
        is_one_off,
        valid_from,
        valid_to,
        source,
        confidence
    from {{ ref('programme_eligibility') }}
),

agreed_targets as (
    select
        semester,
        programme_code,
        agreed_semester,
        max_percentile,
        max_decile
    from {{ ref('int_agreed_targets') }}
),

dated_rules as (
    select
        semesters.semester,
        programme_eligibility.programme_code,
        programme_eligibility.rule_id,
        programme_eligibility.max_percentile,
        programme_eligibility.max_decile,
        programme_eligibility.min_age_years,
        programme_eligibility.max_age_years,
        programme_eligibility.is_entitlement,
        programme_eligibility.is_one_off,
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
        semesters.semester,
        programmes.programme_code,
        case
            when agreed_targets.programme_code is not null then concat('agreed-', agreed_targets.agreed_semester)
            else dated_rules.rule_id
        end as rule_id,
        programmes.unit_kind as target_unit,
        case
            when agreed_targets.programme_code is not null then agreed_targets.max_percentile
            else dated_rules.max_percentile
        end as max_percentile,
        case
            when agreed_targets.programme_code is not null then agreed_targets.max_decile
            else dated_rules.max_decile
        end as max_decile,
        dated_rules.min_age_years,
        dated_rules.max_age_years,
        coalesce(dated_rules.is_entitlement, false) as is_entitlement,
        coalesce(dated_rules.is_one_off, false) as is_one_off,
        case
            when agreed_targets.programme_code is not null then 'agreed_source'
            else dated_rules.source
        end as rule_source,
        case
            when agreed_targets.programme_code is not null then 'verified'
            else dated_rules.confidence
        end as rule_confidence
    from semesters
    cross join programmes
    left join dated_rules
        on
            semesters.semester = dated_rules.semester
            and programmes.programme_code = dated_rules.programme_code
            and dated_rules.rule_no = 1
    left join agreed_targets
        on
            semesters.semester = agreed_targets.semester
            and programmes.programme_code = agreed_targets.programme_code
    where dated_rules.programme_code is not null or agreed_targets.programme_code is not null
)

select * from final
