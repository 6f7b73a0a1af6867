with targets as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        welfare_percentile,
        welfare_decile
    from {{ ref('msr_listed_units') }}
    where is_target and not is_receiver
),

rules as (
    select
        semester,
        programme_code
    from {{ ref('msr_programme_rules') }}
    where is_entitlement
),

programme_lists as (
    select
        semester,
        programme_code
    from {{ ref('msr_programme_lists') }}
    where has_list
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

final as (
    select
        targets.semester,
        targets.programme_code,
        targets.unit_kind,
        targets.unit_id,
        contacts.nik,
        contacts.family_card_no,
        contacts.full_name,
        contacts.head_name,
        contacts.address,
        contacts.rt,
        contacts.rw,
        contacts.village_code,
        {{ told('list_missed', {'programme': 'targets.programme_code', 'semester': 'targets.semester'}) }} as reason_text,
        targets.welfare_percentile,
        targets.welfare_decile
    from targets
    inner join rules on targets.semester = rules.semester and targets.programme_code = rules.programme_code
    inner join programme_lists
        on targets.semester = programme_lists.semester and targets.programme_code = programme_lists.programme_code
    left join contacts
        on
            targets.semester = contacts.semester
            and targets.unit_kind = contacts.unit_kind
            and targets.unit_id = contacts.unit_id
)

select * from final
