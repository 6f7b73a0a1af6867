"""FEBRL 1-4 and pseudopeople's sample through the settings factory of the product, beside plain Splink and the toolkit.

The factory makes the comparisons (number and date as one fact, the name, the home); its numbers are learnt from each
data set by EM, because Australians and Americans are not our city. Each linker stands at its own best threshold.
Two lists without doubles (FEBRL 4) are linked one to one: each row takes the partner that also takes it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from ingest.fold import fold_name
from linkage.components import components
from linkage.evidence import agreement, names
from linkage.model import Weights, load, settings
from linkage.training import floored, learnt, without_true_pairs
from tests.bench import peer_env
from tests.bench.evaluate import judge as judge_table
from tests.bench.judge import Line
from tests.bench.tables import SCORES, Report, scores

SETS = {"febrl1": False, "febrl2": False, "febrl3": False, "febrl4": True, "county": True}
"""The data sets, and whether two lists are linked (else one is freed of doubles)."""
FIELDS = {"county": ("identity", "name", "sex")}
"""What both lists tell, where it is not `_FEBRL_FIELDS`."""
_FEBRL_FIELDS = ("identity", "name", "home")
_HELD = {"identity": "birth_year", "name": "name", "home": "villages"}
"""The column on which pairs agree while EM learns the other facts."""

_COLUMNS = """
CREATE TABLE {table} AS
SELECT row_id AS node, name, count(*) OVER (PARTITION BY name.full_form) / count(*) OVER () AS name_share,
    nik AS number, CASE WHEN length(birth_date) = 8 THEN [substr(birth_date, 7, 2) || substr(birth_date, 5, 2)
        || substr(birth_date, 3, 2)] ELSE []::VARCHAR[] END AS dates,
    try_cast(left(birth_date, 4) AS INTEGER) AS birth_year, sex,
    []::BIGINT[] AS cards,
    list_filter([hash(street_no, upper(address))], lambda one: address IS NOT NULL) AS houses,
    list_filter([hash(upper(address))], lambda one: address IS NOT NULL) AS neighbourhoods,
    list_filter([upper(suburb), postcode], lambda one: one IS NOT NULL) AS villages,
    NULL AS mother, NULL AS head,
    birth_date AS date, name.full_form AS letters, name.ordered_form AS ordered, upper(given_name) AS given_name,
    upper(surname) AS surname, upper(address) AS address, upper(suburb) AS suburb, postcode, side
FROM read_parquet('{rows}') LEFT JOIN name_forms USING (row_id)
WHERE side IN ({sides})
"""
_BLOCKS = (
    ("number",), ("date",), ("ordered",), ("surname", "postcode"), ("given_name", "postcode"), ("address",),
    ("suburb", "substr(given_name, 1, 2)"),
)  # fmt: skip


def compare(report: Report, scratch: Path) -> None:
    """Adds one table for each data set."""
    scratch.mkdir(parents=True, exist_ok=True)
    peer_env.run("public", scratch)
    for name, is_two_lists in SETS.items():
        rows = scratch / f"{name}.parquet"
        lines = [_best("Sinergi's factory", rows, _predict(rows, is_two_lists), is_two_lists)]
        for linker, module in (("Splink, textbook", "public_textbook"), ("recordlinkage, ECM", "toolkit")):
            pairs = scratch / f"{name}-{module}.parquet"
            peer_env.run(module, rows, pairs, "--public")
            with duckdb.connect() as connection:
                found = connection.execute(f"SELECT row_a, row_b, weight FROM read_parquet('{pairs}')").fetchnumpy()
            lines.append(_best(linker, rows, found, is_two_lists))
        report.add(f"Public data: {name}", SCORES, scores(lines))


def _predict(rows: Path, is_two_lists: bool) -> dict[str, Any]:
    """Scored pairs of the factory's model, trained by EM on `rows`."""
    from splink import DuckDBAPI, Linker, block_on

    fields = FIELDS.get(rows.stem, _FEBRL_FIELDS)
    with duckdb.connect() as connection:
        agreement.define(connection)
        _name_forms(connection, rows)
        sides = ("0", "1") if is_two_lists else ("0, 1",)
        for number, side in enumerate(sides):
            connection.execute(_COLUMNS.format(table=f"list_{number}", rows=rows, sides=side))
        database = DuckDBAPI(connection)
        tables = [database.register(f"list_{number}") for number in range(len(sides))]
        shape: dict[str, Any] = {"link_type": "link_only" if is_two_lists else "dedupe_only", "fields": fields}
        prior, weights = _learn(tables, shape)
        made = settings(weights, **shape)
        made.probability_two_random_records_match = prior
        made.blocking_rules_to_generate_predictions = [block_on(*columns) for columns in _BLOCKS]
        made.retain_intermediate_calculation_columns = False
        found = Linker(tables, made, log_level="ERROR").inference.predict(threshold_match_weight=-20)
        return connection.execute(
            f"SELECT node_l AS row_a, node_r AS row_b, match_weight AS weight FROM {found.physical_name}"
        ).fetchnumpy()


