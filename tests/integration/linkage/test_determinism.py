"""Same rows, same bytes: for any number of threads, and any order of rows."""

from __future__ import annotations

import random
import stat
from pathlib import Path

import pytest

from linkage import resolve
from tests.unit.linkage import town
from tests.unit.linkage.conftest import KEY, Bench


def fill(bench: Bench) -> None:
    people = town.residents(1500, seed=11)
    later = town.aged(people, 0.08, 2) + town.residents(150, seed=3, first_person=50_000)
    bench.accept("2017-S1", town.office_rows(people, 1, faults=2)[0], reference=town.reference_rows(people, 1)[0])
    bench.accept("2017-S2", town.office_rows(later, 2, faults=2)[0])


def test_one_thread_or_two_give_the_same_bytes(bench: Bench) -> None:
    fill(bench)
    one, two = Bench(bench.home), Bench(bench.home / "two")
    for semester in ("2017-S1", "2017-S2"):
        resolve(bench.accepted, one.linkage, semester, KEY, threads=1)
        resolve(bench.accepted, two.linkage, semester, KEY, threads=2)
    assert len([name for name in one.bytes() if ".salinan" not in name]) == 10
    assert one.bytes() == two.bytes()


def test_the_order_of_rows_in_the_files_does_not_matter(bench: Bench) -> None:
    people = town.residents(400, seed=11)
    rows = [
        {**each, "record_id": f"{number:024x}"} for number, each in enumerate(town.office_rows(people, 1, faults=2)[0])
    ]
    bench.accept("2017-S1", rows)
    bench.resolve()
    once = bench.bytes()
    bench.accept("2017-S1", random.Random(1).sample(rows, len(rows)))
    other = Bench(bench.home)
    for path in sorted(bench.linkage.rglob("*.parquet")):
        path.unlink()
    other.resolve()
    assert other.bytes() == once


def test_files_are_private_and_leave_no_scraps(bench: Bench) -> None:
    bench.accept("2017-S1", [town.row("RAHMAN", nik=town.nik(town.date(1980, 8, 17), "L", 1))])
    bench.resolve()
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in bench.linkage.rglob("*") if path.is_file()}
    assert set(files) == {
        "person_links.parquet", "persons.parquet", "families.parquet", "identity_events.parquet", "conflicts.parquet",
        "review_queue.parquet", "scored_pairs.parquet", "number_questions.parquet", "2017-S1.parquet",
    }  # fmt: skip
    assert set(files.values()) == {0o600}


def test_no_rows_give_empty_tables_with_their_columns(bench: Bench) -> None:
    bench.accept("2017-S1", [])
    report = bench.resolve()
    assert (report.rows, report.persons, report.families, report.passed) == (0, 0, 0, True)
    assert bench.table("person_links") == []


def test_an_accepted_layer_that_lacks_an_entity_is_no_error(tmp_path: Path) -> None:
    town.accept(tmp_path / "accepted", "2017-S1", enrolment=[town.row("RAHMAN")])
    for entity in ("reference_records", "civil_registry_records"):
        (tmp_path / "accepted" / entity / "semester=2017-S1" / "part.parquet").unlink()
    assert resolve(tmp_path / "accepted", tmp_path / "linkage", "2017-S1", KEY).rows == 1


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        resolve(tmp_path / "accepted", tmp_path / "linkage", "2017-S1", b"short")
