"""Writes the workbook of proposals: `packs/<semester>/usulan-sumber.xlsx`, private.

One row for each, with a column for the owner's answer; filled in, `answers.py` reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from delivery.proposals.book import KINDS, Line, Settled
from ingest.fold import fold_header
from ingest.ledger import ProposalRow, ProposalStatus
from ingest.store import PRIVATE_FOLDER, Store, replacing

FILE_NAME = "usulan-sumber.xlsx"
SHEET, WAITING, ANSWERED, MARK_SHEET, MARK = "Usulan", "Menunggu", "Sudah dijawab", "_sinergi", "sinergi-usulan-1"
NUMBER, ANSWER, BY, REASON = "Nomor usulan", "Jawaban", "Oleh", "Alasan"
WORDS: Mapping[ProposalStatus, str] = {"taken_up": "Diterima", "refused": "Ditolak"}
STATUS_OF: Mapping[str, ProposalStatus] = {fold_header(word): status for status, word in WORDS.items()}
_COLUMNS: tuple[tuple[str, str, int], ...] = (
    (NUMBER, "proposal_id", 36), ("Jenis", "proposal_kind", 18), ("NIK", "nik", 18), ("Nama", "full_name", 26),
    ("Nomor KK", "family_card_no", 18), ("Alamat", "address", 30), ("RT", "rt", 6), ("RW", "rw", 6),
    ("Kelurahan", "village_name", 18), ("Usulan", "proposal_text", 60), ("NIK usulan", "proposed_nik", 18),
)  # fmt: skip
_ANSWERS = ((ANSWER, 12), (BY, 20), (REASON, 30))
_BOOKED = (
    (NUMBER, 36),
    ("Jenis", 18),
    ("Dikirim", 12),
    ("Versi sumber", 20),
    (ANSWER, 12),
    (BY, 20),
    (REASON, 30),
)
_STEPS = (
    "Usulan perbaikan kepada pemegang sumber acuan. Tiap baris satu usulan; nomornya tetap di setiap versi.",
    "Isi Jawaban (Diterima atau Ditolak), Oleh, dan bila ditolak Alasan. Lalu: sinergi decide usulan-sumber.xlsx",
    "Berisi data pribadi: simpan di tempat yang aman, jangan disebarkan.",
)


def write_proposals(store: Store, semester: str, installation: str, settled: Settled) -> Path:
    """Writes the workbook of a semester, marked as one of the `installation`; gives its path."""
    folder = store.packs / semester
    for each in (store.packs, folder):
        each.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    path = folder / FILE_NAME
    book = openpyxl.Workbook()
    _fill_open(book.worksheets[0], settled.proposed)
    for name, rows in ((WAITING, settled.waiting), (ANSWERED, settled.answered)):
        if rows:
            _fill_booked(book.create_sheet(name), rows)
    mark = book.create_sheet(MARK_SHEET)
    for line in ([MARK], ["semester", semester], ["installation", installation]):
        mark.append(line)
    mark.sheet_state = "veryHidden"
    with replacing(path) as target:
        book.save(target)
    return path


def _fill_open(sheet: Any, lines: Iterable[Line]) -> None:
    sheet.title = SHEET
    for step in _STEPS:
        sheet.append([step])
    sheet.append([])
    _head(sheet, [(name, width) for name, _, width in _COLUMNS] + list(_ANSWERS))
    first = sheet.max_row + 1
    for line in lines:
        sheet.append([None] * len(_COLUMNS))
        for at, (_, field, _) in enumerate(_COLUMNS, 1):
            # numbers stay text, and what somebody wrote is never a formula
            cell = sheet.cell(sheet.max_row, at)
            cell.value, cell.data_type = _value(line, field), "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _offer(sheet, get_column_letter(len(_COLUMNS) + 1), first)


def _fill_booked(sheet: Any, rows: Sequence[ProposalRow]) -> None:
    _head(sheet, _BOOKED)
    for row in rows:
        answer = WORDS.get(row.status)
        sheet.append([row.proposal_id, KINDS[row.kind], row.sent_semester, row.sent_snapshot, answer])
        for at, text in ((6, row.answered_by), (7, row.reason)):
            cell = sheet.cell(sheet.max_row, at)
            cell.value, cell.data_type = text or None, "s"
    _offer(sheet, "E", 2)


def _head(sheet: Any, columns: Iterable[tuple[str, int]]) -> None:
    columns = list(columns)
    sheet.append([name for name, _ in columns])
    for at, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.cell(sheet.max_row, at).font = Font(bold=True)
    sheet.freeze_panes = f"A{sheet.max_row + 1}"


def _offer(sheet: Any, letter: str, first: int) -> None:
    choice = DataValidation("list", formula1=f'"{",".join(WORDS.values())}"', allow_blank=True)
    choice.add(f"{letter}{first}:{letter}{max(first, sheet.max_row)}")
    sheet.add_data_validation(choice)


def _value(line: Line, field: str) -> str | None:
    value = line[field]
    return KINDS[value] if field == "proposal_kind" else value


def form_rows(settled: Settled) -> tuple[list[str], list[list[str | None]]]:
    """Heading and rows of the proposals for the CSV."""
    rows = [[_value(line, field) for _, field, _ in _COLUMNS] for line in settled.proposed]
    return [name for name, _, _ in _COLUMNS], rows