def _learn(tables: list[Any], shape: dict[str, Any]) -> tuple[float, Weights]:
    """How likely two rows are one, and the numbers of the model, by EM; each block holds one fact fixed."""
    from splink import Linker, block_on

    linker = Linker(tables, settings(**shape), log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match([block_on("date", "surname")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in [_HELD[field] for field in shape["fields"] if field in _HELD]:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    model = linker.misc.save_model_to_json()
    prior = float(model["probability_two_random_records_match"])
    return prior, replace(load(), version="public", levels=floored(without_true_pairs(learnt(model), prior)))


def _name_forms(connection: duckdb.DuckDBPyConnection, rows: Path) -> None:
    """`name_forms(row_id, name)`: the features of given name and surname together."""
    people = connection.execute(
        f"SELECT row_id, concat_ws(' ', given_name, surname) FROM read_parquet('{rows}')"
    ).fetchall()
    keys = {row: fold_name(text) or None for row, text in people}
    connection.register("features", names.feature_table(sorted({key for key in keys.values() if key})))
    connection.register("keys", pa.table({"row_id": list(keys), "name_key": pa.array(keys.values(), pa.string())}))
    forms = ", ".join(f"{form} := {form}" for form in (
        "full_form", "ordered_form", "core_form", "plain_form", "particles", "words"))  # fmt: skip
    connection.execute(
        f"CREATE TABLE name_forms AS SELECT row_id, struct_pack({forms}) AS name"
        " FROM keys INNER JOIN features USING (name_key)"
    )


def _best(linker: str, rows: Path, pairs: dict[str, Any], is_two_lists: bool) -> Line:
    """The line at the threshold of highest F1 over the weights -20 to 20."""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE truth AS SELECT row_id, true_id, side FROM read_parquet('{rows}')")
        connection.register("scored", pa.table({name: pairs[name] for name in ("row_a", "row_b", "weight")}))
        kept = connection.execute(
            "SELECT row_a, row_b, weight FROM scored" + (_MUTUAL if rows.stem == "febrl4" else "")
        ).fetchnumpy()
        lines = [_line(connection, linker, kept, threshold, is_two_lists) for threshold in np.arange(-20.0, 21.0, 1.0)]
    return max(lines, key=lambda line: line.pairwise.f1)


_MUTUAL = """
 QUALIFY row_number() OVER (PARTITION BY row_a ORDER BY weight DESC, row_b) = 1
    AND row_number() OVER (PARTITION BY row_b ORDER BY weight DESC, row_a) = 1
"""


def _line(
    connection: duckdb.DuckDBPyConnection, linker: str, pairs: dict[str, Any], threshold: float, is_two_lists: bool
) -> Line:
    above = pairs["weight"] >= threshold
    counted = connection.execute("SELECT count(*) FROM truth").fetchone()
    size = int(counted[0]) if counted else 0
    labels = components(size, pairs["row_a"][above].astype(np.int32), pairs["row_b"][above].astype(np.int32))
    connection.register("labels", pa.table({"row_id": np.arange(size), "label": labels}))
    group = "side::VARCHAR" if is_two_lists else "NULL::VARCHAR"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE judged AS SELECT label AS person_id, true_id AS true_person_id,"
        f" {group} AS group_name FROM truth INNER JOIN labels USING (row_id)"
    )
    connection.unregister("labels")
    return Line.of(f"{linker} (weight {threshold:+.1f})", judge_table(connection))
