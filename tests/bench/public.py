"""Public data through the one call for tables that are not ours, beside plain Splink and the toolkit.

Nobody sees the truth: each linker learns from the rows (EM). Ours stands at the threshold that it ships, a peer at the
one that is best over the two sets of `TUNING`; what each would reach at a set's own best threshold stands beside it.
Two lists without doubles (FEBRL 4) are linked one to one: each row takes the partner that also takes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.components import components
from linkage.tables import Columns, LinkedTables, link_tables
from linkage.tables.link import LINK_FROM
from tests.bench import peer_env
from tests.bench.evaluate import judge as judge_table
from tests.bench.judge import Line
from tests.bench.tables import SCORES, Report, scores

SETS = ("febrl1", "febrl2", "febrl3", "febrl4", "rldata500", "rldata10000", "county")
TUNING = ("febrl1", "rldata500")
"""The sets that all thresholds were chosen on, ours too; the others are judged blindly."""
ONE_TO_ONE = ("febrl4",)
LINKERS = ("Sinergi", "Splink, textbook", "recordlinkage, ECM")
THRESHOLDS = np.arange(-20.0, 20.5, 0.5)

_NAMES = {
    "given_name": "given_name", "surname": "surname", "birth_date": "birth_date", "number": "nik", "sex": "sex",
    "address": "address", "house_no": "street_no", "place": "suburb", "postcode": "postcode",
}  # fmt: skip

Pairs = dict[str, npt.NDArray[Any]]


def compare(report: Report, scratch: Path) -> None:
    """Adds one table for each data set, and what Sinergi says of its own answer."""
    scratch.mkdir(parents=True, exist_ok=True)
    peer_env.run("public", scratch, peer_env.data_wheel())
    lines: dict[tuple[str, str], list[Line]] = {}
    told = []
    for name in SETS:
        rows = scratch / f"{name}.parquet"
        linked, ours = _ours(rows)
        told.append([name, linked.expected_precision, linked.expected_recall, linked.reason or "enough"])
        found = {"Sinergi": ours, **{linker: _peer(rows, module) for linker, module in _PEERS.items()}}
        for linker, pairs in found.items():
            lines[linker, name] = _lines(linker, rows, pairs)
    blind = {linker: _threshold([lines[linker, name] for name in TUNING]) for linker in LINKERS}
    blind["Sinergi"] = int(np.searchsorted(THRESHOLDS, np.log2(LINK_FROM / (1 - LINK_FROM)) - 1e-9))
    for name in SETS:
        shown = []
        for linker in LINKERS:
            of_set = lines[linker, name]
            best = max(of_set, key=lambda line: line.pairwise.f1)
            shown += [_called(of_set[blind[linker]], "blind"), _called(best, "its best")]
        report.add(f"Public data: {name}" + (" (tuning)" if name in TUNING else ""), SCORES, scores(shown))
    report.add("Public data: what Sinergi expects of itself", ("set", "precision", "recall", "told"), told)


_PEERS = {"Splink, textbook": "public_textbook", "recordlinkage, ECM": "toolkit"}


def _called(line: Line, how: str) -> Line:
    return Line(
        f"{line.what}, {how}", line.true_pairs, line.linked_pairs, line.right_pairs, line.pairwise, line.b_cubed
    )


def _threshold(sets: list[list[Line]]) -> int:
    """The place in `THRESHOLDS` with the highest F1 over some sets; of equals the one in the middle."""
    sums = np.array([[line.pairwise.f1 for line in lines] for lines in sets]).sum(axis=0)
    places = np.flatnonzero(np.isclose(sums, sums.max(), atol=1e-9))
    return int(places[len(places) // 2])


def _ours(rows: Path) -> tuple[LinkedTables, Pairs]:
    """What the product makes of the rows, and its pairs with the rows' own numbers."""
    table = pq.read_table(rows)
    sides = [table.filter(pa.compute.equal(table["side"], side)) for side in (0, 1)]
    sides = [side for side in sides if side.num_rows]
    columns = [
        Columns(**{meaning: name for meaning, name in _NAMES.items() if side[name].null_count < side.num_rows})
        for side in sides
    ]
    both = (sides[1], columns[1]) if len(sides) == 2 else (None, None)
    linked = link_tables(sides[0], columns[0], *both, one_to_one=rows.stem in ONE_TO_ONE)
    ids = [side["row_id"].to_numpy() for side in sides]
    return linked, {
        "row_a": ids[0][linked.pairs["row_a"].to_numpy()],
        "row_b": ids[-1][linked.pairs["row_b"].to_numpy()],
        "weight": linked.pairs["bits"].to_numpy(),
    }


def _peer(rows: Path, module: str) -> Pairs:
    """The scored pairs of a peer."""
    pairs = rows.with_name(f"{rows.stem}-{module}.parquet")
    peer_env.run(module, rows, pairs, "--public")
    with duckdb.connect() as connection:
        found: Pairs = connection.execute(f"SELECT row_a, row_b, weight FROM read_parquet('{pairs}')").fetchnumpy()
    return found


def _lines(linker: str, rows: Path, pairs: Mapping[str, npt.NDArray[Any]]) -> list[Line]:
    """A line for each of `THRESHOLDS`."""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE truth AS SELECT row_id, true_id, side FROM read_parquet('{rows}')")
        connection.register("scored", pa.table({name: pairs[name] for name in ("row_a", "row_b", "weight")}))
        kept = connection.execute(
            "SELECT row_a, row_b, weight FROM scored" + (_MUTUAL if rows.stem in ONE_TO_ONE else "")
        ).fetchnumpy()
        return [_line(connection, linker, kept, threshold) for threshold in THRESHOLDS]


_MUTUAL = """
 QUALIFY row_number() OVER (PARTITION BY row_a ORDER BY weight DESC, row_b) = 1
    AND row_number() OVER (PARTITION BY row_b ORDER BY weight DESC, row_a) = 1
"""


def _line(connection: duckdb.DuckDBPyConnection, linker: str, pairs: Pairs, threshold: float) -> Line:
    above = pairs["weight"] >= threshold
    size, sides = connection.execute("SELECT count(*), count(DISTINCT side) FROM truth").fetchone() or (0, 1)
    labels = components(size, pairs["row_a"][above].astype(np.int32), pairs["row_b"][above].astype(np.int32))
    connection.register("labels", pa.table({"row_id": np.arange(size), "label": labels}))
    group = "side::VARCHAR" if sides == 2 else "NULL::VARCHAR"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE judged AS SELECT label AS person_id, true_id AS true_person_id,"
        f" {group} AS group_name FROM truth INNER JOIN labels USING (row_id)"
    )
    connection.unregister("labels")
    return Line.of(f"{linker} (weight {threshold:+.1f})", judge_table(connection))
