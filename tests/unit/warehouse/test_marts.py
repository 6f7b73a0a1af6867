"""Every figure of the small city's marts against a count by hand."""

from __future__ import annotations

from math import sqrt
from typing import Any

import duckdb
import pytest

from linkage.decisions.review import REASONS
from tests.unit.warehouse.small_city import LAKESSI, LEMOE, LOMPOE, S1, S2, S3

pytestmark = pytest.mark.slow

Connection = duckdb.DuckDBPyConnection


def one(warehouse: Connection, columns: str, table: str, **key: Any) -> tuple[Any, ...]:
    """The single row of `table` at `key`."""
    where = " and ".join(f"{name} is not distinct from ${name}" for name in key)
    found = warehouse.execute(f"select {columns} from {table} where {where}", key).fetchall()
    assert len(found) == 1, f"{len(found)} rows of {table} at {key}"
    return tuple(found[0])


OUTCOMES = (
    "receiver_count, in_target_count, out_of_target_count, not_found_count,"
    " unranked_count, target_count, target_receiver_count"
)


@pytest.mark.parametrize(
    ("semester", "programme", "expected"),
    [
        # F1 (10) and F2 (25, the edge) in; F3 (26) and F5 (no rank) out; F9 not found; target F1 F2 F6
        (S1, "KKS", (5, 2, 2, 1, 1, 3, 2)),
        # the receiving mother is not listed, her family is
        (S1, "PKH", (1, 1, 0, 0, 0, 3, 1)),
        # persons: P2 (10) in, P6 (41) out, P11 not found although her family is; target P1 P2 P3 P4 P5 P8
        (S1, "PBI_JK", (3, 1, 1, 1, 0, 6, 1)),
        # the list never came: nothing to count, but the target group is known (ages 6-21: P2 12, P5 6, P8 21)
        (S1, "PIP", (None, None, None, None, None, 3, None)),
        # held, so not zero either
        (S1, "RTLH", (None, None, None, None, None, 5, None)),
        # the 2015 snapshot stays in force; P8 (12) is in target in her new family F7
        (S2, "KKS", (4, 2, 2, 0, 0, 3, 2)),
        # the nominated pupil is no receiver; P8 is 21 still on the last day of the semester
        (S2, "PIP", (1, 1, 0, 0, 0, 3, 1)),
        # the agreement itself says 30: Q99 (31) is not in the target group, though the seed would say 40
        (S3, "PBI_JK", (17, 17, 0, 0, 0, 17, 17)),
        # the old snapshot is out of force: its families are no longer the target group
        (S3, "KKS", (0, 0, 0, 0, 0, 17, 0)),
    ],
)
def test_three_outcomes_at_city_level(
    warehouse: Connection, semester: str, programme: str, expected: tuple[int | None, ...]
) -> None:
    key = {"semester": semester, "programme_code": programme, "breakdown": "city"}
    assert one(warehouse, OUTCOMES, "marts.mart_targeting", **key) == expected


def test_error_rates_keep_the_unknown_apart(warehouse: Connection) -> None:
    rates = (
        "coverage_rate, exclusion_error_rate, exclusion_error_lower_rate, inclusion_error_rate,"
        " not_found_rate, inclusion_error_upper_rate"
    )
    found = one(warehouse, rates, "marts.mart_targeting", semester=S1, programme_code="KKS", breakdown="city")
    assert found == pytest.approx((2 / 3, 1 / 3, 0, 2 / 5, 1 / 5, 3 / 5))


def wilson(part: float, whole: int, sign: int) -> float:
    """Wilson's 95 % bound as in the textbook: centre and half width apart."""
    z, share = 1.96, part / whole
    centre = share + z * z / (2 * whole)
    half = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return (centre + sign * half) / (1 + z * z / whole)


