with semesters as (
    select
        semester,
        calendar_year,
        last_day
    from {{ ref('dim_semester') }}
),

official_population as (
    select
        semesters.semester,
        population.person_count,
        row_number() over (partition by semesters.semester order by population.as_of_date desc) as figure_no
    from semesters
    inner join {{ ref('official_population') }} as population
        on
            semesters.last_day >= population.as_of_date
            and population.region_code = '{{ var("city_region_code") }}'
),

official_poverty as (
    select
        year,
        poor_person_count,
        -- what the survey's own share says of the residents, where no count of them is known for the semester
        cast(round(poor_person_count * 100 / p0_percent) as bigint) as implied_person_count
    from {{ ref('official_poverty') }}
    where region_code = '{{ var("city_region_code") }}'
),

snapshots as (
    select
        semester,
        snapshot_id,
        delivery_semester,
        row_count,
        person_count,
        household_count,
        unranked_person_count
    from {{ ref('dim_reference_snapshot') }}
    where is_in_force
),

snapshot_numbers as (
    select
        snapshot_id,
        delivery_semester,
        valid_nik_person_count,
        unique_nik_person_count
    from {{ ref('msr_snapshot_numbers') }}
),

families as (
    select
        semester,
        count(family_id) as family_count,
        sum(case when is_target then 1 else 0 end) as target_count,
        sum(case when is_target and programme_count >= 1 then 1 else 0 end) as served_count,
        sum(case when is_target and programme_count = 1 then 1 else 0 end) as served_1_count,
        sum(case when is_target and programme_count = 2 then 1 else 0 end) as served_2_count,
        sum(case when is_target and programme_count >= 3 then 1 else 0 end) as served_3_count,
        sum(case when is_target and programme_count = 0 then 1 else 0 end) as served_0_count,
        sum(case when not is_target and programme_count >= 1 then 1 else 0 end) as served_outside_count
    from {{ ref('msr_family_ladder') }}
    group by semester
),

unlisted as (
    select
        family_programmes.semester,
        count(distinct family_programmes.family_id) as family_count
    from {{ ref('msr_family_programmes') }} as family_programmes
    left join {{ ref('msr_reference_families') }} as reference_families
        on
            family_programmes.semester = reference_families.semester
            and family_programmes.family_id = reference_families.family_id
    where reference_families.family_id is null
    group by family_programmes.semester
),

receiving as (
    select
        semester,
        count(distinct family_id) as family_count
    from {{ ref('msr_family_programmes') }}
    group by semester
),

lists_missing as (
    select
        semester,
        {{ join_sorted('programme_code', '+') }} as missing_programme_set
    from {{ ref('msr_programme_lists') }}
    where list_status in ('held', 'missing', 'partial')
    group by semester
),

wide as (
    select
        semesters.semester,
        snapshots.snapshot_id,
        lists_missing.missing_programme_set,
        coalesce(official_population.person_count, official_poverty.implied_person_count) as residents,
        case
            when official_population.person_count is not null then 'Dukcapil (seed official_population)'
            when official_poverty.implied_person_count is not null then 'BPS: penduduk miskin dibagi P0, perkiraan (seed official_poverty)'
        end as residents_source,
        official_poverty.poor_person_count as poor_by_survey,
        snapshots.row_count as listed_rows,
        snapshots.person_count as listed_persons,
        case when snapshots.row_count > 0 then coalesce(snapshot_numbers.valid_nik_person_count, 0) end as valid_nik_persons,
        case when snapshots.row_count > 0 then coalesce(snapshot_numbers.unique_nik_person_count, 0) end as unique_nik_persons,
        snapshots.household_count as listed_households,
        families.family_count as listed_families,
        families.target_count as target_families,
        families.served_count as target_served,
        families.served_1_count as target_served_1,
        families.served_2_count as target_served_2,
        families.served_3_count as target_served_3,
        families.served_0_count as target_served_0,
        receiving.family_count as receiving_families,
        families.served_outside_count as outside_target_served,
        case when receiving.family_count > 0 and snapshots.row_count > 0 then coalesce(unlisted.family_count, 0) end as unlisted_served
    from semesters
    left join official_population
        on semesters.semester = official_population.semester and official_population.figure_no = 1
    left join official_poverty on semesters.calendar_year = official_poverty.year
    left join snapshots on semesters.semester = snapshots.semester
    left join snapshot_numbers
        on
            snapshots.snapshot_id = snapshot_numbers.snapshot_id
            and snapshots.delivery_semester = snapshot_numbers.delivery_semester
    left join families on semesters.semester = families.semester
    left join unlisted on semesters.semester = unlisted.semester
    left join receiving on semesters.semester = receiving.semester
    left join lists_missing on semesters.semester = lists_missing.semester
),

