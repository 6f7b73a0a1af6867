{#- A table made straight under its name. The adapter's own makes it under another, puts the old one aside and renames: but
    the warehouse is an empty file at each build, and published is a copy of it after the last question was asked. -#}
{% materialization table, adapter="duckdb" %}
    {%- set relation = this.incorporate(type="table") -%}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {% call statement("main") -%}
        {{ create_table_as(False, relation, compiled_code) }}
    {%- endcall %}
    {{ adapter.commit() }}
    {{ return({"relations": [relation]}) }}
{% endmaterialization %}
