"""A workbook that was sent out and came back filled in: recognised, its answers followed, counted and kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from delivery import back_path, write_back
from ingest.acceptance.accept import AcceptReport, accept
from ingest.acceptance.intake import conform_agency
from ingest.acceptance.side_tables import write_side_tables
from ingest.answers.applied import beside
from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission
from tests.support.officer import Line, code_of, fill, lines, shown
from tests.support.sheets import write_csv, write_xlsx

SEMESTER = "2017-S1"
HEADER = ["NO", "NAMA PENERIMA", "NIK", "NO KK", "NO KKS", "ALAMAT", "RT", "RW", "KET"]
NEW_NIK = "7772010107750009"


def row(number: int, name: str | None, nik: object, card: object = "7772020101100001") -> list[object]:
    return [number, name, nik, card, f"60000{number:03}", "Jl. Melati", "1", "2", None]


# NIK-001, NIK-003, NIK-002, and twice the same person
ROWS = [
    row(1, "Hj. Sitti Aminah", "7772014107800001"),
    row(2, "La Tang", None),
    row(3, "Andi Baso", 7772010107750003.0),
    row(4, "Besse Rahma", "77720141078000"),
    row(5, "Ambo Upe", "7772010107600005"),
    row(6, "Ambo Upe", "7772010107600005"),
]


def sheet(rows: list[list[object]]) -> list[list[object]]:
    return [["DAFTAR PENERIMA KKS"], ["SEMESTER I TAHUN 2017"], [], HEADER, *rows]


@dataclass(frozen=True)
class Verdict:
    submission_id: str
    admitted: bool = True
    hold_codes: tuple[str, ...] = ()


@dataclass
class House:
    store: Store
    ledger: Ledger
    catalogue: Catalogue

    @property
    def inbox(self) -> Path:
        return self.store.inbox_of(SEMESTER, "dinsos")

    def run(self) -> dict[str, Submission]:
        """Takes in and accepts what is in the inbox; the submissions by file name, as they stand."""
        taken = conform_agency(self.store, self.ledger, self.catalogue, SEMESTER, "dinsos")
        report: AcceptReport = accept(
            self.store, self.ledger, self.catalogue, SEMESTER, taken, [Verdict(one.submission_id) for one in taken]
        )
        return {one.file_name: one for one in report.submissions}

    def back(self, submission: Submission) -> Path:
        write_back(self.store, self.catalogue, submission)
        return back_path(self.store, submission)

    def closed(self) -> dict[object, object]:
        """Code -> whether its issue is closed, of all issues that the warehouse reads and that are no mere news."""
        write_side_tables(self.store, self.ledger, self.catalogue)
        told = pq.read_table(self.store.accepted_part("record_issues")).to_pylist()
        return {one["code"]: one["is_confirmed"] for one in told if one["severity"] != "info"}

    def table(self, submission: Submission, name: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = pq.read_table(beside(self.store, submission, name)).to_pylist()
        return found

    def rows(self, submission: Submission) -> list[dict[str, object]]:
        found: list[dict[str, object]] = pq.read_table(submission.parquet(self.store)).to_pylist()
        return found


@pytest.fixture
def house(tmp_path: Path) -> House:
    store = Store(tmp_path)
    return House(store, Ledger(store.ledger_url), load_catalogue())


def decide(line: Line) -> tuple[str | None, object]:
    """An empty NIK is given, a damaged one is called right, the second of two rows is to go, the rest is left."""
    code = code_of(line)
    if code == "NIK-001":
        return "Sudah diperbaiki", NEW_NIK
    if code == "NIK-003":
        return "Memang benar", None
    if code == "NIK-002":
        return "Tidak tahu", None
    if code == "NIK-007":
        return ("Hapus baris", None) if line["Sel"].endswith("10") else (None, None)
    return None, None


def test_a_workbook_sent_back_closes_what_it_answers(house: House) -> None:
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})
    first = house.run()["kks.xlsx"]
    sent = house.back(first)
    asked = [(code_of(line), line["Sel"]) for line in lines(sent)]
    assert sorted(asked) == [("NIK-001", "C6"), ("NIK-002", "C8"), ("NIK-003", "C7"), ("NIK-007", "C10")]
    suggested = {code_of(line): line["Saran"] for line in lines(sent)}
    assert suggested["NIK-007"] == "Bandingkan dengan Lumpue baris 9"
    fill(sent, house.inbox / "jawaban dinas.xlsx", decide)
    both = house.run()
    second = both["jawaban dinas.xlsx"]
    assert (both["kks.xlsx"].status, second.status) == ("superseded", "admitted")
    assert second.corrects == (first.submission_id,)
    assert second.rows_in == second.rows_accepted + second.rows_rejected + second.rows_furniture
    assert second.rows_accepted == 5
    assert (second.furniture["removed_by_office"], second.furniture["returned_sheet"] > 0) == (1, True)
    names = {one["full_name"]: one["nik"] for one in house.rows(second)}
    assert names == {"Hj. Sitti Aminah": "7772014107800001", "La Tang": NEW_NIK, "Andi Baso": None, "Besse Rahma": None,
                     "Ambo Upe": "7772010107600005"}  # fmt: skip
    outcomes = {one.code: (one.decision, one.has_new_value, one.outcome) for one in house.ledger.answers(SEMESTER)}
    assert outcomes == {
        "NIK-001": ("fixed", True, "fixed"), "NIK-002": ("unknown", False, "open"),
        "NIK-003": ("confirmed", False, "confirmed"), "NIK-007": ("remove", False, "removed"),
    }  # fmt: skip
    again = house.back(second)
    assert [code_of(line) for line in lines(again)] == ["NIK-002"]
    assert shown(again, "Diperbaiki sejak kiriman lalu") == 2
    assert shown(again, "Sudah dipastikan benar") == 1
    assert shown(again, "Perlu diperbaiki") == 1


def test_the_evidence_keeps_the_value_and_the_ledger_does_not(house: House) -> None:
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})
    fill(house.back(house.run()["kks.xlsx"]), house.inbox / "kks_perbaikan.xlsx", decide)
    second = house.run()["kks_perbaikan.xlsx"]
    kept = {one["code"]: one["new_value"] for one in house.table(second, "answers")}
    assert kept["NIK-001"] == NEW_NIK
    changed = [(c["kind"], c["row_number"], c["column_letter"], c["value_before"], c["value"])
               for c in house.table(second, "corrections")]  # fmt: skip
    assert changed == [("value", 6, "C", "", NEW_NIK), ("removed", 10, "", "", "")]
    path = beside(house.store, second, "answers")
    assert path.stat().st_mode & 0o777 == 0o600
    assert NEW_NIK.encode() not in (house.store.home / "ledger.sqlite").read_bytes()


def test_answers_are_noted_once_and_never_changed(house: House) -> None:
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})
    fill(house.back(house.run()["kks.xlsx"]), house.inbox / "kks_perbaikan.xlsx", decide)
    house.run()
    noted = house.ledger.answers()
    house.run()
    assert house.ledger.answers() == noted
    assert len(noted) == 4
    assert house.ledger.record_answers([{**noted[0].__dict__, "outcome": "open"}]) == 0
    assert house.ledger.answers() == noted


def test_answers_follow_their_row_wherever_the_office_moved_it(house: House) -> None:
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})

    def put_a_row_on_top(book: object) -> None:
        book["Lumpue"].insert_rows(5)  # type: ignore[index]
        for column, value in enumerate(row(9, "I Suhada", "7772014107550007"), 1):
            book["Lumpue"].cell(5, column).value = value  # type: ignore[index]

    fill(house.back(house.run()["kks.xlsx"]), house.inbox / "kks_perbaikan.xlsx", decide, put_a_row_on_top)
    second = house.run()["kks_perbaikan.xlsx"]
    names = {one["full_name"]: (one["nik"], one["row_number"]) for one in house.rows(second)}
    assert names["La Tang"] == (NEW_NIK, 7)
    assert names["I Suhada"] == ("7772014107550007", 5)
    again = house.back(second)
    assert [code_of(line) for line in lines(again)] == ["NIK-002"]
    assert shown(again, "Sudah dipastikan benar") == 1


def test_a_cell_mended_in_the_sheet_itself_is_thanked_for(house: House) -> None:
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})

    def mend(book: object) -> None:
        book["Lumpue"]["C8"].value = "7772014107800077"  # type: ignore[index]

    fill(house.back(house.run()["kks.xlsx"]), house.inbox / "kks_perbaikan.xlsx", lambda _: (None, None), mend)
    again = house.back(house.run()["kks_perbaikan.xlsx"])
    assert shown(again, "Diperbaiki sejak kiriman lalu") == 1
    assert sorted(code_of(line) for line in lines(again)) == ["NIK-001", "NIK-003", "NIK-007"]


def test_what_is_confirmed_is_asked_again_when_it_changes(house: House) -> None:
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})
    path = house.inbox / "kks_perbaikan.xlsx"
    fill(house.back(house.run()["kks.xlsx"]), path, decide)
    again = house.back(house.run()["kks_perbaikan.xlsx"])

    def break_it_anew(book: object) -> None:
        book["Lumpue"]["C7"].value = 7772010107750100.0  # type: ignore[index]

    fill(again, path, lambda _: (None, None), break_it_anew)
    third = house.run()["kks_perbaikan.xlsx"]
    assert len(third.corrects) == 2
    assert sorted(code_of(line) for line in lines(house.back(third))) == ["NIK-002", "NIK-003"]


def test_what_is_confirmed_is_closed_for_the_warehouse_until_it_changes(house: House) -> None:
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})
    sent = house.back(house.run()["kks.xlsx"])
    fill(sent, house.inbox / "kks_perbaikan.xlsx", decide)
    again = house.back(house.run()["kks_perbaikan.xlsx"])
    assert house.closed() == {"NIK-002": False, "NIK-003": True}

    def mend(book: Any) -> None:
        book["Lumpue"]["C7"].value = "77720101077500"

    fill(again, house.inbox / "kks lagi.xlsx", lambda line: (None, None), mend)
    house.run()
    assert house.closed() == {"NIK-002": False}


def test_confirmed_issues_stay_closed_over_many_rounds(house: House) -> None:
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})
    path = house.inbox / "kks_perbaikan.xlsx"
    back = house.back(house.run()["kks.xlsx"])
    fill(back, path, decide)
    for _ in range(2):
        back = house.back(house.run()["kks_perbaikan.xlsx"])
        assert [code_of(line) for line in lines(back)] == ["NIK-002"]
        fill(back, path, lambda _: (None, None))
    back = house.back(house.run()["kks_perbaikan.xlsx"])
    assert [code_of(line) for line in lines(back)] == ["NIK-002"]
    assert len(house.rows(house.run()["kks_perbaikan.xlsx"])) == 5


def test_answers_that_contradict_one_another_are_not_followed(house: House) -> None:
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})

    def contradict(line: Line) -> tuple[str | None, object]:
        said = {"NIK-001": ("Memang benar", NEW_NIK), "NIK-002": ("Hapus baris", NEW_NIK), "NIK-003": ("entah", None)}
        return said.get(code_of(line), (None, None))

    fill(house.back(house.run()["kks.xlsx"]), house.inbox / "kks_perbaikan.xlsx", contradict)
    second = house.run()["kks_perbaikan.xlsx"]
    assert {one.code: one.outcome for one in house.ledger.answers()} == {
        "NIK-001": "unclear", "NIK-002": "unclear", "NIK-003": "unclear",
    }  # fmt: skip
    assert second.rows_accepted == 6
    back = house.back(second)
    assert shown(back, "Jawaban bertentangan") == 3
    assert shown(back, "Diperbaiki sejak kiriman lalu") == 0
    assert len(lines(back)) == 4


def test_a_new_value_with_another_fault_closes_nothing(house: House) -> None:
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})
    short = lambda line: (None, "7772010107750" if code_of(line) == "NIK-001" else None)  # noqa: E731
    fill(house.back(house.run()["kks.xlsx"]), house.inbox / "kks_perbaikan.xlsx", short)
    second = house.run()["kks_perbaikan.xlsx"]
    assert [one.outcome for one in house.ledger.answers()] == ["open"]
    back = house.back(second)
    assert [code_of(line) for line in lines(back)].count("NIK-002") == 2
    assert shown(back, "Diperbaiki sejak kiriman lalu") == 0


def test_a_workbook_in_the_wrong_place_is_held_with_the_reason(house: House) -> None:
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})
    sent = house.back(house.run()["kks.xlsx"])
    later = house.store.inbox_of("2017-S2", "dinsos")
    fill(sent, later / "kks_perbaikan.xlsx", decide)
    (one,) = conform_agency(house.store, house.ledger, house.catalogue, "2017-S2", "dinsos")
    assert (one.holding, one.rows_accepted) == (("FIL-008",), 0)
    elsewhere = house.store.inbox_of(SEMESTER, "disdik")
    fill(sent, elsewhere / "kks_perbaikan.xlsx", decide)
    (other,) = conform_agency(house.store, house.ledger, house.catalogue, SEMESTER, "disdik")
    assert (other.holding, other.rows_accepted) == (("FIL-005",), 0)
    assert house.ledger.answers() == []


def test_a_text_file_comes_back_as_a_workbook_and_is_the_same_list(house: House) -> None:
    write_csv(house.inbox / "kks.csv", [[*HEADER[:8], "KELURAHAN"], *([*each[:8], "Lumpue"] for each in ROWS)])
    first = house.run()["kks.csv"]
    fill(house.back(first), house.inbox / "jawaban.xlsx", decide)
    both = house.run()
    second = both["jawaban.xlsx"]
    assert (both["kks.csv"].status, second.status) == ("superseded", "admitted")
    assert second.corrects == (first.submission_id,)
    assert {one["full_name"]: one["nik"] for one in house.rows(second)}["La Tang"] == NEW_NIK
    assert {one["sheet"] for one in house.rows(second)} == {""}


def test_our_columns_alone_are_no_unknown_headers(house: House) -> None:
    """An office that copies its sheet out of our workbook into one of its own."""
    write_xlsx(house.inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})
    sent = house.back(house.run()["kks.xlsx"])

    def only_the_sheet(book: object) -> None:
        for name in ("Ringkasan", "_sinergi"):
            del book[name]  # type: ignore[attr-defined]

    fill(sent, house.inbox / "kks baru.xlsx", lambda _: (None, None), only_the_sheet)
    one = house.run()["kks baru.xlsx"]
    assert one.corrects == ()
    assert not [problem for problem in one.problems if problem.code.startswith("KOL")]
    assert one.rows_accepted == 6
