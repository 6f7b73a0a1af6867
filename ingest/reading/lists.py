"""Reads all the lists that one file brings: each table is claimed on its own.

The file is one list by its name or headers. A sheet on which that list has no table, or another table below or beside
its own, belongs to another list of the same office where that one's headers are all there. Where nobody claims it, the
problem that tells it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.answers.returned import Returned
from ingest.inbox.receive import Arrival
from ingest.reading.claim import claims_by_name, fit, is_headed, lists_in_force, lists_named, tops
from ingest.reading.conform import Conformed, conform
from ingest.reading.declared_list import DeclaredList
from ingest.sheets.gather import Gathered
from ingest.submission import Problem
from ingest.workbook import Cell, Sheet, Workbook

_UNCLAIMED = frozenset({"TAB-001", "TAB-010", "TAB-011"})
_CELL = re.compile(r"[A-Z]+(\d+)")
Owners = Mapping[str, DeclaredList]


def conform_lists(
    arrival: Arrival, workbook: Workbook, declared: DeclaredList, returned: Returned | None = None
) -> list[Conformed]:
    """The file as `declared`, and as each other list that it has tables of.

    A workbook that we sent out is the one list that it was made for.
    """
    others = [each for each in lists_in_force(declared.folder, declared.semester, declared.catalogue)
              if each.table_id != declared.table_id]  # fmt: skip
    if not others:
        return [conform(arrival, workbook, declared, returned)]
    whole = _sheets_named(arrival, workbook, declared, others)
    first = conform(arrival, workbook.without(whole), declared, returned)
    left = _left_to_others(first.gathered, others)
    more = {name: owner for name, owner in left.items() if not _has_table(first.gathered, name)}
    if more:
        whole |= more
        first = conform(arrival, workbook.without(whole), declared, returned)
    if returned is not None:
        return [first]
    taken = [
        conform(arrival, _share(workbook, first.gathered, other, {**left, **whole}), other)
        for other in others
        if any(owner is other for owner in (*left.values(), *whole.values()))
    ]
    return _told_of_each_other([first, *(each for each in taken if each.gathered.tables)])


def _sheets_named(
    arrival: Arrival, workbook: Workbook, declared: DeclaredList, others: Sequence[DeclaredList]
) -> dict[str, DeclaredList]:
    """The sheets whose name is that of another list, and whose headers are too.

    Where the file's own name says one list, another sheet must say that list as well: a name left over from the file
    that was written over says nothing.
    """
    said = {name: lists_named(name, [declared, *others]) for name in workbook.sheet_names}
    named = claims_by_name(arrival.file_name, declared.folder, declared.semester, declared.catalogue)
    if len(named) == 1 and not any(len(found) == 1 and found[0] is declared for found in said.values()):
        return {}
    wanted = {name: found[0] for name, found in said.items() if len(found) == 1 and found[0] is not declared}
    if not wanted:
        return {}
    return {top.name: wanted[top.name] for top in tops(workbook, wanted) if _is_of(top, wanted[top.name], declared)}


def _is_of(top: Sheet, named: DeclaredList, declared: DeclaredList) -> bool:
    """True when a sheet is of the list that it is called."""
    return bool(fit(top, named)[0]) or (is_headed(top, named) and not fit(top, declared)[0])


def _left_to_others(gathered: Gathered, others: Sequence[DeclaredList]) -> dict[str, DeclaredList]:
    """The sheets with a table left, and the one list whose headers are there.

    A sheet on which the list has no table and that is called as another is that other's, though it lack a needed
    column: its office is asked for that. A file in which the list has no table at all is not given away: its name said
    what it should be.
    """
    found: dict[str, DeclaredList] = {}
    for top in gathered.left if gathered.tables else ():
        scored = sorted(((fit(top, other), other) for other in others), key=lambda each: each[0], reverse=True)
        best = [other for score, other in scored if score[0] and score == scored[0][0]]
        named = lists_named(top.name, best)
        if not best and not _has_table(gathered, top.name):
            named = [other for other in lists_named(top.name, others) if is_headed(top, other)]
        owner = best if len(best) == 1 else named
        if len(owner) == 1:
            found.setdefault(top.name, owner[0])
    return found


def _share(workbook: Workbook, first: Gathered, other: DeclaredList, owners: Owners) -> Workbook:
    """The sheets of another list, without the rows that the first has read."""
    names = {name for name, owner in owners.items() if owner is other}
    read: dict[str, set[int]] = {}
    for sheet, row in zip(first.sheets, first.row_numbers, strict=True):
        read.setdefault(sheet, set()).add(row - 1)
    for headers in first.tables:
        read.setdefault(headers.sheet, set()).add(headers.header_row)

    def sheets() -> Iterator[Sheet]:
        for sheet in workbook.sheets():
            if sheet.name in names:
                taken = read.get(sheet.name, set())
                rows: list[list[Cell]] = [
                    [None for _ in row] if at in taken else row for at, row in enumerate(sheet.rows)
                ]
                yield replace(sheet, rows=rows)

    return workbook.seen_as(sheets, names)


def _has_table(gathered: Gathered, sheet: str) -> bool:
    return any(headers.sheet == sheet for headers in gathered.tables)


def _told_of_each_other(lists: Sequence[Conformed]) -> list[Conformed]:
    """The lists of one file, each naming the others; a claimed table is not told."""
    names = [each.submission.table_id for each in lists]
    done = []
    for each in lists:
        tables = [headers for other in lists if other is not each for headers in other.gathered.tables]
        claimed = [(headers.sheet, headers.header_row) for headers in tables]
        problems = tuple(problem for problem in each.submission.problems if not _is_claimed(problem, claimed))
        beside = tuple(name for name in names if name != each.submission.table_id)
        done.append(replace(each, submission=replace(each.submission, problems=problems, beside=beside)))
    return done


def _is_claimed(problem: Problem, claimed: Iterable[tuple[str, int]]) -> bool:
    """True for a problem about a table left when a claimed header stands there."""
    begins = _CELL.match(problem.cell)
    if problem.code not in _UNCLAIMED or not begins:
        return False
    first = int(begins[1]) - 1
    return any(sheet == problem.sheet and first <= row <= first + problem.count for sheet, row in claimed)
