"""dbt's build of the warehouse beside DuckDB's own time to write the same tables: the same SQL in the same order."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from orchestration.dbt.manifest import PROJECT, target_folder
from orchestration.settings import Settings
from tests.bench.measure import ROOT, Cost, cost_of, cost_of_python

# The SQL that dbt compiled, run model by model by plain DuckDB into a file of its own; the seeds are copied first.
_PLAIN = """
import sys
from pathlib import Path
import duckdb
from delivery.trial import build_order, rebuild
from orchestration.dbt.manifest import with_compiled_code
warehouse, manifest, compiled, folder = map(Path, sys.argv[1:5])
known = with_compiled_code(manifest, compiled)
with duckdb.connect(str(folder / warehouse.name)) as plain:
    plain.execute("set threads = 2")
    plain.execute(f"attach '{warehouse}' as built (read_only)")
    plain.execute("create schema seeds")
    for (name,) in plain.execute(
        "select table_name from duckdb_tables() where database_name = 'built' and schema_name = 'seeds'"
    ).fetchall():
        plain.execute(f"create table seeds.{name} as from built.seeds.{name}")
    rebuild(plain, known, build_order(known))
"""


def dbt_build(home: Path) -> Cost:
    """The build as a run does it, all semesters, from an empty file, without Dagster around it."""
    settings = Settings.from_environment(home)
    target = target_folder(settings)
    settings.store.warehouse.unlink(missing_ok=True)
    os.environ["SINERGI_HOME"] = str(settings.home)
    return cost_of(
        [str(Path(sys.executable).with_name("dbt")), "--log-level-file", "none", "build", "--exclude-resource-type",
         "unit_test", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(target)],
        home / "bench-dbt.log",
    )  # fmt: skip


def plain_build(home: Path, scratch: Path) -> Cost:
    """The same tables by plain DuckDB, start of Python included. The warehouse must have been built."""
    settings = Settings.from_environment(home)
    scratch.mkdir(parents=True, exist_ok=True)
    (scratch / settings.store.warehouse.name).unlink(missing_ok=True)
    os.environ["PYTHONPATH"] = str(ROOT)
    target = target_folder(settings)
    return cost_of_python(
        _PLAIN, str(settings.store.warehouse), str(target / "manifest.json"), str(target / "compiled"), str(scratch)
    )
