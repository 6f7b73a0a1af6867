"""The workbook of questions of a strange city, filled in from its truth as somebody would who knows every office."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from typer.testing import CliRunner

from delivery.questions.sheet import ANSWER, CHOICES, COLUMNS, FILLED_BY, FILLED_WHY, KEY, OPEN, SUMMARY, QuestionKey
from ingest.declarations.rulings import ASIDE, EVERY, WITHOUT, files_of
from ingest.drafting.question_words import answers_offered
from ingest.drafting.questions import pattern_of
from ingest.fold import fold_place
from ingest.parsers.codes import CodeList
from orchestration.cli.app import app
from orchestration.settings import Settings

_HINT = re.compile(r">\s*\([^()]*\)\s*$")
_ANSWER_COLUMN, _KEY_COLUMN = ([words for words, _ in COLUMNS].index(name) + 1 for name in (ANSWER, KEY))


_ALWAYS: dict[str, str] = {"required": WITHOUT, "number": ASIDE, "repeats": EVERY}


@dataclass(frozen=True)
class Truth:
    """What a strange city knows of its own files."""

    home: Path
    semester: str

    def of(self, name: str) -> pd.DataFrame:
        """A table of the truth, of this semester alone."""
        return pd.read_parquet(self.home / "truth" / f"{name}.parquet").query("semester == @self.semester")

    @cached_property
    def columns(self) -> pd.DataFrame:
        return self.of("columns")

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Every cell with the truth of its row."""
        at = ["file_name", "sheet", "row_number"]
        rows = self.of("rows")[[*at, "is_receipt", "village_code"]].drop_duplicates(at)
        return self.of("cells").merge(rows, on=at, how="left")

    def answer(self, key: QuestionKey) -> str:
        """The true answer to a question; '' where the truth does not say."""
        if key.kind == "file":
            return self._file(key)
        if key.kind == "version":
            return self._version(key)
        if key.kind in _ALWAYS:
            return _ALWAYS[key.kind]
        if key.kind == "heading":
            return self._heading(key)
        return self._word(key)

    def _file(self, key: QuestionKey) -> str:
        files = self.of("files").query("agency_id == @key.agency_id")
        tables = [str(row.table_id) for row in files.itertuples() if pattern_of(str(row.file_name)) == key.subject]
        return tables[0] if tables else ASIDE

    def _version(self, key: QuestionKey) -> str:
        """The one file that no other takes the place of; all, where several are so."""
        older = set(self.of("files").query("verdict == 'superseded'").file_name)
        standing = [beginning for beginning, name in files_of(key.subject).items() if name not in older]
        return standing[0] if len(standing) == 1 else EVERY

    def _heading(self, key: QuestionKey) -> str:
        found = self.columns.query("agency_id == @key.agency_id and table_id == @key.table_id")
        fields = found[found.heading.map(lambda text: fold_place(key.subject) in _named(str(text)))].field.dropna()
        return str(fields.iloc[0]) if len(fields) else ASIDE

    def _word(self, key: QuestionKey) -> str:
        of_list = self.cells.query("agency_id == @key.agency_id and table_id == @key.table_id")
        met = of_list[of_list.written.map(lambda text: fold_place(str(text)) == fold_place(key.subject))]
        if key.field in ("village_name", "area_name"):
            return _most(met[met.field.isin(["village_name", "area_name"])].village_code)
        met = met[met.field == key.field]
        receipts = _most(met.is_receipt) == "True"
        if key.kind == "receipt":
            return "yes" if receipts else "no"
        reads = _most(met.reads_as)
        if key.field == "status_text":
            return CodeList.load("enrolment_status").find(reads) or ("active" if receipts else "inactive")
        return {"true": "yes", "false": "no"}.get(reads, reads)


def _named(heading: str) -> set[str]:
    """A heading as compared, with and without a last row that only says how to fill it in: `(tgl/bln/thn)`."""
    return {fold_place(heading), fold_place(_HINT.sub("", heading))}


def _most(values: pd.Series[Any]) -> str:
    counted = Counter(map(str, values.dropna()))
    return counted.most_common(1)[0][0] if counted else ""


def _choices(book: openpyxl.Workbook) -> dict[int, set[str]]:
    """What the drop-down of each row of the questions offers."""
    found: dict[int, set[str]] = {}
    for rule in book[OPEN].data_validations.dataValidation:
        letter = str(rule.formula1).split("$")[1]
        words = {str(cell.value) for cell in book[CHOICES][letter] if cell.value}
        found |= {row: words for span in rule.sqref.ranges for row in range(span.min_row, span.max_row + 1)}
    return found


def fill_in(home: Path, semester: str) -> Counter[str]:
    """Fills in the workbook of a semester from the truth and hands it back; the answers given, by kind."""
    ask = CliRunner().invoke(app, ["questions", semester, "--home", str(home)])
    assert ask.exit_code == 0, ask.output
    path = home / "packs" / semester / "pertanyaan.xlsx"
    book, truth, given = openpyxl.load_workbook(path), Truth(home, semester), Counter[str]()
    catalogue = Settings(home=home).catalogue()
    choices = _choices(book)
    for number, row in enumerate(book[OPEN].iter_rows(min_row=2), start=2):
        key = QuestionKey.read(str(row[_KEY_COLUMN - 1].value))
        if key is None:
            continue
        offered = answers_offered(key.kind, key.agency_id, key.table_id, key.field, catalogue, key.subject)
        # a column may tell several fields: `address`, `rt` and `rw` in one
        fields = filter(None, map(offered.get, truth.answer(key).split("\n")))
        if key.kind == "heading":
            # something that no field of the list is, or one that another column fills: the drop-down has it not
            words = next((words for words in fields if words in choices[number]), offered[ASIDE])
        else:
            words = next(fields, None)
        row[_ANSWER_COLUMN - 1].value = words
        given[key.kind if words else f"{key.kind} untold: {key.table_id} {key.subject} = {truth.answer(key)}"] += 1
    for cells in book[SUMMARY].iter_rows():
        for cell in cells:
            if cell.value in (FILLED_BY, FILLED_WHY):
                book[SUMMARY].cell(cell.row, cell.column + 1).value = "Bench"
    filled = home / f"{semester}.xlsx"
    book.save(filled)
    done = CliRunner().invoke(app, ["decide", str(filled), "--home", str(home)])
    assert done.exit_code == 0, done.output
    return given