def test_what_intervals_are_made_of(warehouse: Connection) -> None:
    """KKS: F2 in target by a weak link, F9 not found and without NIK. PBI: P8 of the six in target has no number."""
    columns = "weak_in_count, weak_target_count, weak_out_count, unmatchable_count"
    key = {"semester": S1, "breakdown": "city"}
    table = "measures.msr_targeting_counts"
    assert one(warehouse, columns, table, programme_code="KKS", **key) == (1, 1, 0, 1)
    columns = "target_count, target_receiver_count, findable_target_count, findable_receiver_count"
    assert one(warehouse, columns, table, programme_code="PBI_JK", **key) == (6, 1, 5, 1)


def test_while_a_list_is_out_nobody_is_surely_missed(warehouse: Connection) -> None:
    """Lists are out in each semester that the family may stand on: unknown, whatever its numbers."""
    found = warehouse.execute(
        "select semester, subject_id, evidence_grade from measures.msr_finding_register where finding_code = 'TGT-001'"
        " and finding_status <> 'closed' order by all"
    ).fetchall()
    assert found == [(S1, "F6", "U"), (S2, "F2", "U"), (S3, "G99", "U")]


def test_lift_against_chance(warehouse: Connection) -> None:
    columns = (
        "listed_count, listed_receiver_count, lift_ratio, lift_ci_lower_ratio, lift_ci_upper_ratio, lift_statement"
    )
    table, key = "marts.mart_targeting", {"programme_code": "KKS", "breakdown": "city"}
    found = one(warehouse, columns, table, semester=S1, **key)
    # 3 of 6 listed families are in the target group, and so are 2 of the 4 listed that receive: as by chance
    assert found[:5] == (6, 4, 1.0, pytest.approx(wilson(1, 4, -1) / 0.5), pytest.approx(wilson(2, 4, +1) / 0.5))
    assert found[5] == "Penerima program ini tidak dapat dibedakan dari pilihan acak"
    # nobody listed receives: nothing to compare, which is not the same as chance
    assert one(warehouse, columns, table, semester=S3, **key) == (
        18, 0, None, None, None, "Belum dapat dibandingkan dengan pilihan acak",
    )  # fmt: skip


def test_lift_of_a_decile(warehouse: Connection) -> None:
    exact = one(
        warehouse, "listed_count, listed_receiver_count, lift_ratio", "measures.msr_targeting",
        semester=S1, programme_code="KKS", breakdown="decile", breakdown_code="3",
    )  # fmt: skip
    # F2 (25) and F3 (26): 2 of 6 listed, 2 of 4 receivers
    assert exact == (2, 2, pytest.approx((2 / 4) / (2 / 6)))


def test_only_programmes_that_benefit_somebody_are_judged(warehouse: Connection) -> None:
    found = warehouse.execute(
        "select distinct programme_code from marts.mart_targeting where programme_code = 'DAPODIK'"
    ).fetchall()
    assert found == []


def test_marts_are_exact_in_the_warehouse(warehouse: Connection) -> None:
    found = warehouse.execute(
        "select breakdown_code, receiver_count, target_count from marts.mart_targeting"
        " where semester = $s and programme_code = 'PBI_JK' and breakdown = 'village' order by 1",
        {"s": S3},
    ).fetchall()
    assert found == [(LOMPOE, 3, 3), (LEMOE, 6, 6), (LAKESSI, 8, 8)]


def test_progress_with_reasons_of_change(warehouse: Connection) -> None:
    columns = (
        "receiver_count, previous_receiver_count, new_count, kept_count, left_count, left_deceased_count,"
        " left_moved_count, left_switched_off_count, left_nominated_count, left_unlisted_count, left_not_found_count"
    )
    # new F4 F7; kept F1 F3; left F2 (deceased), F5 (inactive), F9 (in no list any more)
    found = one(warehouse, columns, "marts.mart_programme_progress", semester=S2, programme_code="KKS")
    assert found == (4, 5, 2, 2, 3, 1, 0, 1, 0, 0, 1)
    # no list before: no change can be told
    found = one(warehouse, columns, "marts.mart_programme_progress", semester=S2, programme_code="PIP")
    assert found == (1, *[None] * 10)


