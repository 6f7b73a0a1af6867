"""Damage to every store of a home, in four ways: noticed by the doctor, mended by the run or told with what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.declarations.catalogue import CatalogueError
from ingest.ledger_upgrade import LedgerError
from ingest.whole import twin_of
from orchestration.health.ailments import HomeError
from orchestration.health.examined import examine
from orchestration.health.made_ready import make_ready
from orchestration.installation import Installation
from orchestration.settings import Settings
from tests.support.damage import WAYS

SECOND = "2017-S2"
MENDED = {
    "rows read": ("conformed/*/semester=*/*.parquet", "RUM-010"),
    "issues of reading": ("conformed/*/semester=*/issues/*.parquet", "RUM-010"),
    "reports of reading": ("conformed/*/semester=*/*.json", "RUM-010"),
    "accepted rows": ("accepted/*_records/semester=*/part.parquet", "RUM-012"),
    "states of the ids": ("linkage/ledger/*.parquet", "RUM-013"),
    "decisions": ("linkage/decisions.parquet", "RUM-023"),
    "the forgotten": ("forgotten.parquet", "RUM-027"),
    "landed files": ("landing/*", "RUM-020"),
    "ledger": ("ledger.sqlite", "RUM-005"),
    "Dagster's book": ("dagster/history/runs.db", "RUM-016"),
    "dbt's project": ("dbt/manifest.json", "RUM-017"),
    "warehouse": ("warehouse/build.duckdb", "RUM-018"),
    "links": ("linkage/person*.parquet", ""),
    "dbt's parse": ("dbt/parsed.msgpack", ""),
    "Dagster's settings": ("dagster/dagster.yaml", ""),
    "note of the last run": ("last_run.json", ""),
    "workbooks": ("packs/*/*/*.xlsx", ""),
    "pages of quality": ("quality/*/*.html", ""),
}
"""What a run mends: files, and the code by which the doctor tells it; "" where runs make it anew and nobody asks."""
# whose loss nobody could tell from never having been there, or that is made anew without a word
_SILENT = {("Dagster's book", way) for way in ("half", "empty", "missing")} | {
    ("warehouse", "damaged"), ("warehouse", "missing"), ("dbt's project", "missing"),
}  # fmt: skip
STOPPING = {
    "key of the ids": ("identity.key", "RUM-00[78]"),
    "ledger and its twin": ("ledger.sqlite", "RUM-004"),
    "decisions and their twin": ("linkage/decisions.parquet", "RUM-015"),
    "the forgotten and their twin": ("forgotten.parquet", "RUM-028"),
    "answers and their twin": ("rulings.parquet", "RUM-006"),
}


def damage(home: Path, way: str) -> int:
    """Damages all that a run mends; gives how many files."""
    files = {path for pattern, _ in MENDED.values() for path in _files(home, pattern)}
    for path in files:
        WAYS[way](path)
    return len(files)


def undiagnosed(home: Path, way: str) -> list[str]:
    """The stores that the doctor does not tell when they alone are damaged in a way; the home is as before after."""
    faults = []
    for name, (pattern, code) in MENDED.items():
        if not code or (name, way) in _SILENT:
            continue
        with damaged(_files(home, pattern), way):
            told = {ailment.code for ailment in examine(Settings.from_environment(home, {}))}
        faults += [] if code in told else [f"the doctor does not tell {name}: {sorted(told)}"]
    return faults


def not_stopping(home: Path, way: str) -> list[str]:
    """The stores whose loss does not stop a run with its code; the home is as before after."""
    faults = []
    for name, (pattern, code) in STOPPING.items():
        path = home / pattern
        with damaged([path], way), damaged([twin for twin in [twin_of(path)] if twin.exists()], "missing"):
            said = _words_of_a_start(home)
        faults += [] if re.search(code, said) else [f"{name} does not stop a run: {said}"]
    return faults


def _words_of_a_start(home: Path) -> str:
    """What a run says that cannot begin; "" where it can."""
    try:
        site = Installation.open(Settings.from_environment(home, {}))
        make_ready(site, SECOND)
        site.ledger.close()
    except (HomeError, LedgerError, CatalogueError) as error:
        return str(error)
    return ""


@contextmanager
def damaged(files: Iterable[Path], way: str) -> Iterator[None]:
    """Damages files within the block, and puts them back as they were, times too."""
    kept = {path: (path.read_bytes(), path.stat()) for path in files}
    for path in kept:
        WAYS[way](path)
    try:
        yield
    finally:
        for path, (content, seen) in kept.items():
            path.write_bytes(content)
            path.chmod(seen.st_mode & 0o777)
            os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def _files(home: Path, pattern: str) -> list[Path]:
    found = sorted(path for path in home.glob(pattern) if path.is_file())
    assert found, pattern
    return found
