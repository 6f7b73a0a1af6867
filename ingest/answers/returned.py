"""Reads a workbook of ours that came back, recognised by its hidden sheet alone.

It holds the office's own sheets, each with our two columns at its right (what is wrong, and the hidden key of the row),
and our sheets in front (summary, list of what to mend with the office's decisions). Here they are taken apart again:
the office's list as it would stand without us, the key of each row, and the answers.
What does not belong here: what an answer does to a row (`ingest.answers.applied`), how the workbook looks (`delivery`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.fold import fold_header
from ingest.parsers.texts import as_words
from ingest.workbook import Cell, Sheet, Workbook, is_blank

MARK_SHEET = "_sinergi"
MARK = "sinergi-perbaikan-1"
SUFFIX = "_perbaikan"
PROBLEM_HEADER = "Masalah (Sinergi)"
KEY_HEADER = "Kunci (Sinergi)"
DECISION_HEADER = "Keputusan"
NEW_VALUE_HEADER = "Nilai benar"
FILLED_BY = "Diisi oleh"
DECISIONS: Mapping[str, str] = {
    "fixed": "Sudah diperbaiki", "confirmed": "Memang benar", "unknown": "Tidak tahu", "remove": "Hapus baris",
}  # fmt: skip
_FOLDED_DECISIONS = {fold_header(words): code for code, words in DECISIONS.items()}


@dataclass(frozen=True)
class Origin:
    """The content of the hidden sheet: the submission sent out, earlier ones, the sheets' names."""

    submission_id: str
    semester: str
    agency_id: str
    table_id: str
    earlier: tuple[str, ...] = ()
    sheets: Mapping[str, str] = field(default_factory=dict)
    own_sheets: tuple[str, ...] = ()

    @property
    def corrects(self) -> tuple[str, ...]:
        """The submissions of its own list that the workbook takes the place of, newest first."""
        start = f"{self.semester}-{self.agency_id}-{self.table_id}-"
        return tuple(
            submission_id for submission_id in (self.submission_id, *self.earlier) if submission_id.startswith(start)
        )

    def rows(self) -> list[list[str]]:
        """The hidden sheet."""
        pairs = [("submission", self.submission_id), ("semester", self.semester), ("agency", self.agency_id)]
        pairs += [("table", self.table_id), *(("earlier", submission_id) for submission_id in self.earlier)]
        pairs += [("own", name) for name in self.own_sheets]
        return [[MARK], *map(list, pairs), *(["sheet", here, there] for here, there in self.sheets.items())]

    @classmethod
    def read(cls, rows: Sequence[Sequence[Cell]]) -> Origin | None:
        """The content of a sheet of that name, if it is ours."""
        # as they stand: a sheet's name may begin with a blank
        lines = [[cell if type(cell) is str else as_words(cell) for cell in row] + ["", "", ""] for row in rows]
        if not lines or lines[0][0] != MARK:
            return None
        many = {key: tuple(line[1] for line in lines if line[0] == key) for key in ("earlier", "own")}
        single = {line[0]: line[1] for line in lines}
        return cls(
            single.get("submission", ""), single.get("semester", ""), single.get("agency", ""), single.get("table", ""),
            many["earlier"], {line[1]: line[2] for line in lines if line[0] == "sheet"}, many["own"],
        )  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """An office's answer to one issue: record, field, decision, and the right value if given.

    `decision` is one of DECISIONS, "" where none was chosen, or "unclear" for words that we do not offer.
    """

    record_key: str
    field: str
    code: str
    decision: str
    new_value: Cell = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.record_key, self.field, self.code


@dataclass(frozen=True)
class Returned:
    """A workbook sent back; `row_keys`, (sheet, row) -> key, fills while its sheets are read."""

    origin: Origin
    workbook: Workbook
    answers: tuple[Answer, ...]
    filled_by: str
    own_rows: int
    row_keys: dict[tuple[str, int], str]


def read_returned(workbook: Workbook) -> Returned | None:
    """The workbook taken apart when it is one of ours; None for any other file."""
    if MARK_SHEET not in workbook.sheet_names:
        return None
    origin = next((Origin.read(sheet.rows) for sheet in workbook.sheets() if sheet.name == MARK_SHEET), None)
    if origin is None:
        return None
    own = {MARK_SHEET, *origin.own_sheets}
    answers: list[Answer] = []
    filled_by, own_rows = "", 0
    for sheet in _first_sheets(workbook, own):
        own_rows += len(sheet.rows)
        answers += _answers(sheet)
        filled_by = filled_by or _filled_by(sheet)
    row_keys: dict[tuple[str, int], str] = {}
    names = tuple(origin.sheets.get(name, name) for name in workbook.sheet_names if name not in own)
    stripped = replace(workbook, sheet_names=names, _read=lambda: _office_sheets(workbook, origin, own, row_keys))
    return Returned(origin, stripped, tuple(answers), filled_by, own_rows, row_keys)


