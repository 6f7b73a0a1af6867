"""Words every fault of a file, its sheets, headers and totals, for the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ingest.declarations.contract import Header, Table
from ingest.reading.declared_list import DeclaredList
from ingest.reading.unread import contradicts, holding, says_more, usual
from ingest.sheets.gather import Gathered, TableHeaders
from ingest.sheets.locate import HeaderColumn, find_tables, nearest
from ingest.sheets.mapping import HeaderBook
from ingest.sheets.period import is_of_another_semester
from ingest.submission import Problem, StatedTotalCheck
from ingest.workbook import Workbook

PERSON_LISTS = frozenset({"enrolment_records", "reference_records", "civil_registry_records"})


def file_problems(workbook: Workbook, gathered: Gathered, declared: DeclaredList) -> list[Problem]:
    """Faults of the file as a whole: no table, no rows, another period, skipped sheets."""
    codes = declared.catalogue.issue_codes
    problems = [Problem.of(codes, code, count=count) for code, count in workbook.notes]
    if not gathered.tables:
        aggregate = is_aggregate(gathered, declared)
        expected = ", ".join(text if isinstance(text, str) else text[0] for text in declared.table.header.contains)
        problems.append(Problem.of(codes, "TAB-005" if aggregate else "TAB-001", expected=f"judul kolom {expected}"))
    elif gathered.is_headless:
        first = gathered.tables[0]
        problems.append(Problem.of(codes, "TAB-012", sheet=first.sheet, count=len(gathered)))
    elif not len(gathered):
        problems.append(Problem.of(codes, "TAB-002", sheet=gathered.tables[0].sheet))
    for note in gathered.notes:
        if note.code != "TAB-001" or gathered.tables:
            problems.append(Problem.of(codes, note.code, sheet=note.sheet, cell=note.cell, count=note.rows))
    if declared.table.period == "semester" and not declared.table.snapshot:
        other = is_of_another_semester(gathered.titles, declared.semester)
        if other:
            expected = f"semester {declared.semester.half} tahun {declared.semester.year}"
            problems.append(Problem.of(codes, "SEM-001", found=other, expected=expected))
    return problems


def is_aggregate(gathered: Gathered, declared: DeclaredList) -> bool:
    """True for a file that should list persons but reads as figures per area."""
    if declared.table.feeds not in PERSON_LISTS:
        return False
    table = Table(feeds="allocation_records", files=(), header=Header())
    book = HeaderBook(table, declared.catalogue.entities["allocation_records"], declared.catalogue.ignored_headers)
    tables = (found for top in gathered.left for found in find_tables(top, book.anchors))
    names = {name for found in tables for name in book.map(found.header).fields}
    return bool(names & {"village_name", "district_name"}) and bool(
        names & {"quota_count", "recipient_count", "person_count", "family_count"}
    )


def table_problems(gathered: Gathered, declared: DeclaredList) -> list[Problem]:
    """Every fault of headers and totals, each kind once per sheet layout."""
    problems: dict[tuple[str, str, str], Problem] = {}
    for headers in gathered.tables:
        for problem in _header_problems(headers, gathered, declared):
            earlier = problems.get((problem.code, problem.found, problem.expected))
            count = earlier.count + 1 if earlier else 1
            problems[problem.code, problem.found, problem.expected] = replace(earlier or problem, count=count)
    for total in gathered.totals:
        if not total.agrees:
            problem = Problem.of(
                declared.catalogue.issue_codes,
                "TAB-006",
                sheet=total.sheet,
                cell=f"baris {total.row_number}",
                found=f"{total.stated:.15g} ({_said(gathered, total)})",
                expected=f"{total.counted:.15g}",
            )
            problems[problem.code, problem.sheet, f"{problem.cell} {problem.found}"] = problem
    return list(problems.values())


def _said(gathered: Gathered, total: StatedTotalCheck) -> str:
    """The office's own header of the column that a total stands in."""
    fates = (
        fate for headers in gathered.tables if headers.sheet == total.sheet for fate in headers.columns.fates.values()
    )
    return next((column.text for column, field in fates if field == total.field), total.field)


