"""The last good list stays, at whatever write of the ledger a run stops; a person may decide otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ingest.acceptance.accept import AcceptReport, accept
from ingest.acceptance.intake import conform_agency
from ingest.acceptance.side_tables import write_side_tables
from ingest.declarations.catalogue import load_catalogue
from ingest.ledger import DecisionRow, Ledger, ReleaseRow
from ingest.ledger.connections import Connections
from ingest.store import Store
from tests.support.sheets import write_xlsx
from tests.unit.ingest.test_intake import House, Verdict, kks_row, kks_sheet

pytestmark = pytest.mark.slow

SEMESTER, FILE = "2017-S1", "kks.xlsx"
PEOPLE = [kks_row(n, f"Andi Baso {chr(65 + n)}", f"7772010107{n:06}") for n in range(1, 11)]
WRITES = 7  # of one round: enough to stop after each of them; the last one is not reached


class StoppedError(Exception):
    """The power went."""


def at(home: Path) -> House:
    store = Store(home)
    return House(store, Ledger(store.ledger_url), load_catalogue())


def put(house: House, people: list[list[object]], title: str = "SEMESTER I TAHUN 2017", name: str = FILE) -> None:
    write_xlsx(house.inbox() / name, {"Lumpue": kks_sheet([list(row) for row in people], title=title)})


def run(house: House, unjudged: bool = False) -> AcceptReport:
    """One round: taken in, accepted, published; `unjudged`: it ended before anything was judged."""
    submissions = conform_agency(house.store, house.ledger, house.catalogue, SEMESTER, "dinsos")
    verdicts = [] if unjudged else [Verdict(each.submission_id) for each in submissions]
    report = accept(house.store, house.ledger, house.catalogue, SEMESTER, submissions, verdicts)
    write_side_tables(house.store, house.ledger, house.catalogue, report.stale)
    told = pq.read_table(house.store.accepted_part("submissions")).to_pylist()
    with house.ledger.together():
        house.ledger.record_release(ReleaseRow("r", SEMESTER, "", ""))
        house.ledger.book_standing(SEMESTER, {row["submission_id"] for row in told if row["status"] == "admitted"})
    return report


def outcome(house: House) -> tuple[set[str], set[tuple[Any, ...]]]:
    rows = pq.read_table(house.store.accepted_part("enrolment_records", SEMESTER))["nik"].to_pylist()
    told = pq.read_table(house.store.accepted_part("submissions")).to_pylist()
    names = ("file_name", "rows_accepted", "status", "is_stale", "hold_codes")
    return set(rows), {tuple(row[name] for name in names) for row in told}


@contextmanager
def stopping_after(writes: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The ledger's n-th write is done, then everything ends."""
    true_write, done = Connections._writing, [0]

    @contextmanager
    def write(self: Connections) -> Iterator[Any]:
        with true_write(self) as connection:
            yield connection
        done[0] += 1
        if done[0] == writes:
            raise StoppedError

    with monkeypatch.context() as patched:
        patched.setattr(Connections, "_writing", write)
        yield


def break_file(house: House) -> None:
    path = house.inbox() / FILE
    path.write_bytes(path.read_bytes()[:700])


