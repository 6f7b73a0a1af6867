-- what a listed family has a right to, through the family or a member, and how much of it is received; only programmes whose
-- list came, since of the others nobody can say
with rules as (
    select
        rules.semester,
        rules.programme_code
    from {{ ref('msr_programme_rules') }} as rules
    inner join {{ ref('msr_programme_lists') }} as programme_lists
        on
            rules.semester = programme_lists.semester
            and rules.programme_code = programme_lists.programme_code
            and programme_lists.has_list
    where rules.is_entitlement
),

listed_units as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        is_receiver
    from {{ ref('msr_listed_units') }}
    where is_target
),

gone as (
    select
        semester,
        unit_id as family_id
    from {{ ref('msr_gone_units') }}
    where unit_kind = 'family'
),

welfare_status as (
    select
        semester,
        person_id,
        family_id
    from {{ ref('fct_welfare_status') }}
),

entitled as (
    select
        listed_units.semester,
        listed_units.programme_code,
        case listed_units.unit_kind when 'person' then welfare_status.family_id else listed_units.unit_id end as family_id,
        listed_units.is_receiver
    from listed_units
    inner join rules
        on listed_units.semester = rules.semester and listed_units.programme_code = rules.programme_code
    left join welfare_status
        on listed_units.semester = welfare_status.semester and listed_units.unit_id = welfare_status.person_id
),

final as (
    select
        semester,
        family_id,
        programme_code,
        count(*) as entitled_count,
        cast(sum(case when is_receiver then 1 else 0 end) as bigint) as receiving_count,
        -- a right is met when all who have it receive: one child without KIP is a child without KIP
        min(case when is_receiver then 1 else 0 end) = 1 as is_met
    from entitled
    where family_id is not null
    group by semester, family_id, programme_code
)

select
    final.*,
    gone.family_id is not null as is_gone,
    cast(count(*) over (partition by final.semester, final.family_id) as bigint) as right_count,
    cast(sum(case when final.is_met then 1 else 0 end) over (partition by final.semester, final.family_id) as bigint) as met_count
from final
left join gone on final.semester = gone.semester and final.family_id = gone.family_id
