with outcomes as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        snapshot_id,
        benefit_amount_idr
    from {{ ref('msr_unit_outcomes') }}
    where outcome = 'not_found'
),

final as (
    select
        outcomes.semester,
        outcomes.programme_code,
        outcomes.unit_kind,
        outcomes.unit_id,
        {{ contact_columns('contacts') }},
        {{ told('list_not_found', {'snapshot': 'outcomes.snapshot_id'}) }} as reason_text,
        outcomes.benefit_amount_idr
    from outcomes
    left join {{ ref('msr_receiver_contacts') }} as contacts
        on
            outcomes.semester = contacts.semester
            and outcomes.programme_code = contacts.programme_code
            and outcomes.unit_id = contacts.unit_id
)

select * from final
