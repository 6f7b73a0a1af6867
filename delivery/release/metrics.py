"""SQL of each number that is true for any rows, or empty.

A BI tool adds up whatever it is given. This SQL adds up over the columns for which a sum is a true number, and gives
null as soon as rows of another kind are mixed in, or one of the numbers is missing or hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from delivery.release.meanings import NAME, Meaning, Measure


def metric_name(table: str, column: str) -> str:
    """The name of a number among those of all tables."""
    return f"{table.removeprefix('mart_')}_{column}"


def kept_apart(measure: Measure, grain: Iterable[str]) -> tuple[str, ...]:
    """The columns of which the rows may hold one value only."""
    return tuple(dict.fromkeys([*(key for key in grain if key not in measure.adds_over), *measure.within]))


def metric_sql(meaning: Meaning, column: str, table: str = "") -> str:
    """The expression of one number over a group of rows.

    `table` stands before each column when it is given.
    """
    measures = {measure.column: measure for measure in meaning.measures}
    measure = measures[column]
    if not measure.formula:
        return _total(measure, meaning.grain, f"{table}." if table else "")

    def part(found: re.Match[str]) -> str:
        return f"cast({metric_sql(meaning, found[0], table)} as double precision)" if found[0] in measures else found[0]

    return NAME.sub(part, measure.formula)


def _total(measure: Measure, grain: Iterable[str], before: str) -> str:
    """The sum, or the one number there is; null where rows are mixed."""
    number = f"{before}{measure.column}"
    conditions = [f"count({number}) = count(*)"]
    for key in kept_apart(measure, grain):
        name = f"{before}{key}"
        # a key is never empty, other columns may be: empty is a value of its own
        told = f"coalesce(cast({name} as varchar), '')" if key in measure.within else name
        conditions.append(f"count(distinct {told}) = 1")
    return f"case when {' and '.join(conditions)} then {'sum' if measure.adds_over else 'max'}({number}) end"


def measure_rows(meanings: Mapping[str, Meaning]) -> list[tuple[str, str, str, str | None, str | None, str]]:
    """The rows of `dim_measure`, of tables by name."""
    return [
        (
            table,
            each.column,
            each.unit,
            ", ".join(each.adds_over) or None,
            ", ".join(each.within) or None,
            metric_sql(meaning, each.column),
        )
        for table, meaning in sorted(meanings.items())
        for each in sorted(meaning.measures, key=lambda measure: measure.column)
    ]
