"""Lays the rows of tables side by side and finds pairs to compare.

Two rows meet where they agree on every part of a block; a key that too many rows share says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from linkage.evidence import agreement, names
from linkage.tables.columns import Columns, formed
from linkage.tables.comparisons import Fact
from linkage.tables.estimate import Compared

MOST_IN_BLOCK = 200
"""Rows of one key beyond which the key is passed over: a town, a usual name."""

BLOCKS = (
    ("number",),  # all else is mistyped
    ("email",),
    ("phone",),
    ("date",),  # the name is mistyped beyond its letters
    ("letters",),  # the name is whole, the date is not
    ("word", "year"),  # day or month, and one of two names
    ("word", "day_month"),  # the year, and one of two names
    ("word", "postcode"),  # the date is unknown
    ("word", "place"),
    ("word", "address"),
    ("address", "house_no"),  # the name is another altogether, as after a marriage
    ("initials", "year", "place"),
    ("initials", "year", "postcode"),
    ("initials", "day_month", "postcode"),
)
"""What two rows must agree on to meet; each finds true pairs that no other does."""

_ROWS = """
CREATE TEMP TABLE rows AS
WITH spelt AS (
    SELECT *, left(birth_date, 4)::INTEGER AS year, CASE WHEN length(birth_date) = 8 THEN birth_date END AS date,
        concat_ws(' ', name_text, given_name, surname) AS spelling
    FROM cells
)
SELECT spelt.* EXCLUDE (birth_date, spelling), name_forms.name, right(date, 4) AS day_month,
    nullif(list_sort(string_split(spelling, ' ')), ['']) AS words, array_to_string(words, ' ') AS letters,
    nullif(concat(left(coalesce(given_name, name_text), 2), left(surname, 2)), '') AS initials,
    count(*) OVER (PARTITION BY given_name) / count(given_name) OVER () AS given_name_share,
    count(*) OVER (PARTITION BY surname) / count(surname) OVER () AS surname_share,
    count(*) OVER (PARTITION BY name_text) / count(name_text) OVER () AS name_share
FROM spelt LEFT JOIN name_forms USING (name_text)
"""
_NAME_FORMS = f"CREATE TEMP TABLE name_forms AS SELECT name_key AS name_text, {names.AS_STRUCT} AS name FROM features"
_MEET = """
INSERT INTO met
WITH keyed AS (SELECT DISTINCT node, side, hash({columns}) AS key FROM {rows} WHERE {are_known}),
usual AS (SELECT key FROM keyed GROUP BY key HAVING count(*) BETWEEN 2 AND {most})
SELECT one.node, other.node
FROM keyed AS one SEMI JOIN usual USING (key) INNER JOIN keyed AS other USING (key)
WHERE one.node < other.node AND {sides}
"""


def load(connection: duckdb.DuckDBPyConnection, tables: Sequence[tuple[pa.Table, Columns]]) -> bool:
    """Fills `rows`, numbered by `node` through all tables.

    True where given and family name are compared apart.
    """
    cells: dict[str, list[str | None]] = {}
    for table, columns in tables:
        for meaning, forms in formed(table, columns).items():
            cells.setdefault(meaning, []).extend(forms)
    are_apart = all(columns.given_name and columns.surname for _, columns in tables)
    parts = [cells.pop(part) for part in ("name", "given_name", "surname")]
    nothing: list[str | None] = [None] * len(parts[0])
    whole = nothing if are_apart else [" ".join(filter(None, words)) or None for words in zip(*parts, strict=True)]
    cells["name_text"] = whole
    for part, forms in zip(("given_name", "surname"), parts[1:], strict=True):
        cells[part] = forms if are_apart else nothing
    agreement.define(connection)
    connection.register("features", names.feature_table(sorted({text for text in whole if text})))
    connection.execute(_NAME_FORMS)
    sides = [side for side, (table, _) in enumerate(tables) for _ in range(table.num_rows)]
    numbered = {"node": pa.array(range(len(sides)), pa.int32()), "side": pa.array(sides, pa.int8())}
    texts = {meaning: pa.array(forms, pa.string()) for meaning, forms in cells.items()}
    connection.register("cells", pa.table({**numbered, **texts}))
    connection.execute(_ROWS)
    return are_apart


def meet(connection: duckdb.DuckDBPyConnection, are_two: bool) -> None:
    """Fills `pairs(node_a, node_b)` by the blocks; of two tables, one row of each."""
    connection.execute("CREATE TEMP TABLE met (node_a INTEGER, node_b INTEGER)")
    for block in BLOCKS:
        connection.execute(
            _MEET.format(
                columns=", ".join(block),
                rows="(SELECT *, unnest(words) AS word FROM rows)" if "word" in block else "rows",
                are_known=" AND ".join(f"{column} IS NOT NULL" for column in block),
                most=MOST_IN_BLOCK,
                sides="one.side < other.side" if are_two else "true",
            )
        )
    connection.execute("CREATE TEMP TABLE pairs AS SELECT DISTINCT node_a, node_b FROM met; DROP TABLE met")


def draw(sizes: Sequence[int], most: int) -> pa.Table:
    """Pairs of rows at random, the same each time.

    All that there are, where they are no more than `most`.
    """
    first, last = sizes[0], sum(sizes)
    start = first if len(sizes) == 2 else 0
    if first * (last - start) <= 2 * most:
        some, others = (grid.ravel() for grid in np.meshgrid(np.arange(first), np.arange(start, last)))
        kept = some < others
    else:
        random = np.random.default_rng(1)
        some, others = random.integers(0, first, most), random.integers(start, last, most)
        kept = some != others
    node_a, node_b = np.minimum(some, others)[kept], np.maximum(some, others)[kept]
    return pa.table({"node_a": node_a.astype(np.int32), "node_b": node_b.astype(np.int32)})


def compare(connection: duckdb.DuckDBPyConnection, pairs: str, facts: Sequence[Fact]) -> Compared:
    """The level of each fact for the pairs of a table, in order."""
    columns = [name for name, *_ in connection.execute("DESCRIBE rows").fetchall()]
    sides = ", ".join(f"one.{name} AS {name}_l, other.{name} AS {name}_r" for name in columns)
    levels = ", ".join(f"{fact.levels} AS level_{place}" for place, fact in enumerate(facts))
    shares = "".join(
        f", greatest({fact.share}_l, {fact.share}_r) AS share_{place}"
        for place, fact in enumerate(facts)
        if fact.share is not None
    )
    asked = "".join(f", {asks} AS {name}" for fact in facts for name, asks in fact.asked_once.items())
    found: dict[str, Any] = connection.execute(
        f"WITH faced AS (SELECT node_a, node_b, {sides} FROM {pairs}"
        " INNER JOIN rows AS one ON one.node = node_a INNER JOIN rows AS other ON other.node = node_b),"
        f" asked AS (SELECT *{asked} FROM faced)"
        f" SELECT node_a, node_b, {levels}{shares} FROM asked ORDER BY node_a, node_b"
    ).fetchnumpy()

    def column(name: str) -> npt.NDArray[np.float64]:
        return np.ma.filled(np.ma.asarray(found[name], dtype=float), np.nan)

    return Compared(
        found["node_a"],
        found["node_b"],
        [found[f"level_{place}"] for place in range(len(facts))],
        {place: column(f"share_{place}") for place, fact in enumerate(facts) if fact.share is not None},
    )
