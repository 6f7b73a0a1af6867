{# the code of the city or regency of this home: its own region list's, else the shipped one's #}
{% macro city_region_code() -%}
    {{- env_var('SINERGI_CITY_CODE', var('city_region_code')) -}}
{%- endmacro %}
