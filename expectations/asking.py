"""Builds questions as SQL: about cells, repeated keys, groups of rows, and counts.

`$rows` stands for the typed rows of one submission, `$list` for those of its whole list where that comes in several
files, `$before` for those of the last accepted one of the same list,
`$gone` for the numbers of residents known dead or moved (nik), `$facts` for the counts of the submission (one row),
`$totals` for the totals that its sheets state, `known_codes` for all closed lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from expectations.judged_list import JudgedList


@dataclass(frozen=True)
class Question:
    """`counts` gives one row (failed, checked; seen where a figure is shown), `failing` what fails.

    When `about_rows`, each as (record_id, field). `library`: the same as Great Expectations' own expectations, each by
    its name and arguments, where it has such.
    """

    counts: str
    failing: str
    about_rows: bool = True
    library: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    def by_library(self, *checks: tuple[str, Mapping[str, Any]]) -> Question:
        """The question with the library's expectations that ask the same."""
        return replace(self, library=checks)


Ask = Callable[[JudgedList], Question | None]


def of_cells(branches: Iterable[tuple[str, str, str]]) -> Question | None:
    """One question over (field, rows, which fail) of several columns, counted in one scan."""
    failing, failed, checked = [], [], []
    for field, rows, fails in branches:
        failing.append(f"select record_id, '{field}' as field from $rows where ({rows}) and ({fails})")
        failed.append(f"count(*) filter (where ({rows}) and ({fails}))")
        checked.append(f"count(*) filter (where {rows})")
    counts = f"select {' + '.join(failed)} as failed, {' + '.join(checked)} as checked from $rows"
    return Question(counts, " union all ".join(failing)) if failing else None


def of_counts(condition: str, rows: str = "true") -> Ask:
    """A question about the counts of the submission: one row is looked at, or none."""
    fails = f"({rows}) and ({condition})"
    counts = f"select count(*) filter (where {fails}) as failed, count(*) filter (where {rows}) as checked from $facts"
    return lambda judged: Question(counts, f"select submission_id from $facts where {fails}", about_rows=False)


def of_repeats(field: str, needed: Iterable[str], key: Iterable[str]) -> Question:
    """Rows that share `key` with another, of those that have all of `needed`."""
    needed, key = list(needed), list(key)
    rows = " and ".join(f"{column} is not null" for column in needed)
    columns = ", ".join(key)
    groups = f"select count(*) as times from $rows where {rows} group by {columns}"
    twice = f"select {field} from $rows where {rows} group by {columns} having count(*) > 1"
    question = Question(
        counts="select coalesce(sum(times) filter (where times > 1), 0) as failed, coalesce(sum(times), 0) as checked"
        f" from ({groups})",
        failing=f"select record_id, '{field}' as field from $rows where {rows} and {field} in ({twice})"
        f" qualify count(*) over (partition by {columns}) > 1",
    )
    if sorted(needed) != sorted(key):
        return question
    if len(key) == 1:
        return question.by_library(("ExpectColumnValuesToBeUnique", {"column": key[0]}))
    same = {"column_list": key, "ignore_row_if": "any_value_is_missing"}
    return question.by_library(("ExpectCompoundColumnsToBeUnique", same))


def of_groups(field: str, rows: str, key: str, fails: str) -> Question:
    """Those of `rows` whose group by `key` fulfils the aggregate `fails`."""
    groups = f"from $rows where {rows} group by {key}"
    return Question(
        counts="select coalesce(sum(times) filter (where bad), 0) as failed, coalesce(sum(times), 0) as checked"
        f" from (select count(*) as times, coalesce({fails}, false) as bad {groups})",
        failing=f"select record_id, '{field}' as field from $rows where {rows}"
        f" and {key} in (select {key} {groups} having {fails})",
    )


def of_figure(figure: str, is_asked: str, fails: str) -> Question:
    """One figure over the whole list, shown as it is; `figure` gives one row."""
    given = f"from ({figure}) as figures"
    return Question(
        counts=f"select count(*) filter (where ({is_asked}) and ({fails})) as failed,"
        f" count(*) filter (where {is_asked}) as checked, max(seen) as seen {given}",
        failing=f"select seen {given} where ({is_asked}) and ({fails})",
        about_rows=False,
    )