CHANGES: dict[str, Callable[[House], None]] = {
    "nothing new": lambda house: None,
    "held": lambda house: put(house, PEOPLE[:9], title="SEMESTER II TAHUN 2015"),
    "unreadable": break_file,
    "half read": lambda house: put(house, PEOPLE[1:]),
    "taken away": lambda house: (house.inbox() / FILE).unlink(),
    "corrected": lambda house: put(house, PEOPLE[2:]),
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = at(tmp_path_factory.mktemp("published"))
    put(house, PEOPLE)
    run(house)
    house.ledger.close()
    return house.store.home


@pytest.mark.parametrize("change", CHANGES)
def test_a_run_stopped_after_any_write_of_the_ledger_loses_nothing(
    published: Path, tmp_path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unjudged = change == "half read"
    shutil.copytree(published, tmp_path / "whole")
    whole = at(tmp_path / "whole")
    CHANGES[change](whole)
    run(whole, unjudged)
    expected = outcome(whole)
    assert len(expected[0]) == (8 if change == "corrected" else 10)
    stopped = []
    for writes in range(1, WRITES + 1):
        home = tmp_path / str(writes)
        shutil.copytree(published, home)
        house = at(home)
        for prepare in (CHANGES["nothing new"], CHANGES[change]):
            prepare(house)
            with stopping_after(writes, monkeypatch):
                try:
                    run(house, unjudged and prepare is CHANGES[change])
                except StoppedError:
                    stopped.append(writes)
        run(house, unjudged)
        assert outcome(house) == expected, f"stopped after write {writes}"
    assert 1 in stopped
    assert WRITES not in stopped, "there are more writes than were stopped at"


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_batch_is_booked_whole_or_not_at_all(
    published: Path, tmp_path: Path, writes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(published, tmp_path / "home")
    house = at(tmp_path / "home")
    (house.inbox() / FILE).unlink()
    put(house, PEOPLE[:5], name="kks utara.xlsx")
    put(house, PEOPLE[5:], name="kks selatan.xlsx")
    before = house.ledger.submissions()
    with stopping_after(writes, monkeypatch), pytest.raises(StoppedError):
        conform_agency(house.store, house.ledger, house.catalogue, SEMESTER, "dinsos")
    assert house.ledger.submissions() == before


def test_a_held_version_of_a_newer_one_does_not_bring_the_older_one_back(tmp_path: Path) -> None:
    house = at(tmp_path)
    put(house, PEOPLE, name="kks.xlsx")
    run(house)
    put(house, PEOPLE[2:], name="kks_REV2.xlsx")
    run(house)
    put(house, PEOPLE[3:], name="kks_REV2.xlsx", title="SEMESTER II TAHUN 2015")
    report = run(house)
    niks, told = outcome(house)
    assert len(niks) == 8, "the version in the release, not the one before it"
    assert sorted((status, stale) for _, _, status, stale, _ in told) == [
        ("admitted", True), ("held", False), ("superseded", False),
    ]  # fmt: skip
    assert len(report.stale) == 1


def test_of_a_list_in_parts_the_held_part_keeps_its_old_one(tmp_path: Path) -> None:
    house = at(tmp_path)
    put(house, PEOPLE[:5], name="kks utara.xlsx")
    put(house, PEOPLE[5:], name="kks selatan.xlsx")
    run(house)
    put(house, PEOPLE[:4], name="kks utara.xlsx")
    put(house, PEOPLE[5:], name="kks selatan.xlsx", title="SEMESTER II TAHUN 2015")
    run(house)
    assert outcome(house)[0] == {
        str(row[1]) if len(str(row[1])) == 16 else str(row[2]) for row in [*PEOPLE[:4], *PEOPLE[5:]]
    }


def _decide(house: House, submission_id: str, decision: Any) -> None:
    house.ledger.decide(DecisionRow(submission_id, decision, "Ibu Kepala", "sudah diperiksa", "2017-07-01T00:00:00Z"))


def test_a_person_admits_and_holds_until_the_next_decision(tmp_path: Path) -> None:
    house = at(tmp_path)
    put(house, PEOPLE, title="SEMESTER II TAHUN 2015")
    (held,) = run(house).submissions
    assert (held.status, held.hold_codes) == ("held", ("SEM-001",))
    _decide(house, held.submission_id, "admit")
    (admitted,) = run(house).submissions
    assert (admitted.status, admitted.hold_codes) == ("admitted", ())
    assert [each.found for each in admitted.problems if each.code == "PTS-002"] == [
        "Ibu Kepala: sudah diperiksa (SEM-001)"
    ]
    _decide(house, held.submission_id, "hold")
    (again,) = run(house).submissions
    assert (again.status, again.hold_codes) == ("held", ("PTS-001", "SEM-001"))
    assert len(outcome(house)[0]) == 0, "what a person holds stands no more"


def test_of_two_versions_the_one_that_a_person_admits_stands(tmp_path: Path) -> None:
    house = at(tmp_path)
    put(house, PEOPLE, name="kks.xlsx")
    put(house, PEOPLE[1:], name="kks dinsos.xlsx")
    both = run(house).submissions
    assert {each.hold_codes for each in both} == {("FIL-007",)}
    wanted = next(each for each in both if each.file_name == "kks dinsos.xlsx")
    _decide(house, wanted.submission_id, "admit")
    assert {each.file_name: each.status for each in run(house).submissions} == {
        "kks.xlsx": "superseded", "kks dinsos.xlsx": "admitted",
    }  # fmt: skip


def test_a_file_without_rows_cannot_be_admitted(tmp_path: Path) -> None:
    house = at(tmp_path)
    put(house, PEOPLE)
    break_file(house)
    (held,) = run(house).submissions
    _decide(house, held.submission_id, "admit")
    assert run(house).submissions[0].status == "held"
