"""Reads a filled-in workbook of questions: every answer, or everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from delivery.questions.sheet import (
    ANSWER,
    BY,
    CHOICES,
    FILLED_BY,
    FILLED_WHY,
    KEY,
    MARK,
    MARK_SHEET,
    REASON,
    TAKE_BACK,
    QuestionKey,
)
from ingest.declarations.catalogue import Catalogue
from ingest.declarations.contract import IssueCode
from ingest.declarations.rulings import ASIDE, TAKEN_BACK, Ruling
from ingest.drafting.question_words import answers_offered
from ingest.fold import fold_header
from ingest.parsers.texts import as_words
from ingest.sheets.layout.model import column_letter
from ingest.submission import Problem
from ingest.workbook import Cell, Sheet, UnreadableFile, open_workbook

Codes = Mapping[str, IssueCode]


@dataclass(frozen=True)
class QuestionAnswers:
    """A workbook read whole. With `problems`, nothing of it may be kept."""

    rulings: tuple[Ruling, ...] = ()
    problems: tuple[Problem, ...] = ()
    blank: int = 0
    unchanged: int = 0


def is_questions(path: Path) -> bool:
    """True for a workbook that `write_questions` made, whichever house it is of."""
    try:
        return MARK in _mark(list(open_workbook(path).sheets()))
    except UnreadableFile:
        return False


def read_question_answers(path: Path, installation: str, catalogue: Catalogue, moment: str) -> QuestionAnswers:
    """The answers of a workbook of the same `installation`, as rulings of this `moment`."""
    codes = catalogue.issue_codes
    sheets = list(open_workbook(path).sheets())
    if _mark(sheets).get("installation") != installation:
        return QuestionAnswers(problems=(Problem.of(codes, "TNY-004"),))
    by, reason = (next(filter(None, (_box(sheet, words) for sheet in sheets)), "") for words in (FILLED_BY, FILLED_WHY))
    choices = _choices(sheets)
    lines = [line for sheet in sheets for line in _lines(sheet, by, reason, choices, catalogue)]
    problems = [problem for line in lines for problem in line.problems(codes)]
    made = [(line, line.ruling(moment)) for line in lines]
    given = [(line, ruling) for line, ruling in made if ruling is not None]
    problems += _contradictions(given, codes)
    return QuestionAnswers(
        tuple(ruling for _, ruling in given), tuple(problems), sum(line.is_blank for line in lines),
        sum(line.is_unchanged for line in lines),
    )  # fmt: skip


@dataclass(frozen=True)
class _Line:
    """One question as it came back, with its answer and hidden key."""

    sheet: str
    row_number: int
    columns: Mapping[str, int]
    words: str
    by: str
    reason: str
    key: QuestionKey | None
    offered: Mapping[str, str]

    @property
    def answer(self) -> str | None:
        """The answer that was chosen; None for words that were not offered."""
        if fold_header(self.words) == fold_header(TAKE_BACK):
            return TAKEN_BACK
        folded = {fold_header(words): answer for answer, words in self.offered.items()}
        return folded.get(fold_header(self.words))

    @property
    def is_blank(self) -> bool:
        return not self.words and self.key is not None

    @property
    def is_unchanged(self) -> bool:
        return bool(self.words) and self.key is not None and self.answer == self.key.answer

    def ruling(self, moment: str) -> Ruling | None:
        """The ruling, where there is a new one and nothing is wrong with it."""
        key, answer = self.key, self.answer
        if not self.words or key is None or answer is None or self.is_unchanged or not (self.by and self.reason):
            return None
        return Ruling(key.kind, key.agency_id, key.table_id, key.field, key.subject, answer, self.by, moment,
                      self.reason)  # fmt: skip

    def problems(self, codes: Codes) -> Iterator[Problem]:
        """All that is wrong with the line."""
        if not self.words or self.is_unchanged:
            return
        if self.key is None:
            yield self._problem(codes, "TNY-003", ANSWER)
        elif self.answer is None:
            expected = ", ".join(list(self.offered.values())[:8])
            yield self._problem(codes, "TNY-001", ANSWER, found=self.words, expected=expected)
        if not self.by:
            yield self._problem(codes, "TNY-002", BY)
        if not self.reason:
            yield self._problem(codes, "TNY-006", REASON)

    def cell(self, header: str) -> str:
        """The cell of this line under a header."""
        return f"{column_letter(self.columns[header])}{self.row_number}"

    def _problem(self, codes: Codes, code: str, header: str, **values: str) -> Problem:
        return Problem.of(codes, code, sheet=self.sheet, cell=self.cell(header), **values)


def _contradictions(given: Sequence[tuple[_Line, Ruling]], codes: Codes) -> Iterator[Problem]:
    """Answers that exclude each other: one thing twice, two columns for one field."""
    first: dict[tuple[str, ...], tuple[_Line, Ruling]] = {}
    for line, ruling in given:
        things: list[tuple[str, ...]] = [("thing", *ruling.key)]
        if ruling.kind == "heading" and ruling.answer not in (ASIDE, TAKEN_BACK):
            things.append(("field", ruling.agency_id, ruling.table_id, ruling.answer))
        for thing in things:
            other, before = first.setdefault(thing, (line, ruling))
            if before is not ruling and (thing[0] == "field" or before.answer != ruling.answer):
                yield Problem.of(codes, "TNY-005", sheet=line.sheet, cell=line.cell(ANSWER), found=line.words,
                                 expected=f"lain dari {other.sheet}!{other.cell(ANSWER)}")  # fmt: skip


def _mark(sheets: Sequence[Sheet]) -> dict[str, str]:
    """The words of the hidden page, and what stands beside each."""
    mark = next((sheet for sheet in sheets if sheet.name == MARK_SHEET), None)
    return {as_words(row[0]): as_words(row[1]) if len(row) > 1 else "" for row in mark.rows} if mark else {}


def _choices(sheets: Sequence[Sheet]) -> dict[str, frozenset[str]]:
    """Column of the hidden page of choices -> what may be chosen, folded."""
    rows = next((sheet.rows for sheet in sheets if sheet.name == CHOICES), [])
    found: dict[str, set[str]] = {}
    for row in rows:
        for at, cell in enumerate(row):
            found.setdefault(column_letter(at), set()).add(fold_header(as_words(cell)))
    return {letter: frozenset(words) for letter, words in found.items()}


def _box(sheet: Sheet, label: str) -> str:
    """The text at the right of a label, on the first page."""
    for row in sheet.rows:
        words = list(map(as_words, row))
        if label in words:
            return next(filter(None, words[words.index(label) + 1 :]), "")
    return ""


def _lines(
    sheet: Sheet, filled_by: str, filled_why: str, choices: Mapping[str, frozenset[str]], catalogue: Catalogue
) -> Iterator[_Line]:
    """Every row of a sheet of questions that has a key or an answer."""
    heads = ({cell: at for at, cell in enumerate(row) if isinstance(cell, str)} for row in sheet.rows)
    top, columns = next(((n, at) for n, at in enumerate(heads) if {ANSWER, BY, REASON, KEY} <= at.keys()), (0, {}))
    for number, row in enumerate(sheet.rows[top + 1 :] if columns else (), top + 2):
        words, by, reason, text = (_text(row, columns[name]) for name in (ANSWER, BY, REASON, KEY))
        if not (words or text):
            continue
        key = QuestionKey.read(text)
        offered = _offered(key, catalogue) if key else {}
        if key and key.choices in choices:
            shown = choices[key.choices]
            offered = {answer: text for answer, text in offered.items() if fold_header(text) in shown}
        yield _Line(sheet.name, number, columns, words, by or filled_by, reason or filled_why, key, offered)


def _offered(key: QuestionKey, catalogue: Catalogue) -> dict[str, str]:
    return answers_offered(key.kind, key.agency_id, key.table_id, key.field, catalogue, key.subject)


def _text(row: Sequence[Cell], column: int) -> str:
    return as_words(row[column]) if column < len(row) else ""
