"""Four kinds of readers that ask without a pause while releases are published under them.

Each release bears its number in two tables; an answer in which they differ is mixed of two releases.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from rich.console import Console

from delivery import publish
from ingest.store import Store
from tests.bench.measure import ROOT
from tests.support.postgres import BIN, postgres_server

SCREEN = Console(highlight=False, width=120)
_SEMESTER = "2017-S1"
_FIRST_MARK = 1_000_000
_ONE, _OTHER = ("mart_programme_progress", "budget_idr"), ("mart_source_agreement", "record_count")
_PAUSE, _START = 0.02, 60.0
_NEW_AFTER = 25  # questions on one set of pooled connections, then they are closed and opened again
Mark = tuple[int, int]


def read_through_releases(home: Path, count: int) -> tuple[list[str], dict[str, Any]]:
    """Publishes releases under readers; gives what was wrong, and what each reader asked and saw."""
    store, stop = Store(home), home.parent / "stop"
    stop.unlink(missing_ok=True)
    with ExitStack() as held:
        address = held.enter_context(postgres_server()) if BIN else ""
        _publish(store, 0, address)
        kinds = {kind: str(store.published / "current") for kind in ("file", "parquet", "pool")}
        kinds |= {"postgres": address} if address else {}
        readers = {kind: _start(kind, where, stop) for kind, where in kinds.items()}
        try:
            for number in range(1, count + 1):
                _publish(store, number, address)
        finally:
            stop.touch()
            said = {kind: reader.communicate(timeout=_START)[0] for kind, reader in readers.items()}
    told = {kind: json.loads(text) for kind, text in said.items() if text}
    faults = [f"{kind}: {name} {seen[name]}" for kind, seen in told.items() for name in ("lost", "mixed", "failed")
              if seen[name]]  # fmt: skip
    faults += [f"{kind}: no answer" for kind in kinds if kind not in told]
    faults += [f"{kind} saw {seen['seen']} of {count + 1}" for kind, seen in told.items() if seen["last"] != count]
    faults += [] if BIN else ["PostgreSQL is not installed: not asked"]
    return faults, told


def _publish(store: Store, number: int, address: str) -> None:
    """Publishes a warehouse with the number in both tables, here and through the second door."""
    from delivery.release.postgres import publish_to

    with duckdb.connect(str(store.warehouse)) as warehouse:
        for table, column in (_ONE, _OTHER):
            warehouse.execute(f"update marts.{table} set {column} = {_FIRST_MARK + number}")
    release = publish(store, _SEMESTER, submissions=[], versions={}, checks={})
    if address:
        publish_to(address, release.path)


def _start(kind: str, where: str, stop: Path) -> subprocess.Popen[str]:
    """A reader in a process of its own, that has had its first answer."""
    command = [sys.executable, "-m", "tests.bench.kill_readers", kind, where, str(stop)]
    began = stop.with_name(f"began-{kind}")
    began.unlink(missing_ok=True)
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    until = time.monotonic() + _START
    while not began.exists() and reader.poll() is None and time.monotonic() < until:
        time.sleep(_PAUSE)
    return reader


def _query(place: str, named: tuple[str, str]) -> str:
    table, column = named
    return f"select min({column}), max({column}) from {place.format(table=table)}"


def _marks(ask: Callable[[str], Any], place: str) -> Mark:
    """The numbers in both tables, each asked by itself; ValueError where one table is of two releases."""
    found = [ask(_query(place, named)) for named in (_ONE, _OTHER)]
    if any(low != high for low, high in found):
        raise ValueError(found)
    return found[0][0], found[1][0]


@contextmanager
def _of_file(where: str) -> Iterator[Callable[[], Mark]]:
    """Opens the DuckDB file of the release that is current, for each question."""

    def asked() -> Mark:
        with duckdb.connect(str(Path(os.path.realpath(where)) / "warehouse.duckdb"), read_only=True) as opened:
            return _marks(lambda query: opened.execute(query).fetchone(), "marts.{table}")

    yield asked


@contextmanager
def _of_parquet(where: str) -> Iterator[Callable[[], Mark]]:
    """Reads the Parquet files of the folder that `current` leads to, resolved once for each question."""
    with duckdb.connect() as opened:

        def asked() -> Mark:
            place = f"read_parquet('{os.path.realpath(where)}/parquet/marts__{{table}}.parquet')"
            return _marks(lambda query: opened.execute(query).fetchone(), place)

        yield asked


@contextmanager
def _of_pool(where: str) -> Iterator[Callable[[], Mark]]:
    """Asks through a pool that keeps its connections and opens them again now and then, as BI tools do."""
    arguments = {"read_only": True}
    engine = sa.create_engine(f"duckdb:///{where}/warehouse.duckdb", connect_args=arguments, poolclass=sa.QueuePool)
    asked_before = [0]

    def asked() -> Mark:
        asked_before[0] += 1
        if asked_before[0] % _NEW_AFTER == 0:
            engine.dispose()
        with engine.connect() as taken:
            return _marks(lambda query: taken.execute(sa.text(query)).fetchone(), "marts.{table}")

    yield asked
    engine.dispose()


@contextmanager
def _of_postgres(where: str) -> Iterator[Callable[[], Mark]]:
    """Asks PostgreSQL for both tables in one query, as a chart does."""
    engine = sa.create_engine(where.replace("postgresql:", "postgresql+psycopg:"))
    both = " cross join ".join(
        f"({_query('sinergi.{table}', named)}) as {name}" for name, named in (("one", _ONE), ("other", _OTHER))
    )

    def asked() -> Mark:
        with engine.connect() as taken:
            low, high, other_low, other_high = taken.execute(sa.text(f"select * from {both}")).one()
        if (low, other_low) != (high, other_high):
            raise ValueError((low, high, other_low, other_high))
        return int(low), int(other_low)

    yield asked
    engine.dispose()


_KINDS = {"file": _of_file, "parquet": _of_parquet, "pool": _of_pool, "postgres": _of_postgres}


def ask_until(kind: str, where: str, stop: Path) -> dict[str, Any]:
    """Asks until `stop` is there, and once after; counts answers that are lost, mixed or failed."""
    counts: dict[str, Any] = {"asked": 0, "lost": 0, "mixed": 0, "failed": 0}
    seen: list[int] = []
    with _KINDS[kind](where) as asked:
        is_last = False
        while not is_last:
            is_last = stop.exists()
            counts["asked"] += 1
            _count(counts, seen, asked, attempts=_NEW_AFTER if is_last else 1)
            stop.with_name(f"began-{kind}").touch()
            time.sleep(_PAUSE)
    return {**counts, "seen": len(set(seen)), "last": seen[-1] if seen else None}


def _count(counts: dict[str, Any], seen: list[int], asked: Callable[[], Mark], attempts: int) -> None:
    """One answer, or as many as a pool needs to see the last release."""
    for _ in range(attempts):
        try:
            one, other = asked()
        except ValueError:
            counts["mixed"] += 1
        except Exception as error:
            counts["failed"] += 1
            counts.setdefault("errors", []).append(f"{type(error).__name__}: {str(error)[:200]}")
        else:
            number = one - _FIRST_MARK
            counts["mixed"] += one != other
            counts["lost"] += bool(seen) and number < seen[-1]
            seen.append(number)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(ask_until(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
