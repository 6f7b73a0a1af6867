{#- Steps that count rows of a file, or people whom the agreed source does not list: nobody of it is dead or gone among them. -#}
{%- set counts_nobody_listed = ['residents', 'listed_rows', 'poor_by_survey', 'receiving_families', 'unlisted_served'] -%}
with semesters as (
    select semester
    from {{ ref('dim_semester') }}
),

official_figures as (
    select
        semester,
        resident_count,
        is_resident_count_implied,
        poor_person_count
    from {{ ref('fct_official_figures') }}
),

snapshots as (
    select
        semester,
        snapshot_id,
        delivery_semester,
        row_count,
        person_count,
        household_count,
        unranked_person_count
    from {{ ref('dim_reference_snapshot') }}
    where is_in_force
),

snapshot_numbers as (
    select
        snapshot_id,
        delivery_semester,
        valid_nik_person_count,
        unique_nik_person_count
    from {{ ref('msr_snapshot_numbers') }}
),

-- dead or moved away by the civil registry, among the persons and households of the snapshot in force
gone as (
    select
        semester,
        unit_kind,
        unit_id
    from {{ ref('msr_gone_units') }}
),

gone_persons as (
    select
        welfare_status.semester,
        count(*) as person_count,
        sum(case when welfare_status.has_valid_nik then 1 else 0 end) as valid_nik_count,
        sum(case when welfare_status.has_unique_nik then 1 else 0 end) as unique_nik_count
    from {{ ref('fct_welfare_status') }} as welfare_status
    inner join gone
        on
            welfare_status.semester = gone.semester
            and gone.unit_kind = 'person'
            and welfare_status.person_id = gone.unit_id
    group by welfare_status.semester
),

gone_households as (
    select
        semester,
        count(*) as household_count
    from gone
    where unit_kind = 'household'
    group by semester
),

families as (
    select
        semester,
        count(family_id) as family_count,
        {%- for name, condition in {
            'family': 'true', 'target': 'is_target', 'served': 'is_target and programme_count >= 1',
            'served_1': 'is_target and programme_count = 1', 'served_2': 'is_target and programme_count = 2',
            'served_3': 'is_target and programme_count >= 3', 'served_0': 'is_target and programme_count = 0',
            'served_outside': 'not is_target and programme_count >= 1'
        }.items() %}
        sum(case when is_gone and {{ condition }} then 1 else 0 end) as {{ name }}_gone_count,
        {%- endfor %}
        sum(case when is_target then 1 else 0 end) as target_count,
        sum(case when is_target and programme_count >= 1 then 1 else 0 end) as served_count,
        sum(case when is_target and programme_count = 1 then 1 else 0 end) as served_1_count,
        sum(case when is_target and programme_count = 2 then 1 else 0 end) as served_2_count,
        sum(case when is_target and programme_count >= 3 then 1 else 0 end) as served_3_count,
        sum(case when is_target and programme_count = 0 then 1 else 0 end) as served_0_count,
        sum(case when not is_target and programme_count >= 1 then 1 else 0 end) as served_outside_count
    from {{ ref('msr_family_ladder') }}
    group by semester
),

unlisted as (
    select
        family_programmes.semester,
        count(distinct family_programmes.family_id) as family_count
    from {{ ref('msr_family_programmes') }} as family_programmes
    left join {{ ref('msr_reference_families') }} as reference_families
        on
            family_programmes.semester = reference_families.semester
            and family_programmes.family_id = reference_families.family_id
    where reference_families.family_id is null
    group by family_programmes.semester
),

receiving as (
    select
        semester,
        count(distinct family_id) as family_count
    from {{ ref('msr_family_programmes') }}
    group by semester
),

lists_missing as (
    select
        semester,
        {{ join_sorted('programme_code', '+') }} as missing_programme_set
    from {{ ref('msr_programme_lists') }}
    where list_status in ('held', 'missing', 'partial')
    group by semester
),

wide as (
    select
        semesters.semester,
        snapshots.snapshot_id,
        lists_missing.missing_programme_set,
        official_figures.resident_count as residents,
        official_figures.is_resident_count_implied,
        official_figures.poor_person_count as poor_by_survey,
        snapshots.row_count as listed_rows,
        snapshots.person_count as listed_persons,
        case when snapshots.row_count > 0 then coalesce(snapshot_numbers.valid_nik_person_count, 0) end as valid_nik_persons,
        case when snapshots.row_count > 0 then coalesce(snapshot_numbers.unique_nik_person_count, 0) end as unique_nik_persons,
        snapshots.household_count as listed_households,
        families.family_count as listed_families,
        families.target_count as target_families,
        families.served_count as target_served,
        families.served_1_count as target_served_1,
        families.served_2_count as target_served_2,
        families.served_3_count as target_served_3,
        families.served_0_count as target_served_0,
        receiving.family_count as receiving_families,
        families.served_outside_count as outside_target_served,
        case when snapshots.row_count > 0 then coalesce(gone_persons.person_count, 0) end as listed_persons_gone,
        case when snapshots.row_count > 0 then coalesce(gone_persons.valid_nik_count, 0) end as valid_nik_persons_gone,
        case when snapshots.row_count > 0 then coalesce(gone_persons.unique_nik_count, 0) end as unique_nik_persons_gone,
        case
            when snapshots.household_count is not null then coalesce(gone_households.household_count, 0)
        end as listed_households_gone,
        families.family_gone_count as listed_families_gone,
        families.target_gone_count as target_families_gone,
        families.served_gone_count as target_served_gone,
        {%- for served in range(4) %}
        families.served_{{ served }}_gone_count as target_served_{{ served }}_gone,
        {%- endfor %}
        families.served_outside_gone_count as outside_target_served_gone,
        case when receiving.family_count > 0 and snapshots.row_count > 0 then coalesce(unlisted.family_count, 0) end as unlisted_served
    from semesters
    left join official_figures on semesters.semester = official_figures.semester
    left join snapshots on semesters.semester = snapshots.semester
    left join snapshot_numbers
        on
            snapshots.snapshot_id = snapshot_numbers.snapshot_id
            and snapshots.delivery_semester = snapshot_numbers.delivery_semester
    left join gone_persons on semesters.semester = gone_persons.semester
    left join gone_households on semesters.semester = gone_households.semester
    left join families on semesters.semester = families.semester
    left join unlisted on semesters.semester = unlisted.semester
    left join receiving on semesters.semester = receiving.semester
    left join lists_missing on semesters.semester = lists_missing.semester
),

figures as (
    {%- for code in [
        'residents', 'listed_rows', 'listed_persons', 'poor_by_survey', 'valid_nik_persons', 'unique_nik_persons',
        'listed_households', 'listed_families', 'target_families', 'target_served', 'target_served_1', 'target_served_2',
        'target_served_3', 'target_served_0', 'receiving_families', 'outside_target_served', 'unlisted_served'
    ] %}
    select
        semester,
        snapshot_id,
        missing_programme_set,
        '{{ code }}' as step_code,
        cast({{ code }} as bigint) as step_count,
        cast({{ 'null' if code in counts_nobody_listed else code ~ '_gone' }} as bigint) as step_gone_count,
        {{ "is_resident_count_implied" if code == "residents" else "false" }} as is_implied
    from wide
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

steps as (
    select
        step_no,
        step_code,
        step_name,
        unit,
        compared_step_code,
        source_text,
        implied_source_text,
        difference_text
    from {{ ref('number_bridge_steps') }}
),

-- persons are never taken from families: where the unit changes, only how many there are of one to the other
final as (
    select
        figures.semester,
        steps.step_no,
        steps.step_code,
        steps.step_name,
        steps.unit,
        case
            when not figures.is_implied and steps.source_text like '%{snapshot}%'
                then concat(
                    split_part(steps.source_text, '{snapshot}', 1), figures.snapshot_id, split_part(steps.source_text, '{snapshot}', 2)
                )
            when not figures.is_implied then steps.source_text
            when figures.step_count is not null then steps.implied_source_text
        end as source_text,
        figures.snapshot_id,
        figures.missing_programme_set,
        figures.step_count,
        figures.step_gone_count,
        steps.compared_step_code,
        case when compared_steps.unit = steps.unit then compared_figures.step_count - figures.step_count end as difference_count,
        case
            when compared_steps.unit <> steps.unit then {{ rate('compared_figures.step_count', 'figures.step_count') }}
        end as per_unit_ratio,
        case
            when compared_steps.unit <> steps.unit
                then {{ rate(
                    'compared_figures.step_count - compared_figures.step_gone_count', 'figures.step_count - figures.step_gone_count'
                ) }}
        end as present_per_unit_ratio,
        steps.difference_text
    from figures
    inner join steps on figures.step_code = steps.step_code
    left join steps as compared_steps on steps.compared_step_code = compared_steps.step_code
    left join figures as compared_figures
        on
            steps.compared_step_code = compared_figures.step_code
            and figures.semester = compared_figures.semester
)

select * from final
