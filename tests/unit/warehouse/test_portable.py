"""The SQL of the models is plain: what DuckDB alone knows would stop the same project from running on Spark."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

READS_FILES = {"READ_PARQUET"}  # of staging alone: on Spark the inputs are tables
# one macro each, dispatched by adapter (macros/portable.sql)
DISPATCHED = {"GROUP_CONCAT"}
PORTABLE = {
    "ABS", "AND", "AVG", "CASE", "CAST", "CEIL", "COALESCE", "CONCAT", "COUNT", "DAY", "FIRST_VALUE", "FLOOR",
    "GREATEST", "IF", "LAG", "LEAD", "LEAST", "LOWER", "MAX", "MD5", "MIN", "MONTH", "NULLIF", "OR", "REPLACE", "ROUND",
    "ROW_NUMBER", "SPLIT_PART", "SQRT", "SUBSTRING", "SUM", "YEAR",
}  # fmt: skip
FORBIDDEN = (exp.Anonymous, exp.Lambda, exp.Bracket, exp.Struct, exp.Array, exp.Qualify, exp.Filter, exp.TryCast)


def faults(sql: str, *, reads_files: bool = False) -> set[str]:
    """What of a model's compiled SQL is not plain."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    functions = {node.sql_name() for node in tree.find_all(exp.Func)}
    found = functions - PORTABLE - DISPATCHED - (READS_FILES if reads_files else set())
    found |= {type(node).__name__ for kind in FORBIDDEN for node in tree.find_all(kind)}
    stars = [star for star in tree.find_all(exp.Star) if star.args.get("except_") or star.args.get("replace")]
    found |= {"star except or replace"} if stars else set()
    if not reads_files:
        try:
            tree.sql("spark", unsupported_level=ErrorLevel.RAISE)
        except SqlglotError as error:
            found.add(str(error))
    return found


@pytest.mark.slow
def test_no_model_needs_duckdb(built: Path) -> None:
    models = built / "target" / "compiled" / "sinergi" / "models"
    every = sorted(models.rglob("*.sql"))
    compiled = [path for path in every if not any(part.endswith(".yml") for part in path.parts)]  # those are unit tests
    found = {
        path.stem: faults(path.read_text(encoding="utf-8"), reads_files="staging" in path.parts) for path in compiled
    }
    assert len(found) > 90
    assert {model: what for model, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "sql",
    [
        "select list_sum(a) from t", "select a[1] from t", "select sum(a) filter (where b) from t",
        "select strptime(a, '%d') from t", "select a from t qualify row_number() over (order by a) = 1",
        "select try_cast(a as int) from t", "select * exclude (a) from t", "select list_transform(a, x -> x) from t",
        "select * from read_parquet('x')",
    ],
)  # fmt: skip
def test_what_duckdb_alone_knows_is_seen(sql: str) -> None:
    assert faults(sql) != set()
