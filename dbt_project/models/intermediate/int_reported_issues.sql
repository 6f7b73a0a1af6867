-- the problems that the agencies report: the same problem on several rows is one problem
with reported_issues as (
    select
        semester,
        agency_id,
        table_id,
        coalesce(reporting_agency_id, agency_id) as reporting_agency_id,
        programme_code,
        problem,
        cause,
        proposed_solution,
        responsible_text,
        due_text
    from {{ ref('stg_reported_issues') }}
    where problem is not null
),

final as (
    select
        semester,
        reporting_agency_id as agency_id,
        programme_code,
        md5(lower(problem)) as problem_key,
        concat(min(agency_id), '/', min(table_id)) as list_key,
        min(problem) as problem_text,
        min(cause) as cause_text,
        min(proposed_solution) as solution_text,
        min(responsible_text) as responsible_text,
        min(due_text) as due_text
    from reported_issues
    group by semester, programme_code, reporting_agency_id, md5(lower(problem))
)

select * from final
