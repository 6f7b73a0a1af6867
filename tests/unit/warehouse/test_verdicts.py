"""Verdicts of the small city told with their reasons, and the slip that the kelurahan prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery.verdicts.judged import Judged, Verdict, judge, newest_semester
from delivery.verdicts.slip import draw_slip
from ingest.store import Store
from tests.unit.warehouse.small_city import S1, S2, S3

pytestmark = pytest.mark.slow


def judged(built: Path, warehouse: duckdb.DuckDBPyConnection, wanted: str, semester: str = S1) -> Judged:
    found = judge(warehouse, Store(built / "home"), wanted, semester)
    assert found is not None
    return found


def verdict(said: Judged, programme: str) -> Verdict:
    (found,) = [one for one in said.verdicts if one.programme == programme]
    return found


@pytest.mark.parametrize(
    ("unit", "programme", "expected"),
    [
        ("F2", "KKS", ("in_target", "rank_within", "rank_above", 26, "source", True)),  # 25, the edge
        ("F3", "KKS", ("out_of_target", "rank_beyond", "rank_within", 25, "source", True)),
        ("F6", "KKS", ("in_target", "rank_within", "rank_above", 26, "programme", False)),
        ("F5", "KKS", ("out_of_target", "unranked", "rank_given", 2, "source", True)),
        ("F9", "KKS", ("not_found", "not_in_source", "listed_within", 2, "list", True)),
        # the list was held: whether the family receives is not known
        ("F1", "RTLH", ("in_target", "rank_within", "rank_above", 41, "awaited", None)),
        ("P1", "PIP", ("out_of_target", "age_outside", "age_within", 40, "registry", None)),
        ("P6", "PIP", ("out_of_target", "age_outside", "age_and_rank", 40, "registry", None)),
    ],
)
def test_reason_and_the_change_that_turns_it(
    warehouse: duckdb.DuckDBPyConnection, unit: str, programme: str, expected: tuple[Any, ...]
) -> None:
    columns = "outcome, reason_code, turning_code, turning_rank, ask_code, is_receiver"
    found = warehouse.execute(
        f"select {columns} from measures.msr_verdicts where semester = ? and unit_id = ? and programme_code = ?",
        [S1, unit, programme],
    ).fetchall()
    assert found == [expected]


def test_verdicts_are_the_outcomes_and_target_groups_of_the_marts(warehouse: duckdb.DuckDBPyConnection) -> None:
    receivers, listed = (
        warehouse.execute(
            f"select count(*), sum((verdicts.outcome is distinct from {other})::int) from measures.{table} as given "
            "left join measures.msr_verdicts as verdicts using (semester, programme_code, unit_id)"
        ).fetchone()
        for table, other in (
            ("msr_unit_outcomes", "given.outcome"),
            ("msr_listed_units", "case when given.is_target then 'in_target' else 'out_of_target' end"),
        )
    )
    assert receivers is not None
    assert receivers[0] > 30
    assert receivers[1] == 0
    assert listed is not None
    assert listed[0] > 60
    assert listed[1] == 0


def test_a_family_is_told_with_its_members_in_one_voice(built: Path, warehouse: duckdb.DuckDBPyConnection) -> None:
    said = judged(built, warehouse, "F1")
    kks, health = verdict(said, "KKS"), [one for one in said.verdicts if one.programme == "PBI_JK"]
    assert kks.title == "Masuk sasaran, menerima"
    assert kks.reason == "Peringkatnya persentil 10 di BDT-2015, dalam batas KKS: persentil 25"
    assert kks.turning == "Keluar dari sasaran bila peringkatnya menjadi persentil 26 atau lebih mampu"
    assert kks.cells == ("bappeda/bdt_2015, lembar Sheet1, baris 6, kolom welfare_percentile",)
    assert kks.named == ("dinsos/kks, lembar Sheet1, baris 6",)
    # P2 receives, P1 does not, and P11 is not in the source
    assert {one.members[0][0]: one.outcome for one in health} == {
        "P1": "Masuk sasaran", "P2": "Masuk sasaran", "P11": "Tidak ditemukan di sumber acuan",
    }  # fmt: skip


def test_members_of_whom_the_same_is_said_stand_together(built: Path, warehouse: duckdb.DuckDBPyConnection) -> None:
    (together,) = [one for one in judged(built, warehouse, "F1", S2).verdicts if one.programme == "PBI_JK"]
    assert [unit for unit, _ in together.members] == ["P1", "P2"]
    assert len(together.cells) == 2
    assert together.title == "Masuk sasaran, tidak menerima"


def test_a_person_and_a_row_are_told_with_their_family(built: Path, warehouse: duckdb.DuckDBPyConnection) -> None:
    by_person, by_row = (judged(built, warehouse, wanted) for wanted in ("P3", f"{S1}/bdt_2015/3"))
    assert by_person.verdicts == by_row.verdicts
    assert {one.unit_kind for one in by_person.verdicts} == {"person", "family"}
    assert by_person.full_name == "Nama P3"


def test_nobody_is_told_of_whom_nothing_is_known(built: Path, warehouse: duckdb.DuckDBPyConnection) -> None:
    assert judge(warehouse, Store(built / "home"), "F404", S1) is None
    assert newest_semester(warehouse) == S3


def test_the_slip_says_all_verdicts_and_escapes_what_lists_wrote(
    built: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    said = judged(built, warehouse, "F3")
    page = draw_slip(Judged(said.wanted, S1, "<b>Nama", said.address, said.verdicts), "Kota Uji", "rilis-1")
    assert "&lt;b&gt;Nama" in page
    assert "<b>Nama" not in page
    assert all(one.reason in page for one in said.asked)
    assert "Tidak ada anggota dalam umur untuk: PIP." in page
