-- the pairs that people are asked about, both rows side by side, with what a decision moves; restricted, read by the bnba lists alone
with pairs as (
    select
        semester,
        pair_id,
        reason,
        score,
        semester_a,
        entity_a,
        record_id_a,
        fingerprint_a,
        person_id_a,
        semester_b,
        entity_b,
        record_id_b,
        fingerprint_b,
        person_id_b,
        verdict,
        decided_by,
        decided_at,
        decided_reason,
        is_in_force
    from {{ ref('int_review_pairs') }}
),

receipts as (
    select
        semester,
        person_id,
        programme_codes,
        programme_count,
        benefit_amount_idr
    from {{ ref('msr_person_receipts') }}
),

review_rows as (
    select
        semester,
        entity,
        record_id,
        agency_id,
        table_id,
        sheet,
        row_number,
        full_name,
        nik,
        family_card_no,
        household_no,
        sex,
        birth_date,
        age_years,
        mother_name,
        head_name,
        address,
        rt,
        rw,
        village_code,
        village_name
    from {{ ref('int_review_rows') }}
),

sides as (
    select
        pairs.semester,
        pairs.pair_id,
        pairs.reason,
        pairs.score,
        pairs.person_id_a,
        pairs.record_id_a,
        pairs.fingerprint_a,
        pairs.semester_a,
        first_rows.agency_id as agency_id_a,
        first_rows.table_id as table_id_a,
        first_rows.sheet as sheet_a,
        first_rows.row_number as row_number_a,
        first_rows.full_name as full_name_a,
        first_rows.nik as nik_a,
        first_rows.family_card_no as family_card_no_a,
        first_rows.household_no as household_no_a,
        first_rows.sex as sex_a,
        first_rows.birth_date as birth_date_a,
        first_rows.age_years as age_years_a,
        first_rows.mother_name as mother_name_a,
        first_rows.head_name as head_name_a,
        first_rows.address as address_a,
        first_rows.rt as rt_a,
        first_rows.rw as rw_a,
        first_rows.village_code as village_code_a,
        first_rows.village_name as village_name_a,
        first_receipts.programme_codes as programme_codes_a,
        pairs.person_id_b,
        pairs.record_id_b,
        pairs.fingerprint_b,
        pairs.semester_b,
        second_rows.agency_id as agency_id_b,
        second_rows.table_id as table_id_b,
        second_rows.sheet as sheet_b,
        second_rows.row_number as row_number_b,
        second_rows.full_name as full_name_b,
        second_rows.nik as nik_b,
        second_rows.family_card_no as family_card_no_b,
        second_rows.household_no as household_no_b,
        second_rows.sex as sex_b,
        second_rows.birth_date as birth_date_b,
        second_rows.age_years as age_years_b,
        second_rows.mother_name as mother_name_b,
        second_rows.head_name as head_name_b,
        second_rows.address as address_b,
        second_rows.rt as rt_b,
        second_rows.rw as rw_b,
        second_rows.village_code as village_code_b,
        second_rows.village_name as village_name_b,
        second_receipts.programme_codes as programme_codes_b,
        pairs.verdict,
        pairs.decided_by,
        pairs.decided_at,
        pairs.decided_reason,
        pairs.is_in_force,
        coalesce(first_receipts.programme_count, 0) as programme_count_a,
        coalesce(second_receipts.programme_count, 0) as programme_count_b,
        coalesce(first_receipts.benefit_amount_idr, 0) as benefit_amount_a_idr,
        coalesce(second_receipts.benefit_amount_idr, 0) as benefit_amount_b_idr
    from pairs
    inner join review_rows as first_rows
        on
            pairs.semester_a = first_rows.semester
            and pairs.entity_a = first_rows.entity
            and pairs.record_id_a = first_rows.record_id
    inner join review_rows as second_rows
        on
            pairs.semester_b = second_rows.semester
            and pairs.entity_b = second_rows.entity
            and pairs.record_id_b = second_rows.record_id
    left join receipts as first_receipts
        on pairs.semester = first_receipts.semester and pairs.person_id_a = first_receipts.person_id
    left join receipts as second_receipts
        on pairs.semester = second_receipts.semester and pairs.person_id_b = second_receipts.person_id
),

moved as (
    select
        *,
        -- what one decision moves: the receipts of both, once where they are one person now
        programme_count_a + case when person_id_a = person_id_b then 0 else programme_count_b end as moved_receipt_count,
        benefit_amount_a_idr
        + case when person_id_a = person_id_b then 0 else benefit_amount_b_idr end as moved_amount_idr
    from sides
),

final as (
    select
        semester,
        pair_id,
        reason,
        score,
        person_id_a,
        record_id_a,
        fingerprint_a,
        semester_a,
        agency_id_a,
        table_id_a,
        sheet_a,
        row_number_a,
        full_name_a,
        nik_a,
        family_card_no_a,
        household_no_a,
        sex_a,
        birth_date_a,
        age_years_a,
        mother_name_a,
        head_name_a,
        address_a,
        rt_a,
        rw_a,
        village_code_a,
        village_name_a,
        programme_codes_a,
        person_id_b,
        record_id_b,
        fingerprint_b,
        semester_b,
        agency_id_b,
        table_id_b,
        sheet_b,
        row_number_b,
        full_name_b,
        nik_b,
        family_card_no_b,
        household_no_b,
        sex_b,
        birth_date_b,
        age_years_b,
        mother_name_b,
        head_name_b,
        address_b,
        rt_b,
        rw_b,
        village_code_b,
        village_name_b,
        programme_codes_b,
        verdict,
        decided_by,
        decided_at,
        decided_reason,
        is_in_force,
        cast(programme_count_a as bigint) as programme_count_a,
        cast(programme_count_b as bigint) as programme_count_b,
        cast(benefit_amount_a_idr as bigint) as benefit_amount_a_idr,
        cast(benefit_amount_b_idr as bigint) as benefit_amount_b_idr,
        cast(moved_receipt_count as bigint) as moved_receipt_count,
        cast(moved_amount_idr as bigint) as moved_amount_idr
    from moved
)

select * from final
