"""What a release holds, when there is a new one, and what readers see meanwhile."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery import Release, current_release, point_at, publish, releases
from delivery.release.free_text import NONE_PASSED, PassedTexts
from delivery.release.meanings import Meaning, Measure
from delivery.release.releases import CURRENT, POINTER, prune
from ingest.store import Store

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
MADE_UP_NIK = "7772011505800001"
Rebuild = Callable[[str], None]


def publish_at(store: Store, second: int = 0, semester: str = "2017-S1", **changed: Any) -> Release:
    inputs: dict[str, Any] = {"submissions": [], "versions": {"sinergi": "0.1.0"}, "checks": {"gx": "passed"}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("delivery.release.publication._now", lambda: datetime(2017, 7, 1, 2, 3, second, tzinfo=UTC))
        return publish(store, semester, **(inputs | changed))


def read(release_dir: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(release_dir / "warehouse.duckdb"), read_only=True) as database:
        return database.execute(query).fetchall()


def test_release_holds_the_allow_list_and_nothing_else(store: Store) -> None:
    release = publish_at(store)
    tables = read(release.path, "select schema_name || '.' || table_name from duckdb_tables() order by all")
    expected = [
        "core.dim_agency", "core.dim_code", "core.dim_finding", "core.dim_list", "core.dim_measure",
        "core.dim_programme", "core.dim_reference_snapshot", "core.dim_region", "core.dim_release",
        "core.dim_semester", "core.dim_village",
        "core.fct_allocations", "core.fct_programme_progress", "core.fct_submissions", "marts.mart_targeting",
    ]  # fmt: skip
    assert [name for (name,) in tables] == expected
    assert release.tables["core.fct_allocations"] == 1000
    assert sorted(path.name for path in (release.path / "parquet").iterdir()) == [
        f"{name.replace('.', '__')}.parquet" for name in expected
    ]


def test_every_table_carries_the_note_and_the_manifest_the_papers(store: Store) -> None:
    release = publish_at(store, note="Sumber acuan belum disepakati: 2017-S1.", papers={"decisions": [{"by": "Ibu"}]})
    said = read(release.path, "select comment from duckdb_tables()")
    assert all(comment.endswith("Sumber acuan belum disepakati: 2017-S1.") for (comment,) in said)
    assert release.manifest()["decisions"] == [{"by": "Ibu"}]


def test_remarks_stay_in_the_house_and_no_personal_value_is_in_any_byte(store: Store) -> None:
    release = publish_at(store)
    columns = read(release.path, "select column_name from duckdb_columns() where table_name = 'fct_allocations'")
    assert ("note",) not in columns
    for path in release.path.rglob("*"):
        if path.is_file():
            assert b"RAHASIA" not in path.read_bytes()
            assert MADE_UP_NIK.encode() not in path.read_bytes()


def test_written_text_is_a_number_until_somebody_let_it_pass(store: Store) -> None:
    indicator, file = "select indicator from core.fct_programme_progress", f"PKH {MADE_UP_NIK}.xlsx"
    number = NONE_PASSED.number(f"Belanja {MADE_UP_NIK} dan {MADE_UP_NIK}")
    withheld = publish_at(store, submissions=[{"submission_id": "a", "file_name": file}])
    assert read(withheld.path, indicator) == [(number,)]
    assert withheld.manifest()["submissions"][0]["file_name"] == NONE_PASSED.number(file)
    assert withheld.manifest()["withheld_texts"] == 2
    # a number like a NIK is masked even then
    passed = publish_at(store, second=1, texts=PassedTexts(numbers=frozenset({number})))
    mask = "*" * 16
    assert read(passed.path, indicator) == [(f"Belanja {mask} dan {mask}",)]
    assert passed.manifest()["withheld_texts"] == 1


def test_the_name_of_a_thing_and_a_period_need_nobody(store: Store, rebuild: Rebuild) -> None:
    told = [
        "dinas sosial",
        "KELUARGA",
        "Triwulan II 2017",
        "KPM",
        "jiwa/KK",
        "Keluarga Ibu Sari",
        "0812 3456",
        "1990 an",
    ]
    rows = ", ".join(f"('{text}', {number})" for number, text in enumerate(told))
    rebuild(f"create table marts.mart_x as select * from (values {rows}) as t (problem_text, issue_no)")
    found = read(publish_at(store).path, "select problem_text from marts.mart_x order by issue_no")
    assert [text for (text,) in found] == [*told[:5], *map(NONE_PASSED.number, told[5:])]


def test_a_release_names_itself(store: Store) -> None:
    release = publish_at(store)
    row = (
        release.name, datetime(2017, 7, 1, 2, 3), release.content_hash, "2017-S1", "BDT-2015", True, "Bappeda",
        "460/12/2017", date(2017, 3, 4), 1, 1, 0, 1, "dinsos/kks", None, "dinkes/pbi_jk",
    )  # fmt: skip
    nothing = (release.name, datetime(2017, 7, 1, 2, 3), release.content_hash, "2017-S2", *[None] * 12)
    assert read(release.path, "from core.dim_release order by semester") == [row, nothing]
    assert release.manifest()["tables"]["core.dim_release"]["grain"] == ["semester"]


def test_each_number_says_what_it_counts_and_over_what_it_adds_up(store: Store) -> None:
    meaning = Meaning(("semester",), (Measure("in_target_count", "family", ("village_code",), ("semester",)),))
    release = publish_at(store, meanings={"mart_targeting": meaning})
    assert read(release.path, "from core.dim_measure") == [
        (
            "mart_targeting", "in_target_count", "family", "village_code", "semester",
            "case when count(in_target_count) = count(*)"
            " and count(distinct coalesce(cast(semester as varchar), '')) = 1 then sum(in_target_count) end",
        )
    ]  # fmt: skip
    assert read(release.path, "select comment from duckdb_columns() where column_name = 'in_target_count'") == [
        ("Families in target: a count. Unit: family. Adds up over village_code, each semester apart.",)
    ]


def test_missing_hidden_and_zero_are_three(store: Store, rebuild: Rebuild) -> None:
    rebuild(
        "create table marts.mart_x as select * from (values ('73.72.01.1004', 3, 0.5::double),"
        " ('73.72.01.1005', 0, 0.0), ('73.72.01.1006', null, null)) as t (village_code, family_count, family_share)"
    )
    found = read(publish_at(store).path, "from marts.mart_x order by village_code")
    assert found == [
        ("73.72.01.1004", None, None, "small_cell_hidden", "family_count, family_share"),
        ("73.72.01.1005", 0, 0.0, "exact", None),
        ("73.72.01.1006", None, None, "exact", None),
    ]


def test_manifest_tells_files_rows_versions_and_submissions(store: Store) -> None:
    held = {
        "submission_id": "b",
        "file_name": f"{MADE_UP_NIK}.xls",
        "status": "held",
        "file_sha256": "ab" * 32,
    }
    stale = {"submission_id": "a", "status": "admitted", "is_stale": True, "contact": "0812 rahasia"}
    release = publish_at(store, submissions=[held, stale])
    manifest = release.manifest()
    assert release.name == f"2017-S1-20170701T020300-{release.content_hash[:8]}"
    assert (manifest["release"], manifest["semester"], manifest["created_at"]) == (
        release.name, "2017-S1", "2017-07-01T02:03:00Z",
    )  # fmt: skip
    assert manifest["versions"] == {"sinergi": "0.1.0"}
    assert (manifest["held"], manifest["stale"]) == (["b"], ["a"])
    assert manifest["submissions"][0] == {"submission_id": "a", "status": "admitted", "is_stale": True}
    assert manifest["submissions"][1]["file_name"] == NONE_PASSED.number(f"{MADE_UP_NIK}.xls")
    table = manifest["tables"]["marts.mart_targeting"]
    assert table["rows"] == 3
    assert table["sha256"] == hashlib.sha256((release.path / table["file"]).read_bytes()).hexdigest()
    told = manifest["files"]["warehouse.duckdb"]
    assert told["sha256"] == hashlib.sha256(release.warehouse.read_bytes()).hexdigest()


def test_descriptions_stay(store: Store) -> None:
    release = publish_at(store)
    assert read(release.path, "select comment from duckdb_tables() where table_name = 'mart_targeting'") == [
        ("Who was reached; the city's three outcomes.",)
    ]
    assert read(release.path, "select comment from duckdb_columns() where column_name = 'in_target_count'") == [
        ("Families in target: a count.",)
    ]


def test_same_rows_in_another_order_are_not_a_new_release(store: Store, rebuild: Rebuild) -> None:
    first = publish_at(store)
    assert first.is_new
    rebuild("create or replace table core.fct_allocations as from core.fct_allocations order by hash(record_id)")
    second = publish_at(store, second=9, semester="2017-S2", versions={"sinergi": "0.2.0"})
    assert second.unchanged
    assert second.name == first.name
    assert [release.name for release in releases(store)] == [first.name]


def test_equal_content_gives_equal_parquet_bytes(store: Store, rebuild: Rebuild, tmp_path: Path) -> None:
    first = publish_at(store)
    rebuild("create or replace table core.fct_allocations as from core.fct_allocations order by hash(record_id)")
    other = Store(tmp_path / "other")
    other.warehouse.parent.mkdir(parents=True)
    os.link(store.warehouse, other.warehouse)
    second = publish_at(other, second=30)
    for path in (first.path / "parquet").iterdir():
        if path.stem == "core__dim_release":  # holds the moment
            continue
        assert path.read_bytes() == (second.path / "parquet" / path.name).read_bytes()
    assert first.content_hash == second.content_hash


@pytest.mark.parametrize(
    "statement",
    [
        "update marts.mart_targeting set in_target_count = 13 where in_target_count = 12",
        "insert into marts.mart_targeting select * from marts.mart_targeting limit 1",
        "comment on column marts.mart_targeting.semester is 'The half year.'",
        "create table marts.mart_findings (finding_count integer)",
    ],
)
def test_any_change_that_readers_see_is_a_new_release(store: Store, rebuild: Rebuild, statement: str) -> None:
    first = publish_at(store)
    rebuild(statement)
    second = publish_at(store, second=1)
    assert second.is_new
    assert second.name != first.name
    now = current_release(store)
    assert now is not None
    assert now.name == second.name


def test_damaged_current_release_is_published_again(store: Store) -> None:
    first = publish_at(store)
    (first.path / "parquet" / "core__dim_agency.parquet").write_bytes(b"PAR1")
    second = publish_at(store)  # in the same second: the name is taken
    assert second.is_new
    assert second.name != first.name
    assert read(store.published / CURRENT, "select count(*) from core.dim_agency") == [(1,)]


def test_reader_of_the_old_file_is_not_disturbed(
    store: Store, rebuild: Rebuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_at(store)
    reader = duckdb.connect(os.path.realpath(store.published / CURRENT / "warehouse.duckdb"), read_only=True)
    try:
        rebuild("update marts.mart_targeting set in_target_count = 99 where in_target_count = 12")
        monkeypatch.setattr("delivery.release.releases.KEPT", 1)
        publish_at(store, second=1)
        count = "select max(in_target_count) from marts.mart_targeting"
        assert reader.execute(count).fetchall() == [(12,)]
        assert read(Path(os.path.realpath(store.published / CURRENT)), count) == [(99,)]
    finally:
        reader.close()


def test_old_releases_are_kept_up_to_a_number(store: Store, rebuild: Rebuild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("delivery.release.releases.KEPT", 2)
    names = []
    for second in range(4):
        rebuild(f"update marts.mart_targeting set in_target_count = {20 + second} where in_target_count >= 12")
        names.append(publish_at(store, second=second).name)
    assert [release.name for release in releases(store)] == names[2:]


def test_the_last_release_of_a_semester_is_kept_however_old(
    store: Store, rebuild: Rebuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.release.releases.KEPT", 1)
    for second, semester in enumerate(("2017-S1", "2017-S1", "2017-S2", "2017-S2")):
        rebuild(f"update marts.mart_targeting set in_target_count = {20 + second} where in_target_count >= 12")
        publish_at(store, second=second, semester=semester)
    assert [release.semester for release in releases(store)] == ["2017-S1", "2017-S2"]


def test_current_release_is_never_removed(store: Store, rebuild: Rebuild, monkeypatch: pytest.MonkeyPatch) -> None:
    first = publish_at(store)
    rebuild("update marts.mart_targeting set in_target_count = 13 where in_target_count = 12")
    second = publish_at(store, second=1)
    point_at(store, first.name)  # the operator goes back
    monkeypatch.setattr("delivery.release.releases.KEPT", 1)
    assert prune(store) == []
    assert [release.name for release in releases(store)] == [first.name, second.name]


def test_going_back_to_a_release_is_one_step(store: Store, rebuild: Rebuild) -> None:
    first = publish_at(store)
    rebuild("update marts.mart_targeting set in_target_count = 13 where in_target_count = 12")
    publish_at(store, second=1)
    point_at(store, first.name)
    assert (store.published / CURRENT).readlink() == Path(first.name)


def test_modes_let_everybody_read_and_only_us_write(store: Store) -> None:
    before = os.umask(0o077)
    try:
        release = publish_at(store)
    finally:
        os.umask(before)
    for path in [store.published, release.path, *release.path.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path
    assert [path for path in release.path.rglob("*") if path.suffix in (".wal", ".tmp")] == []


DIE = """
import os, sys
import pathlib
from pathlib import Path
import delivery.release.publication, delivery.release.releases, delivery.release.tables
from ingest.store import Store
owner, name = sys.argv[2].rsplit(".", 1)
target = pathlib.Path if owner == "Path" else sys.modules[owner]
def die(*arguments, **named):
    os._exit(9)
