with outcomes as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        snapshot_id,
        welfare_percentile,
        welfare_decile,
        benefit_amount_idr
    from {{ ref('msr_unit_outcomes') }}
    where outcome = 'out_of_target'
),

final as (
    select
        outcomes.semester,
        outcomes.programme_code,
        outcomes.unit_kind,
        outcomes.unit_id,
        {{ contact_columns('contacts') }},
        {{ told('list_out_of_target', {'snapshot': 'outcomes.snapshot_id', 'programme': 'outcomes.programme_code'}) }}
            as reason_text,
        outcomes.welfare_percentile,
        outcomes.welfare_decile,
        outcomes.benefit_amount_idr
    from outcomes
    left join {{ ref('msr_receiver_contacts') }} as contacts
        on
            outcomes.semester = contacts.semester
            and outcomes.programme_code = contacts.programme_code
            and outcomes.unit_id = contacts.unit_id
)

select * from final
