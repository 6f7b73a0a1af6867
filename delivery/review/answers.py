"""Reads back what people wrote into a review workbook.

Gives every answer with its place, or everything that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from delivery.review.sheet import BY, DECISION, FILLED_BY, KEY, MARK, MARK_SHEET, REASON, VERDICT_OF, VERDICTS, PairKey
from ingest.declarations.contract import IssueCode
from ingest.fold import fold_header
from ingest.parsers.texts import as_words
from ingest.sheets.layout.model import column_letter
from ingest.submission import Problem
from ingest.workbook import Cell, Sheet, UnreadableFile, open_workbook

Codes = Mapping[str, IssueCode]
_OFFERED = ", ".join(VERDICTS.values())


@dataclass(frozen=True)
class Answer:
    """One decision as it stands in the workbook, and where."""

    sheet: str
    cell: str
    pair: PairKey
    verdict: str
    decided_by: str
    reason: str


@dataclass(frozen=True)
class Answers:
    """A workbook read whole. With `problems`, nothing of it may be kept."""

    answers: tuple[Answer, ...] = ()
    problems: tuple[Problem, ...] = ()
    blank: int = 0
    unchanged: int = 0


def read_answers(path: Path, installation: str, codes: Codes) -> Answers:
    """The answers of a workbook that `write_review` made for the same `installation`.

    Every problem at once.
    """
    try:
        sheets = list(open_workbook(path).sheets())
    except UnreadableFile as error:
        return Answers(problems=(Problem.of(codes, error.code),))
    mark = next((sheet for sheet in sheets if sheet.name == MARK_SHEET), None)
    mark_values = {as_words(row[0]): as_words(row[1]) if len(row) > 1 else "" for row in mark.rows} if mark else {}
    if MARK not in mark_values:
        return Answers(problems=(Problem.of(codes, "TIN-001"),))
    if mark_values.get("installation") != installation:
        return Answers(problems=(Problem.of(codes, "TIN-008"),))
    filled_by = next(filter(None, map(_filled_by, sheets)), "")
    lines = [line for sheet in sheets for line in _lines(sheet, filled_by)]
    problems = [problem for line in lines for problem in line.problems(codes)]
    given = [line.answer for line in lines if line.answer is not None]
    problems += _said_twice(given, codes)
    kept = {answer.pair.pair_id: answer for answer in given}  # said twice alike is said once
    return Answers(
        tuple(kept.values()), tuple(problems), sum(line.is_blank for line in lines),
        sum(line.is_unchanged for line in lines),
    )  # fmt: skip


@dataclass(frozen=True)
class _Line:
    """The first row of a pair.

    It holds what was chosen, by whom, why, and its hidden key.
    """

    sheet: str
    row_number: int
    columns: Mapping[str, int]
    decision: str
    by: str
    reason: str
    key: str

    @property
    def pair(self) -> PairKey | None:
        return PairKey.read(self.key)

    @property
    def verdict(self) -> str:
        return VERDICT_OF.get(fold_header(self.decision), "")

    @property
    def is_blank(self) -> bool:
        return not self.decision and self.pair is not None

    @property
    def is_unchanged(self) -> bool:
        return bool(self.verdict) and self.pair is not None and self.pair.verdict == self.verdict

    @property
    def answer(self) -> Answer | None:
        """The decision, where there is a new one and nothing is wrong with it."""
        if not self.verdict or self.pair is None or self.is_unchanged or not self.by or not self.reason:
            return None
        return Answer(self.sheet, self._cell(DECISION), self.pair, self.verdict, self.by, self.reason)

    def problems(self, codes: Codes) -> Iterator[Problem]:
        """All that is wrong with the line."""
        if not self.decision or self.is_unchanged:
            return
        if not self.verdict:
            yield self._problem(codes, "TIN-002", DECISION, found=self.decision, expected=_OFFERED)
        if self.pair is None:
            yield self._problem(codes, "TIN-005", DECISION)
        if not self.by:
            yield self._problem(codes, "TIN-003", BY)
        if not self.reason:
            yield self._problem(codes, "TIN-004", REASON)

    def _cell(self, header: str) -> str:
        return f"{column_letter(self.columns[header])}{self.row_number}"

    def _problem(self, codes: Codes, code: str, header: str, **values: str) -> Problem:
        return Problem.of(codes, code, sheet=self.sheet, cell=self._cell(header), **values)


def _filled_by(sheet: Sheet) -> str:
    """The name at the right of `Diisi oleh:`, on the first page."""
    for row in sheet.rows:
        words = list(map(as_words, row))
        if FILLED_BY in words:
            return next(filter(None, words[words.index(FILLED_BY) + 1 :]), "")
    return ""


def _lines(sheet: Sheet, filled_by: str) -> Iterator[_Line]:
    """Every row of a sheet of pairs that has a key or a decision."""
    heads = ({cell: at for at, cell in enumerate(row) if isinstance(cell, str)} for row in sheet.rows)
    top, columns = next(((n, at) for n, at in enumerate(heads) if {DECISION, BY, REASON, KEY} <= at.keys()), (0, {}))
    if not columns:
        return
    for number, row in enumerate(sheet.rows[top + 1 :], top + 2):
        decision, by, reason, key = (_text(row, columns[name]) for name in (DECISION, BY, REASON, KEY))
        if key or decision:
            yield _Line(sheet.name, number, columns, decision, by or filled_by, reason, key)


def _text(row: Sequence[Cell], column: int) -> str:
    return as_words(row[column]) if column < len(row) else ""


def _said_twice(answers: Sequence[Answer], codes: Codes) -> Iterator[Problem]:
    """Pairs that two lines of the file decide differently."""
    first: dict[str, Answer] = {}
    for answer in answers:
        before = first.setdefault(answer.pair.pair_id, answer)
        if before.verdict != answer.verdict:
            at = f"{VERDICTS[before.verdict]} di {before.sheet}!{before.cell}"
            yield Problem.of(codes, "TIN-006", sheet=answer.sheet, cell=answer.cell,
                             found=VERDICTS[answer.verdict], expected=at)  # fmt: skip
