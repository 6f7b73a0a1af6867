"""Lets the warehouse of a copied or restored home read its own files."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from ingest.store import PRIVATE_FILE

_READ = re.compile(r"read_parquet\('(?P<home>[^'*]*)/(?P<below>accepted|linkage)/")
_VIEWS = "select schema_name, view_name, sql from duckdb_views() where not internal order by view_name"


def elsewhere(warehouse: duckdb.DuckDBPyConnection, home: Path) -> str | None:
    """The home outside `home` that the warehouse's views read."""
    for _, _, sql in warehouse.execute(_VIEWS).fetchall():
        for found in _READ.finditer(sql):
            if Path(found["home"]).resolve() != home.resolve():
                return found["home"]
    return None


def follow_home(path: Path, home: Path) -> int:
    """Makes the views of the warehouse at `path` read `home`; gives their number.

    DuckDB's IOException where somebody uses it, or it may not be written.
    """
    with duckdb.connect(str(path)) as warehouse:
        views = [(schema, name, sql) for schema, name, sql in warehouse.execute(_VIEWS).fetchall() if _READ.search(sql)]
        here = str(home.resolve()).replace("'", "''")
        for _, _, sql in views:
            moved = _READ.sub(lambda found: f"read_parquet('{here}/{found['below']}/", sql)
            warehouse.execute(moved.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1))
    path.chmod(PRIVATE_FILE)
    return len(views)
