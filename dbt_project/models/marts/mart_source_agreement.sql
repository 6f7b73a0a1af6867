with lists as (
    select
        semester,
        agency_id,
        table_id,
        programme_code,
        list_status,
        record_count,
        person_count,
        family_count
    from {{ ref('msr_list_quality') }}
),

snapshots as (
    select
        semester,
        snapshot_id,
        row_count,
        is_in_force,
        is_agreed
    from {{ ref('dim_reference_snapshot') }}
),

-- of several rows for one person the strongest match counts
persons as (
    select
        semester,
        snapshot_id,
        agency_id,
        table_id,
        person_id,
        min(case when is_person_matched then case when match_rung = 0 then 99 else match_rung end end) as match_rung,
        max(case when is_family_matched then 1 else 0 end) as is_family_matched
    from {{ ref('msr_record_matches') }}
    group by semester, snapshot_id, agency_id, table_id, person_id
),

person_counts as (
    select
        semester,
        snapshot_id,
        agency_id,
        table_id,
        count(match_rung) as matched_person_count,
        sum(case when match_rung = 1 then 1 else 0 end) as matched_rung_1_count,
        sum(case when match_rung = 2 then 1 else 0 end) as matched_rung_2_count,
        sum(case when match_rung >= 3 and match_rung < 99 then 1 else 0 end) as matched_rung_3_count,
        sum(case when match_rung = 99 then 1 else 0 end) as matched_other_count,
        sum(case when match_rung is null and is_family_matched = 1 then 1 else 0 end) as family_only_person_count,
        sum(case when match_rung is null and is_family_matched = 0 then 1 else 0 end) as unmatched_person_count
    from persons
    group by semester, snapshot_id, agency_id, table_id
),

family_counts as (
    select
        semester,
        snapshot_id,
        agency_id,
        table_id,
        count(distinct case when is_family_matched then family_id end) as matched_family_count
    from {{ ref('msr_record_matches') }}
    group by semester, snapshot_id, agency_id, table_id
),

final as (
    select
        lists.semester,
        lists.agency_id,
        lists.table_id,
        snapshots.snapshot_id,
        lists.programme_code,
        concat(lists.agency_id, '/', lists.table_id) as list_id,
        lists.list_status,
        lists.record_count,
        lists.person_count,
        person_counts.matched_person_count,
        cast(person_counts.matched_rung_1_count as bigint) as matched_rung_1_count,
        cast(person_counts.matched_rung_2_count as bigint) as matched_rung_2_count,
        cast(person_counts.matched_rung_3_count as bigint) as matched_rung_3_count,
        cast(person_counts.matched_other_count as bigint) as matched_other_count,
        cast(person_counts.family_only_person_count as bigint) as family_only_person_count,
        cast(person_counts.unmatched_person_count as bigint) as unmatched_person_count,
        lists.family_count,
        family_counts.matched_family_count,
        {{ rate('person_counts.matched_person_count', 'lists.person_count') }} as person_match_rate,
        {{ rate('family_counts.matched_family_count', 'lists.family_count') }} as family_match_rate,
        snapshots.is_in_force,
        snapshots.is_agreed
    from lists
    inner join snapshots on lists.semester = snapshots.semester
    left join person_counts
        on
            lists.semester = person_counts.semester
            and lists.agency_id = person_counts.agency_id
            and lists.table_id = person_counts.table_id
            and snapshots.snapshot_id = person_counts.snapshot_id
    left join family_counts
        on
            lists.semester = family_counts.semester
            and lists.agency_id = family_counts.agency_id
            and lists.table_id = family_counts.table_id
            and snapshots.snapshot_id = family_counts.snapshot_id
)

select * from final
