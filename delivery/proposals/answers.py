"""Reads the owner's answers to proposals: every one, or everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from delivery.proposals.sheet import ANSWER, BY, MARK, MARK_SHEET, NUMBER, REASON, STATUS_OF, WORDS
from ingest.declarations.contract import IssueCode
from ingest.fold import fold_header
from ingest.ledger import ProposalRow
from ingest.parsers.texts import as_words
from ingest.sheets.layout.model import column_letter
from ingest.submission import Problem
from ingest.workbook import Cell, Sheet, UnreadableFile, open_workbook

Codes = Mapping[str, IssueCode]


@dataclass(frozen=True)
class ProposalAnswers:
    """A workbook read whole. With `problems`, nothing of it may be kept."""

    changed: tuple[ProposalRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    blank: int = 0
    unchanged: int = 0


def is_proposals(path: Path) -> bool:
    """True for a workbook that `write_proposals` made, whichever house it is of."""
    try:
        return MARK in _mark(list(open_workbook(path).sheets()))
    except UnreadableFile:
        return False


def read_proposal_answers(
    path: Path, installation: str, booked: Mapping[str, ProposalRow], moment: str, codes: Codes
) -> ProposalAnswers:
    """The answers of a workbook of the same `installation`, as lines of the ledger."""
    sheets = list(open_workbook(path).sheets())
    if _mark(sheets).get("installation") != installation:
        return ProposalAnswers(problems=(Problem.of(codes, "USL-001"),))
    changed: list[ProposalRow] = []
    problems: list[Problem] = []
    blank = unchanged = 0
    for sheet in sheets:
        for number, columns, row in _lines(sheet):
            said = {name: _text(row, at) for name, at in columns.items()}
            before = booked.get(said[NUMBER])
            if not said[ANSWER]:
                blank += 1
            elif before and WORDS.get(before.status) == said[ANSWER]:
                unchanged += 1
            elif wrong := list(_wrong(said, before)):
                problems += [
                    Problem.of(codes, code, sheet=sheet.name, cell=f"{column_letter(columns[name])}{number}", **told)
                    for code, name, told in wrong
                ]
            elif before:
                status = STATUS_OF[fold_header(said[ANSWER])]
                changed.append(
                    replace(before, status=status, answered_by=said[BY], reason=said[REASON], answered_at=moment)
                )
    return ProposalAnswers(tuple(changed), tuple(problems), blank, unchanged)


def _wrong(said: Mapping[str, str], before: ProposalRow | None) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(code, column, what stood there) of what is wrong with a line."""
    if before is None:
        yield "USL-002", NUMBER, {}
    status = STATUS_OF.get(fold_header(said[ANSWER]))
    if status is None:
        yield "USL-003", ANSWER, {"found": said[ANSWER], "expected": ", ".join(WORDS.values())}
    if not said[BY]:
        yield "USL-004", BY, {}
    if status == "refused" and not said[REASON]:
        yield "USL-005", REASON, {}


def _lines(sheet: Sheet) -> Iterator[tuple[int, dict[str, int], Sequence[Cell]]]:
    """Row number, place of each column, and cells of every line with a word."""
    wanted = (NUMBER, ANSWER, BY, REASON)
    columns: dict[str, int] = {}
    for number, row in enumerate(sheet.rows, 1):
        heads = {cell: at for at, cell in enumerate(row) if isinstance(cell, str)}
        if set(wanted) <= heads.keys():
            columns = {name: heads[name] for name in wanted}
        elif columns and (_text(row, columns[NUMBER]) or _text(row, columns[ANSWER])):
            yield number, columns, row


def _mark(sheets: Sequence[Sheet]) -> dict[str, str]:
    mark = next((sheet for sheet in sheets if sheet.name == MARK_SHEET), None)
    return {as_words(row[0]): as_words(row[1]) if len(row) > 1 else "" for row in mark.rows} if mark else {}


def _text(row: Sequence[Cell], column: int) -> str:
    return as_words(row[column]) if column < len(row) else ""