def test_progress_adds_only_within_one_unit(warehouse: Connection) -> None:
    columns = (
        "progress_unit, progress_line_count, target_count, realised_count, achievement_rate,"
        " budget_idr, realised_idr, absorption_rate"
    )
    kks = one(warehouse, columns, "marts.mart_programme_progress", semester=S1, programme_code="KKS")
    assert kks == ("KPM", 1, 100, 80, 0.8, 1_000_000, 750_000, 0.75)
    pkh = one(warehouse, columns, "marts.mart_programme_progress", semester=S1, programme_code="PKH")
    assert pkh == (None, 2, None, None, None, 1000, 500, 0.5)


def test_aggregates_have_quotas_and_no_receivers(warehouse: Connection) -> None:
    columns = "list_status, receiver_count, quota_count, quota_recipient_count, quota_kg"
    found = one(warehouse, columns, "marts.mart_programme_progress", semester=S1, programme_code="RASTRA")
    assert found == ("aggregate_only", None, 180, 175, 2700)


def test_inventory_counts_persons_and_families_not_rows(warehouse: Connection) -> None:
    columns = (
        "record_count, rejected_row_count, receipt_record_count, person_count, family_count,"
        " receiver_count, valid_rate, matched_rate"
    )
    found = one(warehouse, columns, "marts.mart_beneficiary_inventory", semester=S1, table_id="kks")
    assert found == (7, 2, 6, 6, 6, 5, pytest.approx(5 / 7), pytest.approx(4 / 6))
    found = one(warehouse, columns, "marts.mart_beneficiary_inventory", semester=S1, table_id="dapodik")
    assert found == (1, 2, 0, 1, 1, None, 1.0, 1.0)


def test_a_missing_list_shows_as_missing(warehouse: Connection) -> None:
    columns = "list_status, record_count, person_count, quality_score"
    found = one(warehouse, columns, "marts.mart_beneficiary_inventory", semester=S1, table_id="pip")
    assert found == ("missing", None, None, None)
    found = one(warehouse, "list_status, rows_in", "core.fct_submissions", semester=S1, table_id="pip")
    assert found == ("missing", None)
    found = one(warehouse, "list_status", "core.fct_submissions", semester=S1, table_id="rtlh")
    assert found == ("held",)


def test_agreement_by_rung(warehouse: Connection) -> None:
    columns = (
        "person_count, matched_person_count, matched_rung_1_count, matched_rung_2_count, matched_other_count,"
        " family_only_person_count, unmatched_person_count, matched_family_count, is_in_force"
    )
    key: dict[str, Any] = {"semester": S1, "snapshot_id": "BDT-2015"}
    # P1 P4 P7 by NIK, P3 by card; P90 and P80 in no way
    found = one(warehouse, columns, "marts.mart_source_agreement", table_id="kks", **key)
    assert found == (6, 4, 3, 1, 0, 0, 2, 4, True)
    # P2 P6 found, P11 through her family only
    found = one(warehouse, columns, "marts.mart_source_agreement", table_id="pbi_jk", **key)
    assert found == (3, 2, 2, 0, 0, 1, 0, 2, True)
    # under the snapshot that is no longer in force nobody of 2018 would be found
    key = {"semester": S3, "snapshot_id": "BDT-2015"}
    found = one(warehouse, columns, "marts.mart_source_agreement", table_id="pbi_jk", **key)
    assert found == (17, 0, 0, 0, 0, 0, 17, 0, False)


def test_overlap_in_families(warehouse: Connection) -> None:
    columns = "family_a_count, family_b_count, family_both_count, pair_kind"
    table = "marts.mart_programme_overlap"
    found = one(warehouse, columns, table, semester=S1, programme_a="KKS", programme_b="PKH")
    assert found == (5, 1, 1, "complementary")
    # PBI_JK reaches F1 through two persons and F4 through one
    found = one(warehouse, columns, table, semester=S1, programme_a="KKS", programme_b="PBI_JK")
    assert found == (5, 2, 1, "complementary")
    found = one(warehouse, columns, table, semester=S1, programme_a="PBI_JK", programme_b="PIP")
    assert found == (None, None, None, "complementary")
    found = one(warehouse, columns, table, semester=S2, programme_a="KKS", programme_b="PKH")
    assert found == (4, 2, 2, "complementary")


