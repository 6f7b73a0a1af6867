"""Proposals to the owner of the source: once each for good, and every answer found again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from delivery.proposals.answers import is_proposals, read_proposal_answers
from delivery.proposals.book import Settled, SourceNow, settle
from delivery.proposals.sheet import ANSWERED, SHEET, WAITING, form_rows, write_proposals
from ingest.declarations.catalogue import load_catalogue
from ingest.ledger import Ledger, ProposalRow
from ingest.store import Store

S1, S2, S3 = "2026-S1", "2026-S2", "2027-S1"
CODES = load_catalogue().issue_codes
HOUSE = "house"


def line(number: str, kind: str = "deceased", **values: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("nik", "family_card_no", "address", "rt", "rw", "village_name", "proposed_nik"))
    told = {"full_name": f"Nama {number}", "proposal_text": "Usulan", "nik": "7772010107750003"}
    return {"proposal_id": number, "proposal_kind": kind, "unit_id": f"P{number}", **empty, **told, **values}


class Office:
    """A home whose proposals are settled semester after semester."""

    def __init__(self, home: Path) -> None:
        self.store, self.book = Store(home), Ledger(f"sqlite:///{home / 'ledger.sqlite'}")

    def propose(self, semester: str, snapshot: str, *lines: dict[str, Any]) -> Settled:
        source = SourceNow(snapshot, lines, frozenset(each["unit_id"] for each in lines))
        settled = settle(semester, source, self.book.proposals(), f"{semester}-now")
        self.path = write_proposals(self.store, semester, HOUSE, settled)
        self.book.book_proposals(settled.changed)
        return settled

    def answer(self, *rows: tuple[str, str, str | None, str | None, str | None], house: str = HOUSE) -> Any:
        """Writes (sheet, proposal, answer, by, reason) into the workbook and reads it back."""
        book = openpyxl.load_workbook(self.path)
        for sheet, number, *said in rows:
            cells = {cell.value: cell.row for cell in book[sheet]["A"]}
            heads = next(row for row in book[sheet].iter_rows() if row[0].value == "Nomor usulan")
            at = next(cell.column for cell in heads if cell.value == "Jawaban")
            for offset, text in enumerate(said):
                book[sheet].cell(cells[number], at + offset).value = text
        book.save(self.path)
        read = read_proposal_answers(self.path, house, self.book.proposals(), "later", CODES)
        if not read.problems:
            self.book.book_proposals(read.changed)
        return read


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def numbers(settled: Settled) -> list[str]:
    return [each["proposal_id"] for each in settled.proposed]


def test_nothing_is_proposed_twice_but_a_lost_file_is_made_again(office: Office) -> None:
    assert numbers(office.propose(S1, "V2", line("a"), line("b"))) == ["a", "b"]
    again = office.propose(S1, "V2", line("a"), line("b"))
    assert numbers(again) == ["a", "b"]
    assert again.changed == ()
    later = office.propose(S2, "V3", line("a"), line("b"), line("c", "missed"))
    assert numbers(later) == ["c"]
    assert [row.proposal_id for row in later.waiting] == ["a", "b"]


@pytest.mark.parametrize(
    ("kind", "listed", "numbered", "is_taken_up"),
    [
        ("deceased", "", "", True), ("deceased", "a", "", False), ("moved", "", "", True), ("number", "a", "a", True),
        ("number", "a", "", False), ("missed", "a", "", True), ("missed", "", "", False), ("doubt", "a", "", False),
        ("doubt", "", "", False),
    ],
)  # fmt: skip
def test_a_newer_version_shows_what_was_taken_up(
    office: Office, kind: str, listed: str, numbered: str, is_taken_up: bool
) -> None:
    """That a list no longer says it is no answer: a missed family may only have ceased to receive."""
    office.propose(S1, "V2", line("a", kind))
    held, with_number = (frozenset(f"P{name}" for name in names) for names in (listed, numbered))
    settled = settle(S2, SourceNow("V3", (), held, with_number), office.book.proposals(), "later")
    assert settled.found == int(is_taken_up)
    if is_taken_up:
        row = ProposalRow("a", kind, "Pa", S1, "V2", f"{S1}-now", "taken_up", "", "ditemukan di V3", "later")
        assert settled.changed == (row,)


def test_the_same_version_answers_nothing(office: Office) -> None:
    """A list that lacks a row this semester says nothing of a source that has not changed."""
    office.propose(S1, "V2", line("a"))
    assert office.propose(S2, "V2").changed == ()
    assert office.book.proposals()["a"].status == "sent"


def test_answers_are_kept_and_a_refusal_stands(office: Office) -> None:
    office.propose(S1, "V2", line("a"), line("b"), line("c"))
    read = office.answer((SHEET, "a", "diterima", "Ibu Sari", None), (SHEET, "b", "Ditolak", "Ibu Sari", "masih hidup"))
    assert (read.problems, read.blank, read.unchanged) == ((), 1, 0)
    booked = office.book.proposals()
    assert [booked[name].status for name in "abc"] == ["taken_up", "refused", "sent"]
    assert (booked["b"].answered_by, booked["b"].reason, booked["b"].answered_at) == (
        "Ibu Sari",
        "masih hidup",
        "later",
    )
    for semester, snapshot in ((S2, "V3"), (S3, "V4")):
        assert numbers(office.propose(semester, snapshot, line("a"), line("b"), line("c"))) == []
    assert office.book.proposals()["b"].status == "refused"


def test_an_earlier_proposal_is_answered_in_a_later_workbook(office: Office) -> None:
    office.propose(S1, "V2", line("a"), line("b"))
    office.answer((SHEET, "b", "Diterima", "Ibu Sari", None))
    office.propose(S2, "V3", line("a"), line("b"))
    read = office.answer((WAITING, "a", "Ditolak", "Pak Amir", "belum ada akta"))
    assert (len(read.changed), read.unchanged) == (1, 1)
    # and an answer is changed where it stands
    office.propose(S3, "V4", line("a"), line("b"))
    assert len(office.answer((ANSWERED, "a", "Diterima", "Pak Amir", None)).changed) == 1
    assert office.book.proposals()["a"].status == "taken_up"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("Mungkin", "Ibu Sari", None), "USL-003"),
        (("Diterima", None, None), "USL-004"),
        (("Ditolak", "Ibu Sari", None), "USL-005"),
    ],
)
def test_a_wrong_answer_is_told_with_its_cell_and_nothing_is_kept(
    office: Office, said: tuple[str, str | None, str | None], code: str
) -> None:
    office.propose(S1, "V2", line("a"), line("b"))
    read = office.answer((SHEET, "a", *said), (SHEET, "b", "Diterima", "Ibu Sari", None))
    assert [problem.code for problem in read.problems] == [code]
    assert read.problems[0].cell.endswith("6")
    assert {row.status for row in office.book.proposals().values()} == {"sent"}


def test_a_workbook_of_another_house_and_an_unknown_number_are_refused(office: Office) -> None:
    office.propose(S1, "V2", line("a"))
    assert is_proposals(office.path)
    assert [each.code for each in office.answer(house="other").problems] == ["USL-001"]
    office.book.book_proposals(())
    read = read_proposal_answers(office.path, HOUSE, {}, "later", CODES)
    assert read.problems == ()  # nothing was answered
    book = openpyxl.load_workbook(office.path)
    book[SHEET]["A6"] = "changed"
    book.save(office.path)
    with pytest.raises(KeyError):
        office.answer((SHEET, "a", "Diterima", "Ibu Sari", None))
    assert [each.code for each in office.answer((SHEET, "changed", "Diterima", "Ibu Sari", None)).problems] == [
        "USL-002"
    ]


def test_numbers_stay_text_and_no_cell_is_a_formula(office: Office) -> None:
    settled = office.propose(S1, "V2", line("a", full_name="=1+1"))
    cells = next(openpyxl.load_workbook(office.path)[SHEET].iter_rows(min_row=6, max_row=6))
    assert (cells[2].value, cells[2].data_type, cells[3].value, cells[3].data_type) == (
        "7772010107750003",
        "s",
        "=1+1",
        "s",
    )
    head, rows = form_rows(settled)
    assert rows[0][: head.index("Nomor KK")] == ["a", "Meninggal", "7772010107750003", "=1+1"]
