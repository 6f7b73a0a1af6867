{#- Formulas used in several models, in SQL that DuckDB and Spark read alike. All of them take and give SQL expressions. -#}

{#- Last day of the semester, `2017-S1` -> 2017-06-30. -#}
{% macro semester_last_day(semester) -%}
    cast(
        concat(
            substr({{ semester }}, 1, 4),
            case when substr({{ semester }}, 6, 2) = 'S1' then '-06-30' else '-12-31' end
        ) as date
    )
{%- endmacro %}

{#- First day of the semester, `2017-S2` -> 2017-07-01. -#}
{% macro semester_first_day(semester) -%}
    cast(
        concat(
            substr({{ semester }}, 1, 4),
            case when substr({{ semester }}, 6, 2) = 'S1' then '-01-01' else '-07-01' end
        ) as date
    )
{%- endmacro %}

{#- The semester before, `2017-S1` -> `2016-S2`. -#}
{% macro previous_semester(semester) -%}
    case
        when substr({{ semester }}, 6, 2) = 'S2' then concat(substr({{ semester }}, 1, 4), '-S1')
        else concat(cast(cast(substr({{ semester }}, 1, 4) as integer) - 1 as string), '-S2')
    end
{%- endmacro %}

{#- Whole years lived on a day: the birthday itself counts. -#}
{% macro age_in_years(birth_date, on_date) -%}
    year({{ on_date }}) - year({{ birth_date }}) - case
        when
            month({{ on_date }}) < month({{ birth_date }})
            or (month({{ on_date }}) = month({{ birth_date }}) and day({{ on_date }}) < day({{ birth_date }}))
            then 1
        else 0
    end
{%- endmacro %}

{#- A share from 0 to 1; null when there is nothing to share. -#}
{% macro rate(part, whole) -%}
    case when {{ whole }} > 0 then cast({{ part }} as double) / cast({{ whole }} as double) end
{%- endmacro %}

{#- Key of 32 hex digits from several columns; a null counts as an empty text, so that no two keys run together. -#}
{% macro hash_key(columns) -%}
    md5(concat({% for column in columns %}coalesce(cast({{ column }} as string), ''){{ ", '|', " if not loop.last }}{% endfor %}))
{%- endmacro %}

{#- Is a welfare rank within the limit? By percentile where both are known, else by decile; a row without rank is not. -#}
{% macro is_within_limit(percentile, decile, max_percentile, max_decile) -%}
    coalesce({{ percentile }} <= {{ max_percentile }}, {{ decile }} <= {{ max_decile }}, false)
{%- endmacro %}

{#- The three outcomes; null without a rule or a snapshot, where nothing can be said, which is not the same as not found. -#}
{% macro outcome(can_judge, is_found, percentile, decile, max_percentile, max_decile) -%}
    case
        when not ({{ can_judge }}) then null
        when not ({{ is_found }}) then 'not_found'
        when {{ is_within_limit(percentile, decile, max_percentile, max_decile) }} then 'in_target'
        else 'out_of_target'
    end
{%- endmacro %}

{#- So many semesters later, `2017-S2` and 1 -> `2018-S1`; `count` is a whole number from 0 on, or a column of them. -#}
{% macro semesters_later(semester, count) -%}
    concat(
        cast(
            cast(substr({{ semester }}, 1, 4) as integer)
            + cast(floor((case when substr({{ semester }}, 6, 2) = 'S2' then 1 else 0 end + {{ count }}) / 2.0) as integer)
            as string
        ),
        case
            when mod(case when substr({{ semester }}, 6, 2) = 'S2' then 1 else 0 end + {{ count }}, 2) = 1 then '-S2'
            else '-S1'
        end
    )
{%- endmacro %}

{#- Does the best link of a unit leave doubt? Below the score from which links convince, or no link of its own at all. -#}
{% macro is_weak_link(score) -%}
    coalesce({{ score }} < {{ var('weak_link_score') }}, true)
{%- endmacro %}

{#-
  Wilson's interval of the share `part` / `whole` at var interval_z standard deviations; the part is first brought
  between 0 and the whole. Wilson 1927; never outside 0 to 1, and not of zero width where the part is 0.
-#}
{% macro wilson_lower(part, whole) -%}
    {{ wilson(part, whole, '-') }}
{%- endmacro %}

{% macro wilson_upper(part, whole) -%}
    {{ wilson(part, whole, '+') }}
{%- endmacro %}

{% macro wilson(part, whole, sign) -%}
    {%- set z = var('interval_z') | float -%}
    {%- set bounded = "cast(greatest(0, least(" ~ part ~ ", " ~ whole ~ ")) as double)" -%}
    case
        when {{ whole }} > 0 and ({{ part }}) is not null
            then
                greatest(0.0, least(1.0, (
                    {{ bounded }} + {{ z * z / 2 }}
                    {{ sign }} {{ z }} * sqrt({{ bounded }} * ({{ whole }} - {{ bounded }}) / {{ whole }} + {{ z * z / 4 }})
                ) / ({{ whole }} + {{ z * z }})))
    end
{%- endmacro %}

{#-
  How many of a rare thing there may be where so many were counted: var interval_z standard deviations above the count.
  After `counted` the mean of a Poisson count has the variance counted + 1 (Gamma, flat prior), so not zero after none.
-#}
{% macro poisson_upper(counted) -%}
    {%- set z = var('interval_z') | float -%}
    ({{ counted }} + {{ z }} * sqrt({{ counted }} + 1))
{%- endmacro %}

{#- A share brought between 0 and 1; null when there is nothing to share, or nothing known to share: greatest() passes over a null. -#}
{% macro bounded_rate(part, whole) -%}
    case
        when {{ whole }} > 0 and ({{ part }}) is not null
            then greatest(0.0, least(1.0, ({{ part }}) / cast({{ whole }} as double)))
    end
{%- endmacro %}

{#- `part` / `whole`, divided by `base` / `all`: how many times as often as by chance. -#}
{% macro lift(share, base, base_all) -%}
    case when {{ base }} > 0 and {{ base_all }} > 0 then {{ share }} / (cast({{ base }} as double) / {{ base_all }}) end
{%- endmacro %}

{#- A number with two decimals as Indonesians write it, 1.5 -> 1,50. -#}
{% macro decimal_text(number) -%}
    replace(cast(cast({{ number }} as decimal(18, 2)) as string), '.', ',')
{%- endmacro %}
