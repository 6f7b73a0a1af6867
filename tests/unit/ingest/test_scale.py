"""Amounts are rupiah, whatever unit the title of their list states."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.declarations.catalogue import load_catalogue
from ingest.inbox.receive import Arrival
from ingest.reading.conform import conform
from ingest.reading.declared_list import declared_list
from ingest.semester import Semester
from ingest.workbook import open_workbook
from tests.support.sheets import write_xlsx

CATALOGUE = load_catalogue()
HEAD = ["NO", "NIK", "NAMA", "NILAI BANTUAN", "KET"]


@pytest.mark.parametrize(
    ("title", "written", "amount", "told"),
    [
        ("PENERIMA BSPS 2017 (dalam ribuan rupiah)", 15_000, 15_000_000, 2),
        ("NILAI DALAM JUTAAN RP", 15, 15_000_000, 2),
        ("(dalam ribuan rupiah)", 15_000_000, 15_000_000, 0),
        ("PENDUDUK DALAM RIBUAN JIWA", 15_000, 15_000, 0),
        ("PENERIMA BSPS 2017", 15_000, 15_000, 0),
    ],
)
def test_the_unit_in_a_title_holds_for_its_amounts(
    title: str, written: int, amount: int, told: int, tmp_path: Path
) -> None:
    rows = [[n, f"777201410780000{n}", f"ORANG {chr(64 + n)}", written, "Meninggal Dunia"] for n in (1, 2)]
    write_xlsx(tmp_path / "rtlh.xlsx", {"A": [[title], [], HEAD, *rows]})
    arrival = Arrival("rtlh.xlsx", "0" * 64, tmp_path / "rtlh.xlsx", "")
    declared = declared_list(CATALOGUE.agencies["perkim"], "rtlh", Semester(2017, 1), CATALOGUE)
    found = conform(arrival, open_workbook(arrival.landed), declared)
    assert found.rows["benefit_amount_idr"].to_pylist() == [amount, amount]
    assert sum(one.count for one in found.submission.problems if one.code == "RP-004") == told
    assert found.rows["is_receipt"].to_pylist() == [False, False], "the dead get nothing"
