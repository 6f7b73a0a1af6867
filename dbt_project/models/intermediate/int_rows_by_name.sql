{{ config(materialized='view') }}
{#- what the three kinds of rows say differently: the answers of the registry name neither head nor household -#}
{%- set differing = {
    'enrolment_records': {'head_name': 'head_name', 'age_years': 'age_years', 'household_no': 'source_family_id'},
    'reference_records': {
        'head_name': 'head_name', 'age_years': 'age_years', 'household_no': 'coalesce(source_family_id, household_id)'
    },
    'civil_registry_records': {
        'head_name': 'cast(null as string)', 'age_years': 'cast(null as integer)', 'household_no': 'cast(null as string)'
    },
} -%}
-- the rows of the lists that name persons, as the lists have them; restricted, read on the way to the bnba lists alone
with records as (
    {% for entity, said in differing.items() -%}
    select
        '{{ entity }}' as entity,
        record_id,
        semester,
        agency_id,
        table_id,
        sheet,
        row_number,
        nik,
        family_card_no,
        full_name,
        {{ said.head_name }} as head_name,
        mother_name,
        sex,
        birth_date,
        {{ said.age_years }} as age_years,
        address,
        rt,
        rw,
        village_code,
        {{ said.household_no }} as household_no
    from {{ ref('stg_' ~ entity) }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {%- endfor %}
)

select * from records
