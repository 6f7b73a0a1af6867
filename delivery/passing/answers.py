"""Reads the filled-in sheet of texts: every decision, or everything that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from delivery.passing.sheet import BY, DECISION, MARK, MARK_SHEET, NUMBER, PASSED_OF, TEXT, WORDS
from delivery.release.free_text import NUMBER as NUMBER_SHAPE
from delivery.release.free_text import PassedTexts
from ingest.declarations.contract import IssueCode
from ingest.fold import fold_header
from ingest.parsers.texts import as_words
from ingest.sheets.layout.model import column_letter
from ingest.submission import Problem
from ingest.workbook import Cell, Sheet, UnreadableFile, open_workbook

Codes = Mapping[str, IssueCode]


@dataclass(frozen=True)
class Passed:
    """One decision about a text: whether it may be published, and who says so."""

    number: str
    passed: bool
    by: str


@dataclass(frozen=True)
class PassedAnswers:
    """A sheet read whole. With `problems`, nothing of it may be kept."""

    answers: tuple[Passed, ...] = ()
    problems: tuple[Problem, ...] = ()
    blank: int = 0


def is_passing(path: Path) -> bool:
    """True for a sheet that `write_sheet` made, whichever house it is of."""
    try:
        return MARK in _mark(list(open_workbook(path).sheets()))
    except UnreadableFile:
        return False


def read_passed(path: Path, installation: str, secret: str, codes: Codes) -> PassedAnswers:
    """The decisions of a sheet of the same `installation`, each beside its own text."""
    sheets = list(open_workbook(path).sheets())
    if _mark(sheets).get("installation") != installation:
        return PassedAnswers(problems=(Problem.of(codes, "NAS-001"),))
    answers, problems, blank = [], [], 0
    for sheet in sheets:
        for number, columns, row in _lines(sheet):
            said = {name: _text(row, at) for name, at in columns.items()}
            if not said[DECISION]:
                blank += 1
                continue
            wrong = list(_wrong(said, str(row[columns[TEXT]]), PassedTexts(secret)))
            problems += [
                Problem.of(codes, code, sheet=sheet.name, cell=f"{column_letter(columns[name])}{number}", **told)
                for code, name, told in wrong
            ]
            if not wrong:
                answers.append(Passed(said[NUMBER], PASSED_OF[fold_header(said[DECISION])], said[BY]))
    return PassedAnswers(tuple(answers), tuple(problems), blank)


def _wrong(said: Mapping[str, str], text: str, texts: PassedTexts) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(code, column, what stood there) of what is wrong with a line."""
    if fold_header(said[DECISION]) not in PASSED_OF:
        yield "NAS-002", DECISION, {"found": said[DECISION], "expected": ", ".join(WORDS.values())}
    if not said[BY]:
        yield "NAS-003", BY, {}
    if texts.number(text) != said[NUMBER]:
        yield "NAS-004", NUMBER, {}


def _lines(sheet: Sheet) -> Iterator[tuple[int, dict[str, int], Sequence[Cell]]]:
    """Row number, place of each column, and cells of every line that has a number."""
    columns: dict[str, int] = {}
    for number, row in enumerate(sheet.rows, 1):
        heads = {cell: at for at, cell in enumerate(row) if isinstance(cell, str)}
        if {NUMBER, TEXT, DECISION, BY} <= heads.keys():
            columns = {name: heads[name] for name in (NUMBER, TEXT, DECISION, BY)}
        elif columns and re.fullmatch(NUMBER_SHAPE, _text(row, columns[NUMBER])):
            yield number, columns, row


def _mark(sheets: Sequence[Sheet]) -> dict[str, str]:
    mark = next((sheet for sheet in sheets if sheet.name == MARK_SHEET), None)
    return {as_words(row[0]): as_words(row[1]) if len(row) > 1 else "" for row in mark.rows} if mark else {}


def _text(row: Sequence[Cell], column: int) -> str:
    return as_words(row[column]) if column < len(row) else ""
