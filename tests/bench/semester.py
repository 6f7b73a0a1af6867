"""A semester at city size, stage by stage, beside its floors: the least that its parts can cost."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

from tests.bench.measure import Cost, cost_of, cost_of_python

_READ = """
import sys, glob, csv
import python_calamine
for path in sorted(glob.glob(sys.argv[1] + "/*/*")):
    if path.endswith(".csv"):
        with open(path, newline="", encoding="utf-8-sig") as lines:
            sum(1 for _ in csv.reader(lines))
    elif path.endswith((".xlsx", ".xls", ".ods")):
        book = python_calamine.CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
"""
_WRITE = """
import sys, duckdb
target, folder = sys.argv[1:3]
into = duckdb.connect(target)
into.sql("set threads = 2")
tables = [line.strip() for line in open(folder + "/tables.txt")]
for table in tables:
    into.sql(f"create table {table} as from read_parquet('{folder}/{table}.parquet')")
"""
_EXPORT = """
import sys, duckdb
source, folder = sys.argv[1:3]
db = duckdb.connect(source, read_only=True)
found = db.sql("select schema_name, table_name from duckdb_tables()").fetchall()
with open(folder + "/tables.txt", "w") as names:
    for schema, table in found:
        db.sql(f"copy {schema}.{table} to '{folder}/{schema}_{table}.parquet'")
        names.write(f"{schema}_{table}\\n")
"""
_IMPORT = """
import dagster, dagster_dbt, great_expectations, pandas, pyarrow.parquet, duckdb, sqlalchemy
"""
_DBT = "from dbt.cli.main import dbtRunner"


def floors(home: Path, semester: str, scratch: Path) -> dict[str, Cost]:
    """The parts that no run can do without, each measured alone."""
    scratch.mkdir(parents=True, exist_ok=True)
    cost_of_python(_EXPORT, str(home / "warehouse/build.duckdb"), str(scratch))
    return {
        "calamine and csv read the same files": cost_of_python(_READ, str(home / "inbox" / semester)),
        "DuckDB writes the same tables": cost_of_python(_WRITE, str(scratch / "floor.duckdb"), str(scratch)),
        "Python starts with the same imports": cost_of_python(_IMPORT),
        "dbt starts (a process of its own)": cost_of_python(_DBT),
    }


def stages(home: Path) -> dict[str, float]:
    """Seconds of each step of the newest run, from Dagster's own record."""
    from dagster import DagsterInstance

    os.environ.setdefault("DAGSTER_HOME", str(home / "dagster"))
    with DagsterInstance.from_config(str(home / "dagster")) as instance:
        newest = instance.get_runs(limit=1)[0]
        spent: dict[str, float] = defaultdict(float)
        for step in instance.get_run_step_stats(newest.run_id):
            if step.start_time and step.end_time:
                spent[step.step_key] += step.end_time - step.start_time
    return dict(spent)


def run_semester(home: Path, semester: str, binary: Path) -> Cost:
    """The whole run by command."""
    return cost_of([str(binary), "run", semester, "--home", str(home)], home / f"bench-{semester}.log", accept=(0, 3))
