-- what the owner of the agreed source should mend: the dead, who moved away, missing numbers, families missed or in doubt
with semesters as (
    select semester
    from {{ ref('dim_semester') }}
    where reference_snapshot_id is not null
),

snapshots as (
    select
        semester,
        snapshot_id
    from {{ ref('dim_reference_snapshot') }}
    where is_in_force and row_count > 0
),

persons as (
    select
        semester,
        person_id,
        family_id,
        has_valid_nik
    from {{ ref('fct_welfare_status') }}
),

registry as (
    select
        semester,
        person_id,
        registry_status,
        status_date
    from {{ ref('msr_registry_status') }}
    where registry_status in ('deceased', 'moved')
),

numbers as (
    select
        semester,
        person_id,
        nik
    from {{ ref('msr_known_numbers') }}
),

missed as (
    select distinct
        semester,
        family_id
    from {{ ref('msr_verdicts') }}
    where outcome = 'not_found' and family_id is not null
),

reference_families as (
    select
        semester,
        family_id
    from {{ ref('msr_reference_families') }}
),

doubtful as (
    select
        moves.semester,
        moves.family_id,
        moves.decile_before,
        moves.decile_now
    from {{ ref('msr_reference_moves') }} as moves
    inner join {{ ref('msr_family_programmes') }} as programmes
        on moves.semester = programmes.semester and moves.family_id = programmes.family_id
    where moves.cause_code = 'not_found' and abs(moves.decile_change) >= 2
    group by moves.semester, moves.family_id, moves.decile_before, moves.decile_now
),

proposed as (
    select
        persons.semester,
        case registry.registry_status when 'deceased' then 'deceased' else 'moved' end as proposal_kind,
        'person' as unit_kind,
        persons.person_id as unit_id,
        persons.family_id,
        cast(null as string) as proposed_nik,
        registry.status_date,
        cast(null as integer) as decile_before,
        cast(null as integer) as decile_now
    from persons
    inner join registry on persons.semester = registry.semester and persons.person_id = registry.person_id
    union all
    select
        persons.semester,
        'number' as proposal_kind,
        'person' as unit_kind,
        persons.person_id as unit_id,
        persons.family_id,
        numbers.nik as proposed_nik,
        cast(null as date) as status_date,
        cast(null as integer) as decile_before,
        cast(null as integer) as decile_now
    from persons
    inner join numbers on persons.semester = numbers.semester and persons.person_id = numbers.person_id
    where not persons.has_valid_nik
    union all
    select
        missed.semester,
        'missed' as proposal_kind,
        'family' as unit_kind,
        missed.family_id as unit_id,
        missed.family_id,
        cast(null as string) as proposed_nik,
        cast(null as date) as status_date,
        cast(null as integer) as decile_before,
        cast(null as integer) as decile_now
    from missed
    left join reference_families
        on missed.semester = reference_families.semester and missed.family_id = reference_families.family_id
    -- a member who is not found in a family that the source has may be a matter of one number, not of a family
    where reference_families.family_id is null
    union all
    select
        doubtful.semester,
        'doubt' as proposal_kind,
        'family' as unit_kind,
        doubtful.family_id as unit_id,
        doubtful.family_id,
        cast(null as string) as proposed_nik,
        cast(null as date) as status_date,
        doubtful.decile_before,
        doubtful.decile_now
    from doubtful
),

reference_contacts as (
    select
        semester,
        unit_kind,
        unit_id,
        nik,
        family_card_no,
        full_name,
        address,
        rt,
        rw,
        village_code
    from {{ ref('msr_reference_contacts') }}
),

-- with the kind as a column: a join on a constant is asked row against row
numbered_contacts as (
    select
        semester,
        'missed' as proposal_kind,
        family_id,
        nik,
        family_card_no,
        full_name,
        address,
        rt,
        rw,
        village_code,
        row_number() over (
            partition by semester, family_id
            order by programme_code asc, unit_id asc
        ) as contact_no
    from {{ ref('msr_receiver_contacts') }}
),

receiver_contacts as (
    select * from numbered_contacts
    where contact_no = 1
),

final as (
    select
        proposed.semester,
        -- the same in every version, so that nothing is proposed twice
        {{ hash_key(['proposed.proposal_kind', 'proposed.unit_id']) }} as proposal_id,
        snapshots.snapshot_id,
        proposed.proposal_kind,
        proposed.unit_kind,
        proposed.unit_id,
        proposed.family_id,
        coalesce(reference_contacts.nik, receiver_contacts.nik) as nik,
        coalesce(reference_contacts.family_card_no, receiver_contacts.family_card_no) as family_card_no,
        coalesce(reference_contacts.full_name, receiver_contacts.full_name) as full_name,
        coalesce(reference_contacts.address, receiver_contacts.address) as address,
        coalesce(reference_contacts.rt, receiver_contacts.rt) as rt,
        coalesce(reference_contacts.rw, receiver_contacts.rw) as rw,
        coalesce(reference_contacts.village_code, receiver_contacts.village_code) as village_code,
        proposed.proposed_nik,
        {{ filled('texts.text_id', {
            'before': 'cast(proposed.decile_before as string)', 'now': 'cast(proposed.decile_now as string)',
            'date': 'cast(proposed.status_date as string)', 'snapshot': 'snapshots.snapshot_id'
        }) }} as proposal_text
    from proposed
    inner join semesters on proposed.semester = semesters.semester
    inner join snapshots on proposed.semester = snapshots.semester
    left join {{ ref('texts') }} as texts on concat('proposal_', proposed.proposal_kind) = texts.text_code
    left join reference_contacts
        on
            proposed.semester = reference_contacts.semester
            and proposed.unit_kind = reference_contacts.unit_kind
            and proposed.unit_id = reference_contacts.unit_id
    left join receiver_contacts
        on
            proposed.semester = receiver_contacts.semester
            and proposed.proposal_kind = receiver_contacts.proposal_kind
            and proposed.family_id = receiver_contacts.family_id
)

select * from final
