"""What is wrong with a whole column is one finding about it; figures of one row that cannot both be right are told."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from ingest.declarations.catalogue import load_catalogue
from ingest.reading.plausible import implausible
from ingest.reading.typed import FieldIssue, Typed
from ingest.reading.whole_columns import as_column_findings, void_cut_numbers

AS_OF = dt.date(2017, 6, 30)
SCHEMA = load_catalogue().entities["enrolment_records"]


def seen(issue: FieldIssue) -> tuple[str, list[int], str]:
    return issue.code, list(issue.positions), issue.whole


def test_a_column_outside_its_list_is_one_finding_with_its_words() -> None:
    cells = ["Layak"] * 8 + ["Tidak"] * 2 + [None] * 5 + ["Belum Layak"] * 4
    issue = FieldIssue("is_proposed", "YT-001", [*range(8), *range(15, 19)])
    (found,) = as_column_findings([issue], {"is_proposed": cells}, SCHEMA)
    assert seen(found) == ("KOL-007", [0], "'Layak' 8 kali, 'Belum Layak' 4 kali")


def test_what_stands_once_in_such_a_column_is_masked() -> None:
    cells = [f"ORANG {letter}" for letter in "ABCDEFGHIJ"]
    (found,) = as_column_findings([FieldIssue("is_proposed", "YT-001", range(10))], {"is_proposed": cells}, SCHEMA)
    assert "ORANG" not in found.whole
    assert found.whole.endswith("dan 5 isian lain")


@pytest.mark.parametrize(
    ("code", "at", "length"),
    [("YT-001", range(9), 9), ("YT-001", range(10), 21), ("RP-001", range(10), 11), ("SEL-001", range(20), 20)],
    ids=["few cells", "less than half", "amounts that can be read", "another code"],
)
def test_findings_of_single_rows_stay_what_they_are(code: str, at: range, length: int) -> None:
    issue = FieldIssue("is_proposed", code, at)
    assert as_column_findings([issue], {"is_proposed": ["x"] * length}, SCHEMA) == [issue]


def numbers(*ends: int) -> Typed:
    values = pa.array([f"777201410780{end:04d}" for end in ends], pa.string())
    return Typed({"nik": values, "nik_status": pa.array(["valid"] * len(ends))})


def test_a_column_whose_numbers_end_in_zero_is_damaged() -> None:
    typed = numbers(*(10 * at for at in range(1, 10)), 3)
    void_cut_numbers(typed)
    assert [seen(issue) for issue in typed.issues] == [("NIK-013", [0], "9 dari 10 berakhir 0")]
    assert typed.columns["nik_status"].to_pylist() == ["damaged"] * 9 + ["valid"]
    assert typed.columns["nik"].null_count == 9


@pytest.mark.parametrize("ends", [range(1, 40), [10] * 12, [10, 20, 30, 40, 50, 60, 70]], ids=["honest", "one", "few"])
def test_an_honest_column_is_left_alone(ends: list[int]) -> None:
    typed = numbers(*ends)
    void_cut_numbers(typed)
    assert (typed.issues, typed.columns["nik"].null_count) == ([], 0)


def typed(**columns: list[object]) -> Typed:
    return Typed({name: pa.array(values) for name, values in columns.items()})


def test_swapped_headings_are_told_once_and_single_rows_by_row() -> None:
    swapped = typed(person_count=[100, 200, 300], family_count=[400, 900, 1000])
    assert [seen(issue) for issue in implausible(swapped, AS_OF)] == [("ANG-003", [0], "3 dari 3 baris")]
    slip = typed(person_count=[100, 200, 300, None], family_count=[40, 900, 300, 5])
    assert [seen(issue) for issue in implausible(slip, AS_OF)] == [("ANG-003", [1], "")]


def test_more_receivers_than_the_quota_are_told() -> None:
    over = typed(quota_count=[10, 10, 10, 10, 10], recipient_count=[10, 11, 9, 5, 1])
    assert [seen(issue) for issue in implausible(over, AS_OF)] == [("ANG-004", [1], "")]


def test_an_amount_a_hundred_times_the_median_is_told() -> None:
    amounts = typed(benefit_amount_idr=[300_000] * 10 + [30_000_001, 30_000_000])
    assert [seen(issue) for issue in implausible(amounts, AS_OF)] == [("RP-003", [10], "")]


def test_an_age_far_from_the_year_in_the_nik_is_told() -> None:
    niks = ["7772014107800001", "7772014107800002", "7772014107170003", None]
    ages = typed(nik=niks, age_years=[37, 27, 0, 50])
    assert [seen(issue) for issue in implausible(ages, AS_OF)] == [("ANG-005", [1], "")]
    born = typed(nik=niks, age_years=[37, 27, 0, 50], birth_date=[AS_OF] * 4)
    assert list(implausible(born, AS_OF)) == []
