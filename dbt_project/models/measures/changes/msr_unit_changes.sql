-- receivers of a programme against the semester before: new, kept, or left with one reason; only where both lists came
with programme_lists as (
    select
        semester,
        programme_code,
        has_list
    from {{ ref('msr_programme_lists') }}
),

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('int_semesters') }}
    where has_previous_semester
),

comparable as (
    select
        semesters.semester,
        semesters.previous_semester,
        current_lists.programme_code
    from semesters
    inner join programme_lists as current_lists
        on semesters.semester = current_lists.semester and current_lists.has_list
    inner join programme_lists as previous_lists
        on
            semesters.previous_semester = previous_lists.semester
            and current_lists.programme_code = previous_lists.programme_code
            and previous_lists.has_list
),

unit_receipts as (
    select
        semester,
        programme_code,
        unit_kind,
        unit_id,
        list_village_code
    from {{ ref('msr_unit_receipts') }}
),

current_units as (
    select
        comparable.semester,
        comparable.programme_code,
        unit_receipts.unit_kind,
        unit_receipts.unit_id,
        unit_receipts.list_village_code
    from comparable
    inner join unit_receipts
        on comparable.semester = unit_receipts.semester and comparable.programme_code = unit_receipts.programme_code
),

previous_units as (
    select
        comparable.semester,
        comparable.programme_code,
        unit_receipts.unit_kind,
        unit_receipts.unit_id,
        unit_receipts.list_village_code
    from comparable
    inner join unit_receipts
        on
            comparable.previous_semester = unit_receipts.semester
            and comparable.programme_code = unit_receipts.programme_code
),

changes as (
    select
        coalesce(current_units.semester, previous_units.semester) as semester,
        coalesce(current_units.programme_code, previous_units.programme_code) as programme_code,
        coalesce(current_units.unit_kind, previous_units.unit_kind) as unit_kind,
        coalesce(current_units.unit_id, previous_units.unit_id) as unit_id,
        -- who stayed counts where the list has it now, in both semesters, so that the parts of a kelurahan add up
        case when current_units.unit_id is null then previous_units.list_village_code else current_units.list_village_code end
            as village_code,
        case
            when previous_units.unit_id is null then 'new'
            when current_units.unit_id is null then 'left'
            else 'kept'
        end as change_kind
    from current_units
    full outer join previous_units
        on
            current_units.semester = previous_units.semester
            and current_units.programme_code = previous_units.programme_code
            and current_units.unit_id = previous_units.unit_id
),

enrolments as (
    select
        semester,
        programme_code,
        unit_id,
        person_id,
        enrolment_status,
        is_graduated,
        is_receipt
    from {{ ref('fct_enrolments') }}
    where unit_id is not null
),

-- still on the list, but no longer as a receiver
still_listed as (
    select
        semester,
        programme_code,
        unit_id,
        max(case when is_graduated then 1 else 0 end) as is_graduated,
        max(case when enrolment_status = 'nominated' then 1 else 0 end) as is_nominated
    from enrolments
    where not is_receipt
    group by semester, programme_code, unit_id
),

registry_history as (
    select
        person_id,
        registry_status,
        valid_from_semester,
        valid_to_semester
    from {{ ref('int_registry_history') }}
    where registry_status in ('deceased', 'moved')
),

ended as (
    select
        comparable.semester,
        comparable.programme_code,
        enrolments.unit_id,
        max(case when registry_history.registry_status = 'deceased' then 1 else 0 end) as has_deceased,
        max(case when registry_history.registry_status = 'moved' then 1 else 0 end) as has_moved
    from comparable
    inner join enrolments
        on
            comparable.previous_semester = enrolments.semester
            and comparable.programme_code = enrolments.programme_code
            and enrolments.is_receipt
    inner join registry_history
        on
            enrolments.person_id = registry_history.person_id
            and comparable.semester >= registry_history.valid_from_semester
            and (registry_history.valid_to_semester is null or comparable.semester < registry_history.valid_to_semester)
    group by comparable.semester, comparable.programme_code, enrolments.unit_id
),

-- whoever stands on any list of the semester is still there, though not on this one
links as (
    select
        semester,
        person_id,
        family_id
    from {{ ref('bridge_record_person') }}
    where entity in ('enrolment_records', 'reference_records', 'civil_registry_records')
),

seen as (
    select
        semester,
        'person' as unit_kind,
        person_id as unit_id
    from links
    union distinct
    select
        semester,
        'family' as unit_kind,
        family_id as unit_id
    from links
),

final as (
    select
        changes.semester,
        changes.programme_code,
        changes.unit_kind,
        changes.unit_id,
        changes.change_kind,
        case
            when changes.change_kind <> 'left' then null
            when ended.has_deceased = 1 then 'deceased'
            when ended.has_moved = 1 then 'moved'
            when still_listed.is_graduated = 1 then 'graduated'
            when still_listed.is_nominated = 1 then 'nominated_only'
            when still_listed.unit_id is not null then 'switched_off'
            when seen.unit_id is not null then 'no_longer_listed'
            else 'not_found'
        end as left_reason,
        changes.village_code
    from changes
    left join ended
        on
            changes.semester = ended.semester
            and changes.programme_code = ended.programme_code
            and changes.unit_id = ended.unit_id
    left join still_listed
        on
            changes.semester = still_listed.semester
            and changes.programme_code = still_listed.programme_code
            and changes.unit_id = still_listed.unit_id
    left join seen
        on
            changes.semester = seen.semester
            and changes.unit_kind = seen.unit_kind
            and changes.unit_id = seen.unit_id
)

select * from final
