with semesters as (
    select semester from {{ ref('dim_semester') }}
),

villages as (
    select
        region_code as village_code,
        region_name as village_name,
        parent_code as district_code,
        parent_name as district_name
    from {{ ref('dim_region') }}
    where region_level = 'village' and region_code like '{{ city_region_code() }}.%'
),

snapshots as (
    select
        semester,
        snapshot_id,
        household_count
    from {{ ref('dim_reference_snapshot') }}
    where is_in_force and row_count > 0
),

gone as (
    select
        semester,
        unit_id as person_id
    from {{ ref('msr_gone_units') }}
    where unit_kind = 'person'
),

reference_persons as (
    select
        welfare_status.semester,
        welfare_status.village_code,
        count(welfare_status.person_id) as reference_person_count,
        count(gone.person_id) as reference_gone_person_count,
        count(distinct welfare_status.household_key) as reference_household_count
    from {{ ref('fct_welfare_status') }} as welfare_status
    left join gone on welfare_status.semester = gone.semester and welfare_status.person_id = gone.person_id
    group by welfare_status.semester, welfare_status.village_code
),

families as (
    select
        semester,
        village_code,
        count(family_id) as reference_family_count,
        sum(case when is_gone then 1 else 0 end) as reference_gone_family_count,
        sum(case when is_target then 1 else 0 end) as target_family_count,
        sum(case when is_target and is_gone then 1 else 0 end) as target_gone_family_count,
        sum(case when is_target and is_gone and programme_count >= 1 then 1 else 0 end) as target_gone_served_count,
        sum(case when is_target and programme_count = 0 then 1 else 0 end) as target_served_0_count,
        sum(case when is_target and programme_count = 1 then 1 else 0 end) as target_served_1_count,
        sum(case when is_target and programme_count = 2 then 1 else 0 end) as target_served_2_count,
        sum(case when is_target and programme_count >= 3 then 1 else 0 end) as target_served_3_count
    from {{ ref('msr_family_ladder') }}
    group by semester, village_code
),

receivers as (
    select
        semester,
        village_code,
        count(distinct family_id) as receiver_family_count,
        count(distinct person_id) as receiver_person_count
    from {{ ref('fct_enrolments') }}
    where is_receipt and village_code is not null
    group by semester, village_code
),

joined as (
    select
        semesters.semester,
        villages.village_code,
        villages.village_name,
        villages.district_code,
        villages.district_name,
        snapshots.snapshot_id,
        {%- for column in [
            'reference_family_count', 'reference_gone_family_count', 'target_family_count', 'target_gone_family_count',
            'target_served_0_count', 'target_served_1_count', 'target_served_2_count', 'target_served_3_count',
            'target_gone_served_count'
        ] %}
        case when snapshots.snapshot_id is not null then coalesce(families.{{ column }}, 0) end as {{ column }},
        {%- endfor %}
        case
            when snapshots.snapshot_id is not null then coalesce(reference_persons.reference_person_count, 0)
        end as reference_person_count,
        case
            when snapshots.snapshot_id is not null then coalesce(reference_persons.reference_gone_person_count, 0)
        end as reference_gone_person_count,
        case
            when snapshots.household_count is not null then coalesce(reference_persons.reference_household_count, 0)
        end as reference_household_count,
        coalesce(receivers.receiver_family_count, 0) as receiver_family_count,
        coalesce(receivers.receiver_person_count, 0) as receiver_person_count
    from semesters
    cross join villages
    left join snapshots on semesters.semester = snapshots.semester
    left join reference_persons
        on semesters.semester = reference_persons.semester and villages.village_code = reference_persons.village_code
    left join families
        on semesters.semester = families.semester and villages.village_code = families.village_code
    left join receivers
        on semesters.semester = receivers.semester and villages.village_code = receivers.village_code
),

final as (
    select
        semester,
        village_code,
        village_name,
        district_code,
        district_name,
        snapshot_id,
        cast(reference_person_count as bigint) as reference_person_count,
        cast(reference_gone_person_count as bigint) as reference_gone_person_count,
        cast(reference_household_count as bigint) as reference_household_count,
        cast(reference_family_count as bigint) as reference_family_count,
        cast(reference_gone_family_count as bigint) as reference_gone_family_count,
        cast(target_family_count as bigint) as target_family_count,
        cast(target_gone_family_count as bigint) as target_gone_family_count,
        cast(target_served_0_count as bigint) as target_served_0_count,
        cast(target_served_1_count as bigint) as target_served_1_count,
        cast(target_served_2_count as bigint) as target_served_2_count,
        cast(target_served_3_count as bigint) as target_served_3_count,
        cast(target_gone_served_count as bigint) as target_gone_served_count,
        {{ rate('target_served_1_count + target_served_2_count + target_served_3_count', 'target_family_count') }} as served_rate,
        {{ rate(
            'target_served_1_count + target_served_2_count + target_served_3_count - target_gone_served_count',
            'target_family_count - target_gone_family_count'
        ) }} as present_served_rate,
        cast(receiver_family_count as bigint) as receiver_family_count,
        cast(receiver_person_count as bigint) as receiver_person_count
    from joined
)

select * from final
