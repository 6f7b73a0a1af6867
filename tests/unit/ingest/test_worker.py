"""Whatever a file does to its reader, the run goes on: the reader is ended, or its crash is told."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import load_catalogue
from ingest.inbox.receive import receive
from ingest.ledger import Ledger
from ingest.reading.one_file import Desk
from ingest.sandbox import worker as worker_module
from ingest.sandbox.bounds import Bounds
from ingest.sandbox.worker import Worker
from ingest.semester import Semester
from ingest.store import Store
from ingest.submission import Submission
from tests.support.sheets import write_xlsx

pytestmark = pytest.mark.slow

# However busy the machine is: what a test does not want to see ended is bounded by nothing that happens.
ALL_IT_NEEDS = 3600.0
ROWS = [["NO", "NAMA PENERIMA", "NIK"], [1, "La Tang", "7772010107750002"], [2, "Indo Upe", "7772014107800001"]]


@dataclass(frozen=True)
class Hostile(Desk):
    """A desk that does harm when the reader looks for the name of a file; it stands for whatever a file may do."""

    harm: str = ""
    tries: Path = Path()

    def named(self, arrival):  # type: ignore[no-untyped-def]
        if "kks.xlsx" in arrival.file_name and os.getpid() != int(self.tries.read_text()):
            if self.harm == "hang":
                time.sleep(60)
            elif self.harm == "hog":
                return [bytearray(5 * 2**30)]
            elif self.harm == "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            elif self.harm == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            elif self.harm == "bug":
                raise KeyError("7772010107750002")
            elif self.harm == "disk":
                raise OSError(28, "No space left on device")
        return super().named(arrival)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path)
    write_xlsx(store.inbox_of("2017-S1", "dinsos") / "kks.xlsx", {"Lumpue": ROWS})
    write_xlsx(store.inbox_of("2017-S1", "dinsos") / "pkh.xlsx", {"Lapadde": ROWS})
    return store


class ShortThenPatient:
    """Two seconds for the first file, whether it hangs or its reader is not even up yet; all it needs for the next."""

    memory_bytes = Bounds().memory_bytes

    def __init__(self) -> None:
        self._given = iter((2.0, ALL_IT_NEEDS))

    @property
    def seconds(self) -> float:
        return next(self._given)


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(Bounds(seconds=ALL_IT_NEEDS, memory_bytes=3 * 2**30))
    yield worker
    worker.close()


def read_both(store: Store, worker: Worker, harm: str = "") -> list[Submission]:
    """kks.xlsx, which does harm, then pkh.xlsx, which does none."""
    mine = store.home / "asking"
    mine.write_text(str(os.getpid()))
    desk = Hostile(store, load_catalogue(), Semester.parse("2017-S1"), "dinsos", harm, mine)
    return [one for arrival in receive(store, "2017-S1", "dinsos") for one in worker.read(desk, arrival)]


def test_rows_are_written_there_and_the_report_comes_back(store: Store, worker: Worker) -> None:
    kks, pkh = read_both(store, worker)
    assert (kks.rows_accepted, pkh.rows_accepted) == (2, 2)
    assert (kks.table_id, pkh.table_id, kks.holding) == ("kks", "pkh", ())
    assert kks.parquet(store).exists()
    kks.save(store)
    assert Submission.load(kks.report(store)) == kks
    assert kks.parquet(store).stat().st_mode & 0o777 == 0o600


def makes_an_array() -> dict[str, bool]:
    pa.array(["a"])
    return {"loads_pandas": "pandas" in sys.modules}


def test_the_reader_does_without_pandas_which_pyarrow_would_load(worker: Worker) -> None:
    assert worker.call(makes_an_array) == {"loads_pandas": False}


@pytest.mark.parametrize(
    ("harm", "code", "words"),
    [
        ("hang", "FIL-009", "batas waktu"),
        ("hog", "FIL-009", "batas memori"),
        ("killed", "FIL-009", "batas memori"),
        ("crash", "FIL-001", "Pembaca berhenti"),
        ("bug", "FIL-001", "KeyError, test_worker.py baris"),
    ],
)
def test_a_file_that_ends_its_reader_is_held_and_the_next_one_is_read(
    store: Store, worker: Worker, harm: str, code: str, words: str
) -> None:
    if harm == "hang":
        worker = Worker(ShortThenPatient())  # type: ignore[arg-type]
    kks, pkh = read_both(store, worker, harm)
    worker.close()
    assert (kks.table_id, kks.holding, pkh.holding) == ("kks", (code,), ())
    (problem,) = kks.problems
    assert words in problem.message
    assert "7772010107750002" not in problem.sentence()
    assert pkh.rows_accepted == 2


def test_rows_that_cannot_be_written_are_no_fault_of_the_file(store: Store, worker: Worker) -> None:
    with pytest.raises(OSError, match="No space left"):
        read_both(store, worker, "disk")


def its_number() -> dict[str, int]:
    return {"pid": os.getpid()}


def test_one_process_serves_all_files(store: Store, worker: Worker) -> None:
    before = worker.call(its_number)
    assert [one.rows_accepted for one in read_both(store, worker)] == [2, 2]
    assert worker.call(its_number) == before
    assert worker.is_running


def test_the_process_ends_when_nothing_is_asked_and_starts_again(store: Store) -> None:
    worker = Worker(Bounds(seconds=ALL_IT_NEEDS), idle_seconds=0.1)
    first = worker.call(its_number)
    until = time.monotonic() + ALL_IT_NEEDS / 10
    while worker.is_running and time.monotonic() < until:
        time.sleep(0.02)
    assert not worker.is_running
    second = worker.call(its_number)
    assert second != first
    assert [one.rows_accepted for one in read_both(store, worker)] == [2, 2]
    worker.close()


def test_a_run_goes_on_after_a_file_that_takes_too_long(store: Store) -> None:
    worker = Worker(Bounds(seconds=0.01))
    ledger = Ledger(store.ledger_url)
    submissions = conform_agency(store, ledger, load_catalogue(), "2017-S1", "dinsos", reader=worker)
    worker.close()
    assert [one.holding for one in submissions] == [("FIL-009",), ("FIL-009",)]
    again = conform_agency(store, ledger, load_catalogue(), "2017-S1", "dinsos")
    assert [(one.holding, one.rows_accepted) for one in again] == [((), 2), ((), 2)]


def test_a_large_list_may_take_longer_in_proportion(tmp_path: Path) -> None:
    for name, size in (("small", 10), ("large", 2 * worker_module._USUAL_BYTES)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    assert [worker_module._times_usual(tmp_path / name) for name in ("small", "large")] == [1.0, 2.0]
