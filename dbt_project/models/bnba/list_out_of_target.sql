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
    from {{ ref('int_unit_outcomes') }}
    where outcome = 'out_of_target'
),

contacts as (
    select
        semester,
        programme_code,
        unit_id,
        agency_id,
        table_id,
        sheet,
        row_number,
        nik,
        family_card_no,
        full_name,
        address,
        rt,
        rw,
        village_code
    from {{ ref('int_receiver_contacts') }}
),

final as (
    select
        outcomes.semester,
        outcomes.programme_code,
        outcomes.unit_kind,
        outcomes.unit_id,
        contacts.agency_id,
        contacts.table_id,
        contacts.sheet,
        contacts.nik,
        contacts.family_card_no,
        contacts.full_name,
        contacts.address,
        contacts.rt,
        contacts.rw,
        contacts.village_code,
        concat(
            'Peringkat kesejahteraan di sumber acuan ', outcomes.snapshot_id, ' melewati batas ', outcomes.programme_code
        ) as reason_text,
        contacts.row_number,
        outcomes.welfare_percentile,
        outcomes.welfare_decile,
        outcomes.benefit_amount_idr
    from outcomes
    left join contacts
        on
            outcomes.semester = contacts.semester
            and outcomes.programme_code = contacts.programme_code
            and outcomes.unit_id = contacts.unit_id
)

select * from final
