{#- What befell a person of two versions, for the models that lay them side by side. `deceased_persons` is a step of the
model, `with_fate` joins it and `matched_anew` to rows (person_id, semester): who is dead by the registry in the semester,
and whose rows were matched to somebody else before. -#}
{% macro deceased_persons() -%}
deceased_persons as (
    select
        person_id,
        valid_from_semester,
        coalesce(valid_to_semester, '9999-S2') as valid_to_semester
    from {{ ref('int_registry_history') }}
    where registry_status = 'deceased'
)
{%- endmacro %}

{% macro with_fate(rows) -%}
left join deceased_persons
        on
            {{ rows }}.person_id = deceased_persons.person_id
            and {{ rows }}.semester >= deceased_persons.valid_from_semester
            and {{ rows }}.semester < deceased_persons.valid_to_semester
    left join {{ ref('int_matched_anew') }} as matched_anew
        on {{ rows }}.semester = matched_anew.semester and {{ rows }}.person_id = matched_anew.person_id
{%- endmacro %}

{#- Why families of a source moved between two of its versions, as the rest of a model: the keys say which two.

It needs `members` (person_id, family_id_before, family_id_now, record_source_before, record_source_now,
neighbourhood_before, neighbourhood_now, is_deceased, is_matched_anew) and `families_before` and `families_now` (family_id, snapshot_id,
welfare_decile, village_code, reference_person_count), each with the keys. -#}
{% macro moves_of_families(keys) -%}
{%- set causes = ['matched_anew', 'card_joined', 'card_split', 'member_died', 'member_left', 'member_came', 'moved_house',
    'source_flag'] -%}
-- a person who changed families stands in both: as one who left the first and one who joined the second
sides as (
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        family_id_before as family_id,
        person_id,
        true as was_member,
        coalesce(family_id_now = family_id_before, false) as is_member,
        family_id_now as other_family_id,
        record_source_before as source_before,
        case when family_id_now = family_id_before then record_source_now end as source_now,
        case
            when coalesce(family_id_now <> family_id_before, true) or neighbourhood_before is null or neighbourhood_now is null then null
            when neighbourhood_before <> neighbourhood_now then 1
            else 0
        end as has_moved_nearby,
        is_deceased,
        is_matched_anew
    from members
    where family_id_before is not null
    union all
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        family_id_now as family_id,
        person_id,
        false as was_member,
        true as is_member,
        family_id_before as other_family_id,
        cast(null as string) as source_before,
        record_source_now as source_now,
        cast(null as integer) as has_moved_nearby,
        is_deceased,
        is_matched_anew
    from members
    where family_id_now is not null and (family_id_before is null or family_id_before <> family_id_now)
),

families as (
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        family_id,
        -- who only seems to come or go: the rows of the person were matched to somebody else before
        max(case when is_matched_anew and was_member <> is_member then 1 else 0 end) as matched_anew,
        max(case when was_member and not is_member and other_family_id is not null then 1 else 0 end) as went_to_other,
        max(case when is_member and not was_member and other_family_id is not null then 1 else 0 end) as came_from_other,
        max(case when was_member and not is_member and other_family_id is null and is_deceased then 1 else 0 end) as member_died,
        max(case when was_member and not is_member and other_family_id is null and not is_deceased then 1 else 0 end) as member_left,
        max(case when is_member and not was_member and other_family_id is null then 1 else 0 end) as member_came,
        max(case when was_member and is_member and source_before <> source_now then 1 else 0 end) as source_flag,
        -- most of who stayed live in another RT or RW than before: one row that says so is a slip of its own
        case when sum(has_moved_nearby) * 2 > count(has_moved_nearby) then 1 else 0 end as moved_nearby
    from sides
    group by {{ keys | join(', ') }}, family_id
),

joined as (
    select
        {%- for key in keys %}
        families.{{ key }},
        {%- endfor %}
        families.family_id,
        families_now.snapshot_id as snapshot_id_now,
        families_before.snapshot_id as snapshot_id_before,
        families_before.family_id is not null as was_listed,
        families_now.family_id is not null as is_listed,
        families_before.welfare_decile as decile_before,
        families_now.welfare_decile as decile_now,
        families_before.reference_person_count as member_count_before,
        families_now.reference_person_count as member_count_now,
        coalesce(families_now.village_code, families_before.village_code) as village_code,
        families.matched_anew,
        -- a family whose members all came from others is a card that was split off; one whose members all went, a card that joined
        case
            when families_before.family_id is not null and families_now.family_id is not null then families.came_from_other
            when families_now.family_id is null then families.went_to_other
            else 0
        end as card_joined,
        case
            when families_before.family_id is not null and families_now.family_id is not null then families.went_to_other
            when families_before.family_id is null then families.came_from_other
            else 0
        end as card_split,
        families.member_died,
        families.member_left,
        families.member_came,
        case
            when families_before.village_code <> families_now.village_code then 1
            when families_before.village_code = families_now.village_code then families.moved_nearby
            else 0
        end as moved_house,
        families.source_flag
    from families
    left join families_now
        on families.family_id = families_now.family_id
        {%- for key in keys %} and families.{{ key }} = families_now.{{ key }}{% endfor %}
    left join families_before
        on families.family_id = families_before.family_id
        {%- for key in keys %} and families.{{ key }} = families_before.{{ key }}{% endfor %}
),

moved as (
    select
        *,
        case
            when not was_listed then 'appeared'
            when not is_listed then 'gone'
            when decile_before is null and decile_now is null then 'same'
            when decile_before is null then 'ranked'
            when decile_now is null then 'unranked'
            when decile_now < decile_before then 'poorer'
            when decile_now > decile_before then 'better_off'
            else 'same'
        end as move_kind
    from joined
),

judged as (
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        family_id,
        snapshot_id_now,
        snapshot_id_before,
        village_code,
        move_kind,
        case
            when move_kind = 'same' then 'unmoved'
            {%- for cause in causes %}
            when {{ cause }} = 1 then '{{ cause }}'
            {%- endfor %}
            else 'not_found'
        end as cause_code,
        -- every cause that was found, in the same order: the first is the one that counts
        concat(
            {%- for cause in causes %}
            case when {{ cause }} = 1 then '{{ cause }} ' else '' end{{ "," if not loop.last }}
            {%- endfor %}
        ) as cause_set,
        decile_before,
        decile_now,
        decile_now - decile_before as decile_change,
        member_count_before,
        member_count_now
    from moved
)
{%- endmacro %}
