{#- A text of the seed `texts` as an SQL expression, its `{names}` filled in by the expressions given. -#}
{% macro told(code, values={}) -%}
    {{- filled("(select text_id from " ~ ref('texts') ~ " where text_code = '" ~ code ~ "')", values) -}}
{%- endmacro %}

{#- An SQL expression of a text, its `{names}` filled in by the expressions given. -#}
{% macro filled(text, values) -%}
    {%- set whole = namespace(sql=text) -%}
    {%- for name, expression in values.items() -%}
        {%- set whole.sql = "replace(" ~ whole.sql ~ ", '{" ~ name ~ "}', coalesce(" ~ expression ~ ", ''))" -%}
    {%- endfor -%}
    {{- whole.sql -}}
{%- endmacro %}
