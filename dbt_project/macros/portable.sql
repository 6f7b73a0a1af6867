{#- What differs between engines: one macro each, dispatched by adapter. Everything else in the models is plain for both. -#}

{#- Distinct texts joined in alphabetical order. -#}
{% macro join_sorted(expression, separator) -%}
    {{ adapter.dispatch('join_sorted')(expression, separator) }}
{%- endmacro %}

{% macro default__join_sorted(expression, separator) -%}
    string_agg(distinct {{ expression }}, '{{ separator }}' order by {{ expression }})
{%- endmacro %}

{% macro spark__join_sorted(expression, separator) -%}
    nullif(array_join(array_sort(collect_set({{ expression }})), '{{ separator }}'), '')
{%- endmacro %}
