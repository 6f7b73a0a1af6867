-- one row per person of each delivery of a reference snapshot; of two rows for one person the poorer rank counts
with scopes_in_force as (
    select
        snapshot_id,
        decile_scope
    from {{ ref('int_decile_scopes') }}
),

all_records as (
    select
        records.record_id,
        records.semester,
        records.snapshot_id,
        records.as_of_date,
        records.welfare_percentile,
        records.household_id,
        records.source_family_id,
        records.sex,
        records.birth_date,
        records.age_years,
        records.relation_head,
        records.village_code,
        records.is_disabled,
        records.has_chronic_illness,
        records.is_pregnant,
        records.is_working,
        records.has_kks,
        records.has_kip,
        records.has_kis,
        records.has_pkh,
        records.has_rastra,
        records.record_source,
        -- the part of the kelurahan by the person's card, else by the home; a part known by half is none
        coalesce(
            records.registered_rt || '/' || records.registered_rw,
            records.rt || '/' || records.rw
        ) as neighbourhood,
        coalesce(records.family_card_no, records.source_family_id) as source_card,
        records.nik,
        records.nik_status,
        -- a source may have three deciles; which one counts is the agreement's to say
        case scopes_in_force.decile_scope
            when 'province' then records.welfare_decile_province
            when 'city' then records.welfare_decile_city
            else records.welfare_decile
        end as agreed_decile
    from {{ ref('stg_reference_records') }} as records
    left join scopes_in_force on records.snapshot_id = scopes_in_force.snapshot_id
),

reference_records as (
    select
        record_id,
        semester,
        snapshot_id,
        as_of_date,
        welfare_percentile,
        case
            when agreed_decile is not null then agreed_decile
            when welfare_percentile <= 10 then 1
            else cast(ceil(welfare_percentile / 10.0) as integer)
        end as welfare_decile,
        household_id,
        source_family_id,
        sex,
        birth_date,
        age_years,
        relation_head,
        village_code,
        is_disabled,
        has_chronic_illness,
        is_pregnant,
        is_working,
        has_kks,
        has_kip,
        has_kis,
        has_pkh,
        has_rastra,
        record_source,
        neighbourhood,
        source_card,
        nik,
        nik_status
    from all_records
    where snapshot_id is not null
),

links as (
    select
        record_id,
        semester,
        person_id,
        family_id,
        rung
    from {{ ref('stg_person_links') }}
    where entity = 'reference_records'
),

joined as (
    select
        reference_records.snapshot_id,
        reference_records.semester as delivery_semester,
        links.person_id,
        links.family_id,
        reference_records.record_id,
        links.rung,
        reference_records.as_of_date,
        reference_records.welfare_percentile,
        reference_records.welfare_decile,
        case
            when reference_records.household_id is null and reference_records.source_family_id is null then null
            else {{ hash_key([
                'reference_records.snapshot_id', 'coalesce(reference_records.household_id, reference_records.source_family_id)'
            ]) }}
        end as household_key,
        reference_records.sex,
        reference_records.birth_date,
        reference_records.age_years,
        reference_records.relation_head,
        reference_records.village_code,
        reference_records.is_disabled,
        reference_records.has_chronic_illness,
        reference_records.is_pregnant,
        reference_records.is_working,
        reference_records.has_kks,
        reference_records.has_kip,
        reference_records.has_kis,
        reference_records.has_pkh,
        reference_records.has_rastra,
        reference_records.record_source,
        reference_records.neighbourhood,
        case when reference_records.source_card is not null then {{ hash_key(['reference_records.source_card']) }} end as card_key,
        reference_records.nik_status,
        -- two persons of the source under one number: neither of them is known by it
        reference_records.nik_status = 'valid'
        and min(links.person_id) over (partition by reference_records.snapshot_id, reference_records.semester, reference_records.nik)
        = max(links.person_id) over (partition by reference_records.snapshot_id, reference_records.semester, reference_records.nik)
            as has_unique_nik,
        row_number() over (
            partition by reference_records.snapshot_id, reference_records.semester, links.person_id
            order by
                reference_records.welfare_percentile asc nulls last,
                reference_records.welfare_decile asc nulls last,
                reference_records.record_id asc
        ) as person_row_no,
        count(*) over (
            partition by reference_records.snapshot_id, reference_records.semester, links.person_id
        ) as reference_row_count
    from reference_records
    inner join links
        on reference_records.record_id = links.record_id and reference_records.semester = links.semester
),

final as (
    select
        snapshot_id,
        delivery_semester,
        person_id,
        family_id,
        record_id,
        rung,
        as_of_date,
        welfare_percentile,
        welfare_decile,
        household_key,
        sex,
        birth_date,
        age_years,
        relation_head,
        village_code,
        is_disabled,
        has_chronic_illness,
        is_pregnant,
        is_working,
        has_kks,
        has_kip,
        has_kis,
        has_pkh,
        has_rastra,
        record_source,
        neighbourhood,
        card_key,
        nik_status,
        coalesce(has_unique_nik, false) as has_unique_nik,
        reference_row_count
    from joined
    where person_row_no = 1
)

select * from final
