"""The models of the warehouse on Spark and on DuckDB: the same rows, model by model.

    python -m tests.bench.parity HOME [--only MODEL ...]

HOME has been run. Each model's compiled SQL is put into Spark's words by sqlglot and asked of the tables that DuckDB
built, so that a difference is the model's own and not its inputs'; then EXCEPT ALL both ways, doubles to nine digits.
Staging models read files in DuckDB's words and stand for themselves: Spark starts from their tables.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp

from orchestration.dbt.manifest import compiled_manifest
from orchestration.settings import Settings
from orchestration.spark.session import spark_session

DIGITS = 9


@dataclass(frozen=True)
class Compared:
    """One model: the rows that DuckDB has, those of only one engine, or what Spark said."""

    model: str
    rows: int
    only_duckdb: int = 0
    only_spark: int = 0
    failure: str = ""

    @property
    def is_same(self) -> bool:
        return not (self.failure or self.only_duckdb or self.only_spark)


def in_sparks_words(sql: str) -> str:
    """The compiled SQL of a model for Spark; tables are views named `schema__table`."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    for table in tree.find_all(exp.Table):
        if table.db:
            table.replace(exp.to_table(view_of(table.db, table.name), alias=table.alias or table.name))
    # what the macro `join_sorted` says on Spark
    for joined in list(tree.find_all(exp.GroupConcat)):
        distinct = joined.find(exp.Distinct)
        column, separator = distinct.expressions[0].sql("spark"), joined.args["separator"].sql("spark")
        joined.replace(
            sqlglot.parse_one(f"nullif(array_join(array_sort(collect_set({column})), {separator}), '')", read="spark")
        )
    return tree.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def parts(sql: str) -> Iterator[tuple[str, str]]:
    """The compiled SQL as (view, SQL) of each model that dbt put into it whole, and ('', SQL) of the model itself.

    Their inner names may be equal: sqlglot lifts them to one level for Spark, where they would meet.
    """
    tree = sqlglot.parse_one(sql, read="duckdb")
    for inner in [cte for cte in tree.ctes if cte.alias.startswith("__dbt__cte__")]:
        yield inner.alias, inner.this.sql("duckdb")
        inner.pop()
    yield "", tree.sql("duckdb")


def view_of(schema: str, table: str) -> str:
    """The name of Spark's view of a table of the warehouse."""
    return f"{schema}__{table}"


def compare(home: Path, only: Sequence[str] = (), master: str = "local[1]") -> Iterator[Compared]:
    """Every model that is not staging, or `only` some, on both engines."""
    nodes = compiled_manifest(Settings.from_environment(home))["nodes"].values()
    models = [
        node
        for node in nodes
        if node["resource_type"] == "model"
        and node["schema"] != "staging"
        and node["config"]["materialized"] != "ephemeral"  # asked with the models that hold it
        and (not only or node["name"] in only)
    ]
    with (
        tempfile.TemporaryDirectory(prefix="sinergi-parity-") as folder,
        duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as warehouse,
        spark_session(master) as spark,
    ):
        spark.conf.set("spark.sql.shuffle.partitions", "1")
        _show_tables(warehouse, spark, Path(folder))
        for node in sorted(models, key=lambda node: str(node["name"])):
            yield _compared(warehouse, spark, node, Path(folder))


def _show_tables(warehouse: duckdb.DuckDBPyConnection, spark: Any, folder: Path) -> None:
    """Makes every table of the warehouse a view of Spark."""
    tables = warehouse.execute(
        "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = current_database()"
    ).fetchall()
    for schema, table in tables:
        path = folder / f"{schema}__{table}.parquet"
        warehouse.execute(f"COPY (FROM {schema}.{table}) TO '{path}' (FORMAT parquet)")
        spark.read.parquet(str(path)).createOrReplaceTempView(view_of(schema, table))


def _compared(warehouse: duckdb.DuckDBPyConnection, spark: Any, node: dict[str, Any], folder: Path) -> Compared:
    name, path = str(node["name"]), folder / f"spark_{node['name']}"
    relation = f"{node['schema']}.{name}"
    rows = warehouse.execute(f"SELECT count(*) FROM {relation}").fetchone()
    count = int(rows[0]) if rows else 0
    try:
        for view, sql in parts(node["compiled_code"]):
            asked = spark.sql(in_sparks_words(sql))
            asked.createOrReplaceTempView(view) if view else asked.write.mode("overwrite").parquet(str(path))
    except Exception as error:  # whatever Spark has against the model is the answer
        return Compared(name, count, failure=" ".join(str(error).split())[:300])
    columns = warehouse.execute(f"DESCRIBE {relation}").fetchall()
    cells = ", ".join(_rounded(column, kind) for column, kind, *_ in columns)
    spark_rows, duck_rows = f"SELECT {cells} FROM read_parquet('{path}/*.parquet')", f"SELECT {cells} FROM {relation}"
    try:
        lacking = warehouse.execute(f"SELECT count(*) FROM ({duck_rows} EXCEPT ALL {spark_rows})").fetchone()
        more = warehouse.execute(f"SELECT count(*) FROM ({spark_rows} EXCEPT ALL {duck_rows})").fetchone()
    except duckdb.Error as error:
        return Compared(name, count, failure=f"compare: {' '.join(str(error).split())[:300]}")
    return Compared(name, count, int(lacking[0]) if lacking else 0, int(more[0]) if more else 0)


def _rounded(column: str, kind: str) -> str:
    value = f'"{column}"::{kind}'
    return f"round({value}, {DIGITS}) AS {column}" if kind in ("DOUBLE", "FLOAT") else f"{value} AS {column}"


def told(each: Compared) -> str:
    """One line about a model."""
    if each.is_same:
        return f"same {each.model} ({each.rows} rows)"
    why = each.failure or f"only DuckDB {each.only_duckdb}, only Spark {each.only_spark}"
    return f"DIFFERS {each.model} ({each.rows} rows): {why}"


def main() -> None:
    """Writes a line for each model, and how many are the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--only", nargs="*", default=())
    arguments = parser.parse_args()
    began, done = time.monotonic(), []
    for each in compare(arguments.home.resolve(), arguments.only):
        done.append(each)
        sys.stdout.write(told(each) + "\n")
        sys.stdout.flush()
    same = sum(each.is_same for each in done)
    sys.stdout.write(f"{same} of {len(done)} models the same, {time.monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    main()
