{#-
  Small cells. A count from 1 to the threshold less one is not published below city level; neither is the next smallest
  area when only one is hidden, since the city total would give it away.
-#}

{#- 1 when any of the counts is small, else 0. -#}
{% macro has_small_count(columns) -%}
    case
        when {% for column in columns %}{{ column }} between 1 and {{ var('small_cell_threshold') | int - 1 }}{{ " or " if not loop.last }}{% endfor %}
            then 1
        else 0
    end
{%- endmacro %}

{#- The second hidden area: the smallest not yet hidden, where exactly one area of the partition is hidden. -#}
{% macro is_hidden_too(hidden, hidden_in_partition, rank_among_open) -%}
    {{ hidden }} = 1 or ({{ hidden_in_partition }} = 1 and {{ rank_among_open }} = 1)
{%- endmacro %}
