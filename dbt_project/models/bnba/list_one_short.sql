-- who lacks the one programme that the family still needs: the agency that could close it gets the names
with rights as (
    select
        semester,
        family_id,
        programme_code,
        right_count
    from {{ ref('msr_family_rights') }}
    where not is_met and met_count >= 1 and right_count - met_count = 1
),

listed_units as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id
    from {{ ref('msr_listed_units') }}
    where is_target and not is_receiver
),

welfare_status as (
    select
        semester,
        person_id,
        family_id
    from {{ ref('fct_welfare_status') }}
),

programmes as (
    select
        programme_code,
        agency_id
    from {{ ref('dim_programme') }}
),

contacts as (
    select
        semester,
        unit_kind,
        unit_id,
        nik,
        family_card_no,
        full_name,
        head_name,
        address,
        rt,
        rw,
        village_code
    from {{ ref('msr_reference_contacts') }}
),

units as (
    select
        listed_units.semester,
        listed_units.programme_code,
        listed_units.unit_kind,
        listed_units.unit_id,
        case listed_units.unit_kind when 'person' then welfare_status.family_id else listed_units.unit_id end as family_id
    from listed_units
    left join welfare_status
        on listed_units.semester = welfare_status.semester and listed_units.unit_id = welfare_status.person_id
),

final as (
    select
        rights.semester,
        rights.programme_code,
        programmes.agency_id,
        units.unit_kind,
        units.unit_id,
        rights.family_id,
        contacts.nik,
        contacts.family_card_no,
        contacts.full_name,
        contacts.head_name,
        contacts.address,
        contacts.rt,
        contacts.rw,
        contacts.village_code,
        {%- set values = {
            'met': 'cast(rights.right_count - 1 as string)', 'all': 'cast(rights.right_count as string)',
            'programme': 'rights.programme_code',
        } %}
        case units.unit_kind
            when 'person' then {{ told('list_one_short_person', values) }}
            else {{ told('list_one_short_family', values) }}
        end as reason_text
    from rights
    inner join units
        on
            rights.semester = units.semester
            and rights.programme_code = units.programme_code
            and rights.family_id = units.family_id
    inner join programmes on rights.programme_code = programmes.programme_code
    left join contacts
        on units.semester = contacts.semester and units.unit_kind = contacts.unit_kind and units.unit_id = contacts.unit_id
)

select * from final
