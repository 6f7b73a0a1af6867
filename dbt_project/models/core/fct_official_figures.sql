with semesters as (
    select
        semester,
        calendar_year,
        last_day
    from {{ ref('dim_semester') }}
),

population as (
    select
        semesters.semester,
        official_population.person_count,
        row_number() over (partition by semesters.semester order by official_population.as_of_date desc) as figure_no
    from semesters
    inner join {{ ref('stg_official_population') }} as official_population
        on
            semesters.last_day >= official_population.as_of_date
            and official_population.region_code = '{{ city_region_code() }}'
),

poverty as (
    select
        year,
        poor_person_count,
        -- what the survey's own share says of the residents, where no count of them is known for the semester
        cast(round(poor_person_count * 100 / p0_percent) as bigint) as implied_person_count
    from {{ ref('stg_official_poverty') }}
    where region_code = '{{ city_region_code() }}'
),

final as (
    select
        semesters.semester,
        coalesce(population.person_count, poverty.implied_person_count) as resident_count,
        population.person_count is null as is_resident_count_implied,
        poverty.poor_person_count
    from semesters
    left join population
        on semesters.semester = population.semester and population.figure_no = 1
    left join poverty on semesters.calendar_year = poverty.year
)

select * from final