def test_bridge_of_numbers(warehouse: Connection) -> None:
    """8,071 poor are 5.70 % of 141,596; every difference within one unit."""
    found = warehouse.execute(
        "select step_code, step_count, compared_step_code, difference_count, per_unit_ratio"
        " from marts.mart_number_bridge where semester = $s order by step_no",
        {"s": S1},
    ).fetchall()
    assert found == [
        ("residents", 141_596, None, None, None), ("listed_rows", 8, None, None, None),
        ("listed_persons", 8, "residents", 141_588, None), ("poor_by_survey", 8071, "listed_persons", -8063, None),
        ("valid_nik_persons", 7, "listed_persons", 1, None), ("unique_nik_persons", 7, "valid_nik_persons", 0, None),
        ("listed_households", 6, "listed_persons", None, 8 / 6), ("listed_families", 6, "listed_persons", None, 8 / 6),
        ("target_families", 5, "listed_families", 1, None), ("target_served", 4, "target_families", 1, None),
        ("target_served_1", 3, "target_served", 1, None), ("target_served_2", 0, "target_served", 4, None),
        ("target_served_3", 1, "target_served", 3, None), ("target_served_0", 1, "target_families", 4, None),
        ("receiving_families", 6, None, None, None), ("outside_target_served", 1, "receiving_families", 5, None),
        ("unlisted_served", 1, "receiving_families", 5, None),
    ]  # fmt: skip


def test_another_snapshot_changes_the_outcomes(warehouse: Connection) -> None:
    """By the snapshot of 2015 none of those who receive PBI_JK in 2018 would be found."""
    columns = (
        "is_in_force, receiver_count, in_target_count, not_found_count, unchanged_count, in_target_to_not_found_count"
    )
    key = {"semester": S3, "programme_code": "PBI_JK"}
    found = one(warehouse, columns, "marts.mart_snapshot_comparison", snapshot_id="BDT-2018", **key)
    assert found == (True, 17, 17, 0, 17, 0)
    found = one(warehouse, columns, "marts.mart_snapshot_comparison", snapshot_id="BDT-2015", **key)
    assert found == (False, 17, 0, 17, 0, 17)


def test_sets_of_programmes_count_their_families(warehouse: Connection) -> None:
    exact = (
        "select programme_set, is_target, count(*) as family_count from measures.msr_family_ladder"
        " where semester = $s group by 1, 2"
    )
    found = warehouse.execute(
        "select exact.programme_set, published.family_count, exact.family_count"
        f" from marts.mart_complementarity as published inner join ({exact}) as exact using (programme_set, is_target)"
        " where semester = $s order by 1",
        {"s": S3},
    ).fetchall()
    assert found == [("-", 1, 1), ("PBI_JK", 17, 17)]


def test_findings_open_stay_and_close(warehouse: Connection) -> None:
    found = warehouse.execute(
        "select finding_code, subject_id, semester, finding_status, first_semester from measures.msr_finding_register"
        " where programme_code = 'KKS' and finding_code in ('TGT-002', 'TGT-003') and semester in ($a, $b)"
        " order by 1, 2, 3",
        {"a": S1, "b": S2},
    ).fetchall()
    assert found == [
        ("TGT-002", "F3", S1, "new", S1), ("TGT-002", "F3", S2, "open", S1), ("TGT-002", "F4", S2, "new", S2),
        ("TGT-002", "F5", S1, "new", S1), ("TGT-002", "F5", S2, "closed", S1),
        ("TGT-003", "F9", S1, "new", S1), ("TGT-003", "F9", S2, "closed", S1),
    ]  # fmt: skip


def test_findings_by_grade_with_rupiah(warehouse: Connection) -> None:
    columns = "open_count, new_count, continued_count, closed_count, at_stake_idr"
    key = {"semester": S1, "finding_code": "TGT-003", "programme_code": "KKS", "evidence_grade": "U"}
    found = one(warehouse, columns, "marts.mart_findings", **key)
    assert found == (1, 1, 0, 0, 500_000)