def _header_problems(headers: TableHeaders, gathered: Gathered, declared: DeclaredList) -> list[Problem]:
    codes, book, row = declared.catalogue.issue_codes, declared.book, headers.header_row + 1
    problems = []
    unclear = set[int]()
    for each in headers.beside:
        code, found = (
            ("TAB-008", f"{each.list_cells} dan {each.cells}") if each.kind == "unclear" else ("TAB-009", each.cells)
        )
        problems.append(Problem.of(codes, code, sheet=headers.sheet, cell=each.cells, found=found))
        unclear |= set(range(each.first, each.last + 1)) if each.kind == "unclear" else set()
    holds = holding(headers, gathered, declared)
    for column in headers.columns.unknown:
        if column.index in unclear:
            continue
        likely = holds.get(column.index)
        hint = (
            f"mungkin maksudnya {usual(likely, book)!r} ({likely.sure:.0%})" if likely else _nearest_known(column, book)
        )
        place = {"sheet": headers.sheet, "cell": f"{column.letter}{row}", "found": column.text, "expected": hint}
        problems.append(Problem.of(codes, "KOL-001" if likely else "KOL-008", **place))
    for name in headers.columns.missing:
        spellings = book.spellings_of(name)
        problems.append(Problem.of(codes, "KOL-002", sheet=headers.sheet, expected=" / ".join(spellings[:4]) or name))
    problems += _doubled_problems(headers, gathered, unclear, declared)
    for column, field in headers.columns.slipped:
        usual_name = next(iter(book.spellings_of(field)), field)
        place = {"sheet": headers.sheet, "cell": f"{column.letter}{row}", "found": column.text, "expected": usual_name}
        problems.append(Problem.of(codes, "KOL-010", **place))
    if (head := headers.columns.head_as_name) is not None:
        problems.append(Problem.of(codes, "KOL-006", sheet=headers.sheet, cell=f"{head.letter}{row}", found=head.text))
    for column in headers.columns.aside:
        place = {"sheet": headers.sheet, "cell": f"{column.letter}{row}", "found": column.text}
        problems.append(Problem.of(codes, "KOL-011", **place))
    for letter in headers.untitled:
        problems.append(Problem.of(codes, "KOL-004", sheet=headers.sheet, cell=f"{letter}{row}"))
    return problems


def _doubled_problems(
    headers: TableHeaders, gathered: Gathered, unclear: set[int], declared: DeclaredList
) -> Iterator[Problem]:
    """A problem for each second column of a field, less the `unclear` ones."""
    headings = {index: heading for heading, index in headers.columns.unread.items()}
    codes, row = declared.catalogue.issue_codes, headers.header_row + 1
    for field, first, second in headers.columns.doubled:
        if unclear & {first.index, second.index}:
            continue
        place = {"sheet": headers.sheet, "cell": f"{second.letter}{row}"}
        if contradicts(field, headings.get(second.index, ""), gathered):
            found = f"{first.text} ({first.letter}) dan {second.text} ({second.letter})"
            yield Problem.of(codes, "KOL-003", **place, found=found)
        else:  # the first is read, the second set aside and asked
            yield Problem.of(codes, "KOL-008", **place, found=second.text, expected=_read(first))
    for field, first, second in headers.columns.outdone:
        if second.index not in unclear and says_more(field, headings[second.index], gathered):
            place = {"sheet": headers.sheet, "cell": f"{second.letter}{row}"}
            yield Problem.of(codes, "KOL-008", **place, found=second.text, expected=_read(first))


def _read(first: HeaderColumn) -> str:
    return f"{first.text} ({first.letter}) dibaca"


def _nearest_known(column: HeaderColumn, book: HeaderBook) -> str:
    """The nearest known header, as a hint; '' when there is none."""
    near = nearest(column.folded[-1], book.known)
    return f"mungkin {book.spelling(near[0])!r} ({near[1]:.0%})" if near else ""
