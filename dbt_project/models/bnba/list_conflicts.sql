with family_programmes as (
    select
        semester,
        family_id,
        programme_code
    from {{ ref('msr_family_programmes') }}
),

semesters as (
    select
        semester,
        last_day
    from {{ ref('dim_semester') }}
),

programme_pairs as (
    select
        programme_a,
        programme_b,
        reason_text,
        confidence,
        valid_from,
        valid_to
    from {{ ref('programme_pairs') }}
    where pair_kind = 'conflict'
),

contacts as (
    select
        semester,
        programme_code,
        family_id,
        agency_id,
        nik,
        full_name,
        address,
        village_code
    from {{ ref('msr_receiver_contacts') }}
    where family_contact_no = 1
),

final as (
    select
        first_receipts.semester,
        programme_pairs.programme_a,
        programme_pairs.programme_b,
        first_receipts.family_id,
        first_contacts.agency_id as agency_a_id,
        second_contacts.agency_id as agency_b_id,
        first_contacts.nik as nik_a,
        second_contacts.nik as nik_b,
        first_contacts.full_name as full_name_a,
        second_contacts.full_name as full_name_b,
        coalesce(first_contacts.address, second_contacts.address) as address,
        coalesce(first_contacts.village_code, second_contacts.village_code) as village_code,
        programme_pairs.reason_text,
        programme_pairs.confidence as rule_confidence
    from family_programmes as first_receipts
    inner join semesters on first_receipts.semester = semesters.semester
    inner join programme_pairs
        on
            first_receipts.programme_code = programme_pairs.programme_a
            and semesters.last_day >= programme_pairs.valid_from
            and (programme_pairs.valid_to is null or semesters.last_day <= programme_pairs.valid_to)
    inner join family_programmes as second_receipts
        on
            first_receipts.semester = second_receipts.semester
            and first_receipts.family_id = second_receipts.family_id
            and programme_pairs.programme_b = second_receipts.programme_code
    left join contacts as first_contacts
        on
            first_receipts.semester = first_contacts.semester
            and first_receipts.family_id = first_contacts.family_id
            and first_receipts.programme_code = first_contacts.programme_code
    left join contacts as second_contacts
        on
            second_receipts.semester = second_contacts.semester
            and second_receipts.family_id = second_contacts.family_id
            and second_receipts.programme_code = second_contacts.programme_code
)

select * from final
