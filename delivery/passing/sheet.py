"""Writes the sheet of texts that wait for a person: `packs/naskah-terbit.xlsx`, private.

Every text that people wrote and a release would show, with its number, where it stands and what was decided of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from delivery.release.allow_list import is_written
from delivery.release.cell_keys import ATTACHED
from delivery.release.free_text import PassedTexts, learn, load_passed, number_of, withheld_text
from delivery.release.guard import literal
from delivery.release.sources import found_sources
from ingest.fold import fold_header
from ingest.store import PRIVATE_FOLDER, Store, replacing

FILE_NAME = "naskah-terbit.xlsx"
SHEET, MARK_SHEET, MARK = "Naskah", "_sinergi", "sinergi-naskah-1"
NUMBER, TEXT, PLACE, TIMES, DECISION, BY = "Nomor", "Tertulis", "Di mana", "Baris", "Terbitkan?", "Oleh"
WORDS: Mapping[bool, str] = {True: "Ya", False: "Tidak"}
PASSED_OF: Mapping[str, bool] = {fold_header(word): passed for passed, word in WORDS.items()}
_COLUMNS = ((NUMBER, 15), (TEXT, 70), (PLACE, 44), (TIMES, 8), (DECISION, 12), (BY, 20))
_STEPS = (
    "Tiap baris satu naskah yang ditulis orang. Selama belum ada keputusan, yang terbit hanya nomornya.",
    "Pilih Ya bila tidak menyebut nama, alamat, nomor, atau hal lain tentang seseorang; Tidak bila menyebut.",
    "Isi kolom Oleh. Simpan, lalu: sinergi decide naskah-terbit.xlsx, dan jalankan lagi semesternya.",
    "Berisi data pribadi: simpan di tempat yang aman, jangan disebarkan.",
)
FIRST_ROW = len(_STEPS) + 3


@dataclass(frozen=True)
class Text:
    """One text as somebody wrote it, and where it would be published."""

    number: str
    text: str
    place: str
    times: int


@dataclass(frozen=True)
class Sheet:
    """The sheet that was written, in counts."""

    path: Path
    waiting: int
    decided: int


def write_sheet(
    store: Store, installation: str, secret: str, personal: Mapping[str, bool], reasons: Iterable[str]
) -> Sheet:
    """Writes the sheet; `reasons` are officers' words about decisions, which a release carries too.

    Needs a built warehouse. `installation` marks the sheet as one of this house.
    """
    texts = written_texts(store, PassedTexts(secret), personal, reasons)
    decided = load_passed(store)
    # what waits comes first
    texts.sort(key=lambda text: (text.number in decided, text.place, -text.times, text.text))
    path = store.packs / FILE_NAME
    store.packs.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
    book = openpyxl.Workbook()
    _fill(book.worksheets[0], texts, decided)
    mark = book.create_sheet(MARK_SHEET)
    for row in ([MARK], ["installation", installation]):
        mark.append(row)
    mark.sheet_state = "veryHidden"
    with replacing(path) as target:
        book.save(target)
    known = sum(text.number in decided for text in texts)
    return Sheet(path, len(texts) - known, known)


def written_texts(
    store: Store, nobody: PassedTexts, personal: Mapping[str, bool], reasons: Iterable[str]
) -> list[Text]:
    """Every text that would be published as a number if nobody had let any pass."""
    found: dict[str, Text] = {}
    with duckdb.connect() as database:
        database.execute(f"attach {literal(str(store.warehouse))} as {ATTACHED} (read_only)")
        sources = found_sources(database, personal, "", {}, None)
        learn(database, sources, nobody)
        for source in sources:
            for column in source.columns:
                if column.type == "VARCHAR" and is_written(source.name, column.name):
                    name = f'"{column.name}"'
                    rows = database.execute(
                        f"select {number_of(name)}, {name}, count(*) from {source.relation} where {withheld_text(name)}"
                        f" group by {name}"
                    ).fetchall()
                    for number, text, times in rows:
                        found.setdefault(number, Text(number, text, f"{source.name}.{column.name}", times))
    table = pq.read_table(store.accepted_part("submissions"), columns=["file_name"])
    for place, texts in (("nama berkas", table["file_name"].to_pylist()), ("alasan putusan", list(reasons))):
        for text in texts:
            if text:
                found.setdefault(nobody.number(text), Text(nobody.number(text), text, place, texts.count(text)))
    return list(found.values())


def _fill(sheet: Any, texts: Iterable[Text], decided: Mapping[str, Mapping[str, Any]]) -> None:
    sheet.title = SHEET
    for step in _STEPS:
        sheet.append([step])
    sheet.append([])
    sheet.append([name for name, _ in _COLUMNS])
    for at, (_, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.cell(FIRST_ROW - 1, at).font = Font(bold=True)
    for text in texts:
        said = decided.get(text.number)
        answer = [WORDS[said["passed"]], said["by"]] if said else [None, None]
        sheet.append([text.number, None, text.place, text.times, *answer])
        # written by somebody else: never a formula
        cell = sheet.cell(sheet.max_row, 2)
        cell.value, cell.data_type, cell.alignment = text.text, "s", Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = f"A{FIRST_ROW}"
    choice = DataValidation("list", formula1=f'"{",".join(WORDS.values())}"', allow_blank=True)
    choice.add(f"E{FIRST_ROW}:E{max(FIRST_ROW, sheet.max_row)}")
    sheet.add_data_validation(choice)