def test_allocations_differing_from_receivers_are_found(warehouse: Connection) -> None:
    found = warehouse.execute(
        "select subject_id from measures.msr_finding_register where finding_code = 'QTA-003' and finding_status = 'new'"
    ).fetchall()
    assert found == [(LEMOE,)]


def test_lists_by_name(warehouse: Connection) -> None:
    missed = warehouse.execute(
        "select unit_id, full_name from bnba.list_missed where semester = $s and programme_code = 'KKS'", {"s": S1}
    )
    assert missed.fetchall() == [("F6", "Nama P8")]
    out = warehouse.execute(
        "select unit_id from bnba.list_out_of_target where semester = $s and programme_code = 'KKS' order by 1",
        {"s": S1},
    )
    assert out.fetchall() == [("F3",), ("F5",)]
    unknown = warehouse.execute(
        "select programme_code, unit_id, row_number from bnba.list_not_found where semester = $s order by 1", {"s": S1}
    )
    assert unknown.fetchall() == [("KKS", "F9", 11), ("PBI_JK", "P11", 8)]


def test_the_review_list_begins_with_what_moves_most(warehouse: Connection) -> None:
    """Open pairs first; of both persons the programmes of the semester, then the rupiah; one person counts once."""
    found = warehouse.execute(
        "select pair_id, review_no, moved_receipt_count, moved_amount_idr, full_name_a, full_name_b, row_number_b,"
        " programme_codes_a from bnba.list_review where semester = $s order by review_no",
        {"s": S1},
    ).fetchall()
    assert found == [
        ("T2", 1, 3, 945_000, "Nama P11", "Nama P3", 8, "PBI_JK, PKH"),
        ("T1", 2, 2, 500_000, "Nama P90", "Nama P4", 9, "KKS"),
        ("T3", 3, 2, 0, "Nama P4", "Nama P7", 10, "KKS"),
        ("T4", 4, 3, 1_445_000, "Nama P11", "Nama P90", 11, "PBI_JK, PKH"),
        ("T5", 5, 2, 945_000, "Nama P11", "Nama P11", 7, "PBI_JK, PKH"),
    ]
    in_s2 = warehouse.execute(
        "select pair_id, moved_receipt_count, moved_amount_idr, semester_a from bnba.list_review where semester = $s"
        " and verdict is null order by review_no",
        {"s": S2},
    ).fetchall()
    assert in_s2 == [("T3", 2, 0, S1), ("T1", 2, 0, S1), ("T2", 1, 0, S1)]
    told = "select reason, reason_text from bnba.list_review where pair_id in ('T3', 'T5') and semester = '2017-S1'"
    assert warehouse.execute(f"{told} order by 1").fetchall() == [
        ("decided", "Sudah diputuskan."),
        ("review_band", "Mirip, tetapi belum pasti atau ada yang hampir sama miripnya: satu orang, atau dua?"),
    ]  # fmt: skip


def test_every_reason_of_the_queue_has_its_words(warehouse: Connection) -> None:
    worded = {reason for (reason,) in warehouse.execute("select reason from seeds.review_reasons").fetchall()}
    assert worded == {*REASONS, "decided"}


def test_the_agreement_names_the_file(warehouse: Connection) -> None:
    columns = (
        "is_in_force, is_agreed, is_agreed_file, person_count, family_count, household_count, unranked_person_count"
    )
    table = "core.dim_reference_snapshot"
    found = one(warehouse, columns, table, semester=S2, snapshot_id="BDT-2015")
    assert found == (True, True, True, 8, 6, 6, 1)
    found = one(warehouse, columns, table, semester=S3, snapshot_id="BDT-2018")
    assert found == (True, True, False, 18, 18, 18, 0)


def test_history_of_a_person(warehouse: Connection) -> None:
    found = warehouse.execute(
        "select family_id, valid_from_semester, valid_to_semester from core.dim_person"
        " where person_id = 'P8' order by 2"
    ).fetchall()
    assert found == [("F6", S1, S2), ("F7", S2, None)]
