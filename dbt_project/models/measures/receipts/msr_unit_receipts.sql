-- distinct receivers of a programme in its own unit, with the place that the lists give most often
with enrolments as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        person_id,
        village_code,
        rung,
        link_score,
        nik_status,
        cycle,
        budget_source,
        segment,
        benefit_amount_idr
    from {{ ref('fct_enrolments') }}
    where is_receipt and programme_code is not null and unit_id is not null
),

units as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        count(*) as receipt_row_count,
        count(distinct person_id) as person_count,
        min(person_id) as first_person_id,
        count(distinct coalesce(cycle, '')) as cycle_count,
        count(distinct budget_source) as budget_source_count,
        count(distinct segment) as segment_count,
        -- a row alone has no score: the weakest evidence; rung 0 with a score is what people decided, the strongest
        min(case when rung = 0 and link_score is null then 99 else rung end) as best_rung,
        max(link_score) as best_link_score,
        max(case when nik_status = 'valid' then 1 else 0 end) = 1 as has_valid_nik,
        cast(sum(benefit_amount_idr) as bigint) as benefit_amount_idr
    from enrolments
    group by semester, programme_code, unit_kind, unit_id
),

villages as (
    select
        semester,
        programme_code,
        unit_id,
        village_code,
        row_number() over (
            partition by semester, programme_code, unit_id
            order by count(*) desc, village_code asc
        ) as village_no
    from enrolments
    where village_code is not null
    group by semester, programme_code, unit_id, village_code
),

final as (
    select
        units.semester,
        units.programme_code,
        units.unit_kind,
        units.unit_id,
        units.receipt_row_count,
        units.person_count,
        units.first_person_id,
        units.cycle_count,
        units.budget_source_count,
        units.segment_count,
        units.best_rung,
        units.best_link_score,
        units.has_valid_nik,
        units.benefit_amount_idr,
        villages.village_code as list_village_code
    from units
    left join villages
        on
            units.semester = villages.semester
            and units.programme_code = villages.programme_code
            and units.unit_id = villages.unit_id
            and villages.village_no = 1
)

select * from final