def _first_sheets(workbook: Workbook, own: set[str]) -> Iterator[Sheet]:
    """Our sheets; the office's own, maybe large, are not read where ours stand in front."""
    left = own & set(workbook.sheet_names)
    for sheet in workbook.sheets():
        if sheet.name in left:
            yield sheet
            left.discard(sheet.name)
        if not left:
            return


def _office_sheets(
    workbook: Workbook, origin: Origin, own: set[str], row_keys: dict[tuple[str, int], str]
) -> Iterator[Sheet]:
    """The office's sheets under their first names, without our columns."""
    for sheet in workbook.sheets():
        if sheet.name not in own:
            yield _stripped(sheet, origin.sheets.get(sheet.name, sheet.name), row_keys)


def _stripped(sheet: Sheet, name: str, row_keys: dict[tuple[str, int], str]) -> Sheet:
    marked = our_columns(sheet.rows)
    keys = marked.get(KEY_HEADER)
    if keys is not None:
        for number, row in enumerate(sheet.rows, 1):
            words = as_words(row[keys])
            if is_row_key(words):
                row_keys[name, number] = words
    rows = sheet.rows
    if marked:
        first = min(marked.values())
        for row in rows:
            for column in marked.values():
                row[column] = None
        if all(is_blank(cell) for row in rows for cell in row[first:]):
            rows = [row[:first] for row in rows]
    while rows and all(map(is_blank, rows[-1])):
        rows.pop()
    return replace(sheet, name=name, rows=rows, hidden_columns=sheet.hidden_columns - set(marked.values()))


def our_columns(rows: Sequence[Sequence[Cell]]) -> dict[str, int]:
    """The positions of our two columns in a sheet of the office, by their headers."""
    for row in rows:
        found = {cell: column for column, cell in enumerate(row) if cell in (PROBLEM_HEADER, KEY_HEADER)}
        if found:
            return {str(header): column for header, column in found.items()}
    return {}


def is_row_key(words: str) -> bool:
    """True for a text that is the key of a row: 24 hexadecimal digits."""
    return len(words) == 24 and all(letter in "0123456789abcdef" for letter in words)


def row_key(record_key: str) -> str:
    """The key of the row of a record; a row may give several records.

    >>> row_key("0123456789abcd0300000007")
    '0123456789abcd0000000007'
    """
    return f"{record_key[:14]}00{record_key[16:]}"


def record_key(key_of_row: str, record_id: str) -> str:
    """The key of a record through all rounds; `key_of_row` is what the row brought along.

    >>> record_key("ffffffffffffff0000000007", "0123456789abcd0300000009")
    'ffffffffffffff0300000007'
    """
    return f"{key_of_row[:14]}{record_id[14:16]}{key_of_row[16:]}"


def _answers(sheet: Sheet) -> list[Answer]:
    """Every line of the list that the office has written something to."""
    heads = ({cell: column for column, cell in enumerate(row) if isinstance(cell, str)} for row in sheet.rows)
    top, at = next(((top, at) for top, at in enumerate(heads) if {KEY_HEADER, DECISION_HEADER} <= at.keys()), (0, {}))
    answers: list[Answer] = []
    for row in sheet.rows[top + 1 :] if at else ():
        parts = as_words(row[at[KEY_HEADER]]).split("|")
        decision_text = as_words(row[at[DECISION_HEADER]])
        value = row[at[NEW_VALUE_HEADER]] if NEW_VALUE_HEADER in at else None
        value = None if is_blank(value) else value
        if len(parts) == 3 and is_row_key(parts[0]) and (decision_text or value is not None):
            decision = _FOLDED_DECISIONS.get(fold_header(decision_text), "unclear") if decision_text else ""
            answers.append(Answer(parts[0], parts[1], parts[2], decision, value))
    return answers


def _filled_by(sheet: Sheet) -> str:
    """The person who says to have filled in the workbook."""
    for row in sheet.rows:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith(FILLED_BY):
                return next((as_words(other) for other in row[column + 1 :] if not is_blank(other)), "")
    return ""