setattr(target, name, die)
delivery.release.publication.publish(
    Store(Path(sys.argv[1])), "2017-S1", submissions=[], versions={}, checks={}
)
"""


@pytest.mark.parametrize(
    "step",
    ["delivery.release.tables.found_sources", "delivery.release.tables._write_parquet",
     "delivery.release.publication.write_json", "Path.rename", "Path.symlink_to",
     "delivery.release.publication.point_at"],
)  # fmt: skip
def test_run_that_dies_leaves_current_and_the_next_run_picks_up(store: Store, rebuild: Rebuild, step: str) -> None:
    first = publish_at(store)
    rebuild("update marts.mart_targeting set in_target_count = 13 where in_target_count = 12")
    died = subprocess.run(
        [sys.executable, "-c", DIE, str(store.home), step],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert died.returncode == 9
    now = current_release(store)
    assert now is not None
    assert now.name == first.name
    assert read(store.published / CURRENT, "select max(in_target_count) from marts.mart_targeting") == [(12,)]
    second = publish_at(store, second=30)
    assert second.is_new
    assert read(second.path, "select max(in_target_count) from marts.mart_targeting") == [(13,)]
    left = [path.name for path in store.published.iterdir() if path.name.startswith(".") and path.name != ".lock"]
    assert left == []


def test_where_links_are_not_known_a_file_names_the_current_release(
    store: Store, rebuild: Rebuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise OSError("no symbolic links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    first = publish_at(store)
    assert json.loads((store.published / POINTER).read_text())["release"] == first.name
    assert publish_at(store, second=1).unchanged
    rebuild("update marts.mart_targeting set in_target_count = 13 where in_target_count = 12")
    second = publish_at(store, second=2)
    now = current_release(store)
    assert now is not None
    assert now.name == second.name


def test_nothing_published_yet(tmp_path: Path) -> None:
    assert current_release(Store(tmp_path)) is None
    assert releases(Store(tmp_path)) == []
