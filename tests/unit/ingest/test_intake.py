"""Files of one agency taken in: counts that add up, provenance, problems told all at once, and what is held."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.acceptance.accept import AcceptReport, accept
from ingest.acceptance.intake import conform_agency
from ingest.acceptance.side_tables import write_side_tables
from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission
from tests.support.sheets import write_csv, write_xlsx

SEMESTER = "2017-S1"
HEADER = ["NO", "NAMA PENERIMA", "NIK", "NO KK", "NO KKS", "ALAMAT", "RT", "RW", "KET"]


def kks_row(number: int, name: str, nik: object, card: object = "7772020101100001") -> list[object]:
    return [number, name, nik, card, f"60000{number:03}", "Jl. Melati", "1", "2", None]


def kks_sheet(
    rows: list[list[object]], title: str = "SEMESTER I TAHUN 2017", total: int | None = None
) -> list[list[object]]:
    return [
        ["DAFTAR PENERIMA KKS"],
        [title],
        [],
        HEADER,
        *rows,
        ["JUMLAH", len(rows) if total is None else total],
        [],
        [None, None, None, None, None, "Parepare, 30 Juni 2017"],
        [None, None, None, None, None, "Lurah Lumpue"],
        [None, None, None, None, None, "NIP. 197001011990031001"],
    ]


GOOD = [
    kks_row(1, "Hj. Sitti Aminah", "7772014107800001"),
    kks_row(2, "La Tang", "7772010107750002"),
    kks_row(3, "Andi Baso", 7772010107750003.0),
    kks_row(4, None, None),
]


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

    def inbox(self, agency: str = "dinsos", semester: str = SEMESTER) -> Path:
        return self.store.inbox_of(semester, agency)

    def take_in(self, agency: str = "dinsos", semester: str = SEMESTER) -> list[Submission]:
        return conform_agency(self.store, self.ledger, self.catalogue, semester, agency)

    def accept(self, submissions: list[Submission], held: tuple[str, ...] = ()) -> AcceptReport:
        verdicts = [Verdict(one.submission_id, one.submission_id not in held) for one in submissions]
        return accept(self.store, self.ledger, self.catalogue, SEMESTER, submissions, verdicts)


@pytest.fixture
def house(tmp_path: Path) -> House:
    store = Store(tmp_path)
    return House(store, Ledger(store.ledger_url), load_catalogue())


def rows_of(house: House, one: Submission) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(one.parquet(house.store)).to_pylist()
    return found


def codes(one: Submission) -> list[str]:
    return [problem.code for problem in one.problems]


def test_every_row_ends_in_one_place_with_its_provenance(house: House) -> None:
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": kks_sheet(GOOD, total=4)})
    (one,) = house.take_in()
    assert (one.rows_in, one.rows_accepted, one.rows_rejected, one.rows_furniture) == (13, 3, 1, 9)
    assert dict(one.furniture) == {"blank": 2, "header": 1, "signature": 3, "title": 2, "total": 1}
    assert one.stated_total == one.counted_total == 4
    first, _, third = rows_of(house, one)
    assert first | {"record_id": "", "submission_id": ""} == first | {
        "record_id": "", "submission_id": "", "sheet": "Lumpue", "row_number": 5, "programme_code": "KKS",
        "nik": "7772014107800001", "nik_status": "valid", "family_card_no": "7772020101100001",
        "full_name": "Hj. Sitti Aminah",
        "name_key": "HJ SITTI AMINAH", "village_code": "73.72.04.1003", "rt": "001", "rw": "002", "is_receipt": True,
    }  # fmt: skip
    assert (third["nik"], third["nik_status"]) == (None, "damaged")
    reject = pq.read_table(one.rejects(house.store)).to_pylist()
    assert [(row["row_number"], row["code"]) for row in reject] == [(8, "BAR-001")]
    issues = pq.read_table(one.issues(house.store)).to_pylist()
    found = {(row["row_number"], row["column_letter"], row["code"], row["value_masked"]) for row in issues}
    assert (7, "C", "NIK-003", "777201******0003") in found


def test_the_same_file_is_not_read_again_and_gives_the_same_bytes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": kks_sheet(GOOD)})
    (one,) = house.take_in()
    before = one.parquet(house.store).read_bytes()
    monkeypatch.setattr("ingest.sandbox.worker.Worker.read", lambda *_: pytest.fail("read again"))
    assert house.take_in() == [one]
    assert one.parquet(house.store).read_bytes() == before


def test_all_problems_of_a_header_are_told_at_once(house: House) -> None:
    sheet = kks_sheet(GOOD[:2])
    sheet[3] = ["NO", "NAMA PENERIMA", "NIKK", "NO KK", "NO KKS", "ALAMT", "RT", "RW", "KET"]
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": sheet})
    (one,) = house.take_in()
    told = {(p.code, p.cell, p.found) for p in one.problems if p.code.startswith("KOL")}
    assert told == {("KOL-001", "C4", "NIKK"), ("KOL-010", "F4", "ALAMT"), ("KOL-002", "", "")}
    assert "'NIK'" in next(p.expected for p in one.problems if p.found == "NIKK")
    assert one.rows_in == one.rows_accepted + one.rows_rejected + one.rows_furniture


def test_a_misspelt_status_or_place_holds_where_figures_hang_on_it(house: House) -> None:
    header = ["NO", "NAMA PENERIMA", "NIK", "KET TAMBHNN", "KELURHN"]
    rows = [[number, f"ORANG {number}", f"777201410780000{number}", "CLEAN", "Lumpue"] for number in range(1, 5)]
    for table_id in ("bpnt", "kks"):  # receipts of the second do not hang on a status
        write_xlsx(house.inbox() / f"{table_id}.xlsx", {table_id: [header, *rows]})
    held = {one.table_id: [p.cell for p in one.problems if p.code == "KOL-001"] for one in house.take_in()}
    assert held == {"bpnt": ["D1", "E1"], "kks": ["E1"]}


def test_abbreviated_headers_are_read_written_out(house: House) -> None:
    sheet = kks_sheet(GOOD[:2])
    sheet[3] = ["NO", "Nm. Pen.", "NIK", "NO KK", "NO KKS", "Almt", "RT", "RW", "KET"]
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": sheet})
    (one,) = house.take_in()
    assert one.holding == ()
    assert (one.columns["Nm. Pen."], one.columns["Almt"]) == ("full_name", "address")


def test_a_column_that_nobody_needs_is_set_aside_and_its_cells_are_kept(house: House) -> None:
    sheet = kks_sheet(GOOD[:2])
    sheet[3] = [*HEADER, "WARNA SERAGAM"]
    sheet[4], sheet[5] = [*sheet[4], "biru"], [*sheet[5], None]
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": sheet})
    (one,) = house.take_in()
    assert [(p.code, p.severity, p.cell, p.found) for p in one.problems if p.code == "KOL-008"] == [
        ("KOL-008", "info", "J4", "WARNA SERAGAM")
    ]
    assert [(c.header, c.cell, c.filled, c.sample, c.shape) for c in one.unread] == [
        ("WARNA SERAGAM", "J4", 0.5, "****", "text")
    ]
    kept = pq.read_table(one.unread_cells(house.store)).to_pylist()
    first = pq.read_table(one.parquet(house.store)).to_pylist()[0]
    assert kept == [{"record_id": first["record_id"], "header": "WARNA SERAGAM", "cell": "biru"}]


def test_a_column_that_the_list_had_before_holds_when_its_heading_changes(house: House) -> None:
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": kks_sheet(GOOD[:3])})
    house.accept(house.take_in())
    sheet = kks_sheet(GOOD[1:3], "SEMESTER II TAHUN 2017")
    sheet[3] = [*HEADER[:5], "ALAMAT LAPANGAN", *HEADER[6:], "WARNA SERAGAM"]
    write_xlsx(house.inbox(semester="2017-S2") / "kks.xlsx", {"Lumpue": sheet})
    for _ in range(2):  # read, then kept
        (one,) = house.take_in(semester="2017-S2")
        assert [(p.code, p.cell, p.found) for p in one.problems if p.severity == "hold"] == [
            ("KOL-009", "F4", "ALAMAT LAPANGAN")
        ]


def test_two_tables_that_nobody_can_part_are_told_once_with_both_ranges(house: House) -> None:
    sheet = kks_sheet(GOOD[:2])
    for number, cells in enumerate([["NO", "NAMA PENERIMA", "UMUR KINI"], [1, "I Besse", 40]], 3):
        sheet[number] = [*sheet[number], None, *cells]
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": sheet})
    (one,) = house.take_in()
    assert [(p.code, p.found) for p in one.problems if p.severity == "hold"] == [("TAB-008", "A4:I6 dan K4:M5")]


def test_a_recap_beside_the_list_is_told_and_not_read(house: House) -> None:
    sheet = kks_sheet(GOOD[:2])
    for number, cells in enumerate([["RT", "JUMLAH KPM"], ["RT 1", 1], ["RT 2", 1], ["TOTAL", 2]], 3):
        sheet[number] = [*sheet[number], *[None] * (10 - len(sheet[number])), *cells]
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": sheet})
    (one,) = house.take_in()
    assert (one.rows_accepted, one.holding) == (2, ())
    assert [(p.code, p.found) for p in one.problems if p.code == "TAB-009"] == [("TAB-009", "K4:L7")]


@pytest.mark.parametrize(
    ("name", "sheets", "code"),
    [
        ("kks.xlsx", {"Lumpue": kks_sheet(GOOD[:2], title="SEMESTER II TAHUN 2016")}, "SEM-001"),
        ("kks.xlsx", {"Lumpue": [["DAFTAR"], HEADER]}, "TAB-002"),
        ("kks.xlsx", {"Sheet1": [["catatan saja"]]}, "TAB-001"),
        ("kks.xlsx", {"Rastra": [["KECAMATAN", "KELURAHAN", "JUMLAH KPM"], ["Ujung", "Lapadde", 12]]}, "TAB-005"),
        ("undangan.xlsx", {"Sheet1": [["Hal", "Rapat"], ["Hari", "Senin"]]}, "FIL-005"),
    ],
)
def test_a_file_that_cannot_be_taken_is_held_with_one_clear_code(
    house: House, name: str, sheets: dict[str, list[list[object]]], code: str
) -> None:
    write_xlsx(house.inbox() / name, sheets)
    (one,) = house.take_in()
    assert one.holding == (code,)
    assert one.rows_in == one.rows_accepted + one.rows_rejected + one.rows_furniture
    problem = next(p for p in one.problems if p.code == code)
    assert problem.sentence().startswith(f"[{code}]")
    assert problem.action


def test_a_broken_file_is_told_and_the_others_go_on(house: House) -> None:
    good = write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": kks_sheet(GOOD[:2])})
    (house.inbox() / "pkh.xlsx").write_bytes(good.read_bytes()[:700])
    broken, fine = sorted(house.take_in(), key=lambda one: one.file_name, reverse=True)
    assert (broken.file_name, broken.holding, broken.table_id) == ("pkh.xlsx", ("FIL-001",), "pkh")
    assert fine.holding == ()


def test_the_same_bytes_twice_count_once(house: House) -> None:
    first = write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": kks_sheet(GOOD[:2])})
    shutil.copy(first, house.inbox() / "kks (1).xlsx")
    submissions = house.take_in()
    report = house.accept(submissions)
    assert sorted(one.status for one in report.submissions) == ["admitted", "duplicate"]
    assert report.rows["enrolment_records"] == 2


def test_two_versions_sent_together_wait_and_a_later_correction_supersedes(house: House) -> None:
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": kks_sheet(GOOD[:2])})
    other = write_xlsx(house.inbox() / "kks dinsos.xlsx", {"Lumpue": kks_sheet(GOOD[:3])})
    report = house.accept(house.take_in())
    assert [(one.status, one.hold_codes) for one in report.submissions] == [("held", ("FIL-007",))] * 2
    assert report.rows["enrolment_records"] == 0
    other.unlink()
    assert house.accept(house.take_in()).rows["enrolment_records"] == 2
    write_xlsx(house.inbox() / "kks_REV2.xlsx", {"Lumpue": kks_sheet(GOOD[:3])})
    report = house.accept(house.take_in())
    assert sorted(one.status for one in report.submissions) == ["admitted", "superseded"]
    assert report.rows["enrolment_records"] == 3


def test_parts_of_one_list_are_all_taken(house: House) -> None:
    write_xlsx(house.inbox() / "kks lumpue.xlsx", {"Lumpue": kks_sheet(GOOD[:2])})
    write_xlsx(house.inbox() / "kks lapadde.xlsx", {"Lapadde": kks_sheet([kks_row(1, "Baso", "7772010107750009")])})
    assert house.accept(house.take_in()).rows["enrolment_records"] == 3


def test_when_the_new_file_is_held_the_last_good_one_stays_and_is_stale(house: House) -> None:
    old = write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": kks_sheet(GOOD[:2])})
    (good,) = house.take_in()
    house.accept([good])
    house.ledger.book_standing(good.semester, {good.submission_id})
    old.unlink()
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": kks_sheet(GOOD[:3], title="SEMESTER II TAHUN 2015")})
    report = house.accept(house.take_in())
    assert [one.status for one in report.submissions] == ["held"]
    assert report.rows["enrolment_records"] == 2
    assert report.stale == {good.submission_id}
    write_side_tables(house.store, house.ledger, house.catalogue, report.stale)
    told = pq.read_table(house.store.accepted_part("submissions")).to_pylist()
    assert {(row["status"], row["is_stale"]) for row in told} == {("admitted", True), ("held", False)}


def test_last_semesters_file_is_recognised(house: House) -> None:
    old = write_csv(house.inbox() / "kks.csv", [HEADER, *GOOD[:2]], ";")
    house.accept(house.take_in())
    later = house.inbox(semester="2017-S2") / "kks.csv"
    later.parent.mkdir(parents=True)
    shutil.copy(old, later)
    (again,) = house.take_in(semester="2017-S2")
    assert again.holding == ("FIL-008",)


def test_no_personal_value_reaches_report_or_issue_table(house: House) -> None:
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": kks_sheet(GOOD)})
    (one,) = house.take_in()
    assert one.rows_accepted == 3
    house.accept([one])
    write_side_tables(house.store, house.ledger, house.catalogue)
    said = one.report(house.store).read_text() + str(
        pq.read_table(house.store.accepted_part("record_issues")).to_pylist()
    )
    for value in (
        "7772014107800001",
        "7772010107750002",
        "7772010107750003",
        "Aminah",
        "AMINAH",
        "Melati",
        "7772020101100001",
    ):
        assert value not in said


def test_a_number_in_a_file_name_is_not_told(house: House) -> None:
    write_xlsx(house.inbox() / "surat 7772010107750002.xlsx", {"Sheet1": [["Hal", "Rapat"], ["Hari", "Senin"]]})
    (one,) = house.take_in()
    assert [(problem.code, problem.found) for problem in one.problems] == [("FIL-005", "surat ****************.xlsx")]


def test_a_number_that_slipped_into_a_header_is_not_told(house: House) -> None:
    sheet = kks_sheet(GOOD)
    sheet[3] = [*HEADER, "MILIK 7772010107750002"]
    write_xlsx(house.inbox() / "kks.xlsx", {"Lumpue": sheet})
    (one,) = house.take_in()
    assert one.holding == ("TAB-001",)  # a row with an identity number is never a header
    assert "7772010107750002" not in one.report(house.store).read_text()
