{#- Lists of columns that several models name alike, so that each is written once. -#}

{#- The row of a list by which a receiver can be found: its place, then what it says. `relation` has them all. -#}
{% macro contact_columns(relation) -%}
    {%- set names = [
        'agency_id', 'table_id', 'sheet', 'row_number', 'nik', 'family_card_no', 'full_name', 'address', 'rt', 'rw',
        'village_code'
    ] -%}
    {%- for name in names %}{{ relation }}.{{ name }}{{ ", " if not loop.last }}{% endfor %}
{%- endmacro %}