{#- code, name, unit, the step it is told against, where it comes from, and what the difference (or the change of unit) means -#}
{%- set source_list, source_both = "concat('Sumber acuan ', snapshot_id)", "concat('Daftar penerima dan sumber acuan ', snapshot_id)" -%}
{%- set steps = [
    ('residents', 'Penduduk kota', 'person', none, 'residents_source', ''),
    ('listed_rows', 'Baris di sumber acuan', 'row', none, source_list, ''),
    ('listed_persons', 'Orang di sumber acuan', 'person', 'residents', source_list,
        'Penduduk yang tidak terdaftar: sumber acuan tidak memuat seluruh penduduk'),
    ('poor_by_survey', 'Penduduk miskin menurut Susenas', 'person', 'listed_persons', "'BPS, Susenas (seed official_poverty)'",
        'Terdaftar tetapi tidak miskin menurut survei: survei mengukur pengeluaran, sumber acuan memuat peringkat terbawah'),
    ('valid_nik_persons', 'Orang dengan NIK sah', 'person', 'listed_persons', source_list,
        'Orang yang NIK-nya kosong, rusak atau tidak sah'),
    ('unique_nik_persons', 'Orang dengan NIK sah yang hanya dipakai satu orang', 'person', 'valid_nik_persons', source_list,
        'Orang yang NIK-nya juga dipakai orang lain'),
    ('listed_households', 'Rumah tangga di sumber acuan', 'household', 'listed_persons', source_list,
        'Satuan berganti dari orang ke rumah tangga: tidak dikurangkan'),
    ('listed_families', 'Keluarga di sumber acuan', 'family', 'listed_persons', source_list,
        'Satuan berganti dari orang ke keluarga: tidak dikurangkan'),
    ('target_families', 'Keluarga sasaran', 'family', 'listed_families', source_list,
        'Keluarga dengan peringkat di atas batas semua program keluarga'),
    ('target_served', 'Keluarga sasaran yang menerima', 'family', 'target_families', source_both,
        'Keluarga sasaran tanpa program'),
    ('target_served_1', 'Keluarga sasaran dengan satu program', 'family', 'target_served', source_both,
        'Keluarga sasaran dengan dua program atau lebih'),
    ('target_served_2', 'Keluarga sasaran dengan dua program', 'family', 'target_served', source_both,
        'Keluarga sasaran dengan satu, atau tiga program atau lebih'),
    ('target_served_3', 'Keluarga sasaran dengan tiga program atau lebih', 'family', 'target_served', source_both,
        'Keluarga sasaran dengan satu atau dua program'),
    ('target_served_0', 'Keluarga sasaran tanpa program', 'family', 'target_families', source_both,
        'Keluarga sasaran yang menerima'),
    ('receiving_families', 'Keluarga penerima seluruhnya', 'family', none, "'Daftar penerima'", ''),
    ('outside_target_served', 'Keluarga penerima di luar sasaran', 'family', 'receiving_families', source_both,
        'Keluarga penerima yang menjadi sasaran atau tidak ada di sumber acuan'),
    ('unlisted_served', 'Keluarga penerima yang tidak ada di sumber acuan', 'family', 'receiving_families', source_both,
        'Keluarga penerima yang ada di sumber acuan'),
] -%}
{%- set unit_of = {} -%}
{%- for code, name, unit, base, source, text in steps %}{% do unit_of.update({code: unit}) %}{% endfor %}

final as (
    {%- for code, name, unit, base, source, text in steps %}
    select
        semester,
        cast({{ loop.index }} as integer) as step_no,
        '{{ code }}' as step_code,
        '{{ name }}' as step_name,
        '{{ unit }}' as unit,
        {{ source }} as source_text,
        snapshot_id,
        missing_programme_set,
        cast({{ code }} as bigint) as step_count,
        {{ "'" ~ base ~ "'" if base else 'cast(null as string)' }} as compared_step_code,
        {#- persons are never taken from families: where the unit changes, only how many there are of one to the other #}
        cast({{ base ~ ' - ' ~ code if base and unit_of[base] == unit else 'null' }} as bigint) as difference_count,
        {%- if base and unit_of[base] != unit %}
        {{ rate(base, code) }} as per_unit_ratio,
        {%- else %}
        cast(null as double) as per_unit_ratio,
        {%- endif %}
        {{ "'" ~ text ~ "'" if text else 'cast(null as string)' }} as difference_text
    from wide
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
