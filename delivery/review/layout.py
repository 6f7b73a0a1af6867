"""Lays out the pages of the review workbook.

For each pair a band that says why it is asked, and its two rows below.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation

from delivery.review.sheet import BY, DECISION, KEY, REASON, USUAL_REASONS, VERDICTS, PairKey
from delivery.workbook.palette import FILLS, PALE, Palette
from delivery.workbook.summary import set_up_print
from delivery.workbook.xml import Styled, TallRow
from ingest.fold import fold_header

Line = dict[str, Any]
COLUMNS: tuple[tuple[str, float], ...] = (
    ("Daftar", 19), ("Nama", 21), ("NIK", 18), ("No. KK", 18), ("L/P", 5), ("Lahir", 12), ("Ibu kandung", 15),
    ("Kepala keluarga", 17), ("Alamat", 24), ("Kelurahan", 13), ("Menerima", 18), (DECISION, 12), (BY, 13),
    (REASON, 22), (KEY, 60),
)  # fmt: skip
_FACTS = 11
_KEY_COLUMN = len(COLUMNS)
_LINES_OF_A_PAIR = 3


def list_rows(lines: Sequence[Line], palette: Palette) -> Iterator[Sequence[Styled | None]]:
    """The rows of a sheet of pairs.

    The header, then a band and two rows for each pair.
    """
    header = TallRow((words, palette.of(words, face="header")) for words, _ in COLUMNS)
    header.height = 20
    yield header
    for line in lines:
        yield _band(line, palette)
        yield from _pair(line, palette)


def set_up_list(sheet: Any, pairs: int) -> None:
    """Widths, merged cells, drop-downs and print of the sheet."""
    for column, (_, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.column_dimensions[get_column_letter(_KEY_COLUMN)].hidden = True
    sheet.freeze_panes = "C2"
    last = max(2, 1 + _LINES_OF_A_PAIR * pairs)
    sheet.print_area = f"A1:{get_column_letter(_KEY_COLUMN - 1)}{last}"
    set_up_print(sheet, repeat_row=1)
    sheet.sheet_view.showGridLines = False
    for pair in range(pairs):
        top = 2 + _LINES_OF_A_PAIR * pair
        # added by hand: merge_cells would make cells, and the sheet is filled in later
        sheet.merged_cells.add(CellRange(f"A{top}:{get_column_letter(_KEY_COLUMN - 1)}{top}"))
        for column in range(_FACTS + 1, _KEY_COLUMN):
            letter = get_column_letter(column)
            sheet.merged_cells.add(CellRange(f"{letter}{top + 1}:{letter}{top + 2}"))
    choice = DataValidation("list", formula1=f'"{",".join(VERDICTS.values())}"', allow_blank=True)
    choice.error, choice.errorTitle = "Pilih Sama, Bukan, atau Tidak tahu.", DECISION
    usual = DataValidation("list", formula1=f'"{",".join(USUAL_REASONS).replace(", ", "; ")}"', allow_blank=True)
    usual.showErrorMessage = False  # any other words will do
    for column, rule in ((_FACTS + 1, choice), (_FACTS + 3, usual)):
        rule.add(f"{get_column_letter(column)}2:{get_column_letter(column)}{last}")
        sheet.add_data_validation(rule)


def _band(line: Line, palette: Palette) -> TallRow:
    sentences = [f"{line['review_no']}. {line['reason_text']}"]
    if line["score"] is not None:
        sentences.append(f"Kemiripan {round(100 * line['score'])} %.")
    amount = f", Rp {rupiah(line['moved_amount_idr'])}" if line["moved_amount_idr"] else ""
    sentences.append(f"Menyangkut {line['moved_receipt_count']} bantuan{amount}.")
    if line["is_in_force"] is False:
        sentences.append("TIDAK BERLAKU: bertentangan dengan keputusan yang lebih baru.")
    text = "  ".join(sentences)
    style = palette.of(text, PALE, "section")
    row = TallRow([(text, style), *[(None, style)] * (_KEY_COLUMN - 2), None])
    row.height = 20
    return row


def _pair(line: Line, palette: Palette) -> Iterator[TallRow]:
    facts_a, facts_b = _facts(line, "a"), _facts(line, "b")
    pair_key = PairKey(line["pair_id"], line["fingerprint_a"], line["fingerprint_b"], line["verdict"] or "")
    answers = (VERDICTS.get(line["verdict"] or "", ""), line["decided_by"] or "", line["decided_reason"] or "")
    for mine, theirs, is_first in ((facts_a, facts_b, True), (facts_b, facts_a, False)):
        cells: list[Styled | None] = [
            (text or None, palette.of(text, _colour(at, text, theirs[at]), "list")) for at, text in enumerate(mine)
        ]
        for answer in answers:
            cells.append(((answer if is_first else "") or None, palette.of(answer, face="input")))
        cells.append((pair_key.text(), palette.of(pair_key.text())) if is_first else None)
        row = TallRow(cells)
        row.height = 15.5 * max(2, *map(_lines_of, mine, (width for _, width in COLUMNS)))
        yield row


def _facts(line: Line, side: str) -> list[str]:
    """The facts that one row states, in the order of the columns."""

    def of(name: str) -> Any:
        return line[f"{name}_{side}"]

    born = of("birth_date")
    lived = f"umur {of('age_years')}" if of("age_years") is not None else ""
    block = " ".join(f"{name} {of(key)}" for name, key in (("RT", "rt"), ("RW", "rw")) if of(key))
    amount = line[f"benefit_amount_{side}_idr"]
    received = f"Rp {rupiah(amount)}" if amount else ""
    # a row of another semester stands in another file: without it, it cannot be looked up
    when = f"{of('semester')} " if of("semester") != line["semester"] else ""
    place = f"{when}{of('sheet') or ''} baris {of('row_number')}".replace("  ", " ").strip()
    return [
        f"{of('agency_id')}/{of('table_id')}\n{place}",
        of("full_name") or "", of("nik") or "", of("family_card_no") or "", of("sex") or "",
        f"{born:%d-%m-%Y}" if isinstance(born, dt.date) else lived, of("mother_name") or "", of("head_name") or "",
        "\n".join(part for part in (of("address") or "", block) if part), of("village_name") or "",
        "\n".join(part for part in (of("programme_codes") or "", received) if part),
    ]  # fmt: skip


def _lines_of(text: str, width: float) -> int:
    """The number of lines that a text takes in a column.

    Needed as no program makes room by itself.
    """
    return sum(max(1, math.ceil(len(part) / (width - 2))) for part in text.split("\n"))


def _colour(column: int, mine: str, theirs: str) -> str:
    """Yellow where both say something, and not the same.

    What only one of them says proves nothing.
    """
    name = COLUMNS[column][0]
    if name in ("Daftar", "Menerima") or not mine or not theirs:
        return ""
    if name == "Lahir" and mine.startswith("umur") != theirs.startswith("umur"):
        return ""
    return FILLS["warning"] if fold_header(mine) != fold_header(theirs) else ""


def rupiah(amount: int) -> str:
    """Whole rupiah as Indonesians write it.

    >>> rupiah(37500000)
    '37.500.000'
    """
    return f"{amount:,}".replace(",", ".")
