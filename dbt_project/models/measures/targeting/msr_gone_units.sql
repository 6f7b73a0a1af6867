-- whom of the snapshot in force nobody can reach: dead or moved away by the civil registry; a family or household is gone
-- when all of its listed members are
with members as (
    select
        welfare_status.semester,
        welfare_status.person_id,
        welfare_status.family_id,
        welfare_status.household_key,
        coalesce(registry_status.registry_status in ('deceased', 'moved'), false) as is_gone
    from {{ ref('fct_welfare_status') }} as welfare_status
    left join {{ ref('msr_registry_status') }} as registry_status
        on
            welfare_status.semester = registry_status.semester
            and welfare_status.person_id = registry_status.person_id
),

final as (
    {%- for kind, column in [('person', 'person_id'), ('family', 'family_id'), ('household', 'household_key')] %}
    select
        semester,
        '{{ kind }}' as unit_kind,
        {{ column }} as unit_id
    from members
    where {{ column }} is not null
    group by semester, {{ column }}
    having count(*) = sum(case when is_gone then 1 else 0 end)
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
