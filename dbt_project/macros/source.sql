{# where a source lies in the home of this run: asked when the SQL is compiled, so that the parsed project is of no home #}
{% macro source(source_name, table_name) %}
    {%- set relation = builtins.source(source_name, table_name) -%}
    {%- do return((relation | string) | replace('$home', env_var('SINERGI_HOME', '') | replace("'", "''"))) -%}
{% endmacro %}
