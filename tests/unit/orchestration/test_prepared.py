"""The prepared dbt project: parsed once for all homes of an account, and given to dbt as it is."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from orchestration.dbt import prepared, program
from orchestration.dbt.descriptions import describe
from orchestration.dbt.prepared import has_damaged_manifest, is_prepared, parsed_project, prepare
from orchestration.settings import Settings

pytestmark = pytest.mark.slow

CACHE = "cache"


@pytest.fixture
def parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The homes for which the project was parsed, by a parser that writes what it is told to."""
    homes: list[str] = []

    def parse(settings: Settings, fingerprint: str) -> None:
        own = settings.home / "dbt"
        (own / "manifest.json").write_text("{}")
        (own / "parsed.msgpack").write_bytes(b"parsed")
        (own / "prepared.txt").write_text(f"{fingerprint} {prepared._hashes(own)}")
        homes.append(settings.home.name)

    monkeypatch.setattr(prepared, "_parse", parse)
    monkeypatch.setattr(prepared, "_cache", lambda: tmp_path / CACHE)
    return homes


def home(tmp_path: Path, name: str) -> Settings:
    return Settings.from_environment(tmp_path / name, {})


def test_what_one_home_had_parsed_serves_the_next(tmp_path: Path, parsed: list[str]) -> None:
    first, second = home(tmp_path, "first"), home(tmp_path, "second")
    assert [prepare(first), prepare(second), prepare(first), prepare(second)] == [True, True, False, False]
    assert parsed == ["first"]
    assert is_prepared(second)
    assert parsed_project(second).read_bytes() == b"parsed"


def test_another_project_or_a_damaged_file_is_parsed_anew(
    tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(home(tmp_path, "first"))
    next((tmp_path / CACHE).iterdir()).joinpath("parsed.msgpack").write_bytes(b"pars")
    prepare(home(tmp_path, "second"))
    assert parsed == ["first", "second"]
    parsed_project(home(tmp_path, "second")).write_bytes(b"pars")
    assert has_damaged_manifest(home(tmp_path, "second"))
    monkeypatch.setattr(prepared, "_fingerprint", lambda: "another")
    assert not is_prepared(home(tmp_path, "first"))
    prepare(home(tmp_path, "first"))
    assert parsed == ["first", "second", "first"]


def test_an_account_without_a_cache_parses_for_each_home(
    tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(prepared, "_cache", lambda: tmp_path / "file" / "dbt")
    assert prepare(home(tmp_path, "first"))
    assert prepare(home(tmp_path, "second"))
    assert parsed == ["first", "second"]


@pytest.mark.parametrize(("outcome", "code"), [((True, None), 0), ((False, None), 1), ((False, OSError("no")), 2)])
def test_dbt_gets_the_project_only_where_it_is_the_present_one(
    outcome: tuple[bool, Any], code: int, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    def runner(manifest: Any) -> Any:
        given.append(manifest)
        return SimpleNamespace(invoke=lambda _: SimpleNamespace(success=outcome[0], exception=outcome[1]))

    monkeypatch.setattr("dbt.cli.main.dbtRunner", runner)
    monkeypatch.setattr("dbt.contracts.graph.manifest.Manifest.from_msgpack", lambda content: content)
    monkeypatch.setattr(sys, "argv", ["sinergi-dbt", "build"])
    monkeypatch.setenv("SINERGI_HOME", str(tmp_path / "home"))
    assert program.main() == code
    prepare(home(tmp_path, "home"))
    assert program.main() == code
    assert given == [None, b"parsed"]


def test_what_people_read_is_described(tmp_path: Path) -> None:
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute("create schema marts; create schema staging")
        database.execute(
            "create table marts.one as select 1 as known, 2 as unknown; create table staging.one(known int)"
        )
    nodes = {
        f"{schema}.{name}": {
            "resource_type": "model", "schema": schema, "alias": name, "description": "It's one.",
            "columns": {"known": {"description": "A count."}, "gone": {"description": "No more."}},
        }
        for schema, name in (("marts", "one"), ("marts", "failed"), ("staging", "one"))
    }  # fmt: skip
    describe(path, {"nodes": nodes})
    with duckdb.connect(str(path)) as database:
        said = database.execute(
            "select table_name, comment from duckdb_tables() where comment is not null union all"
            " select table_name || '.' || column_name, comment from duckdb_columns() where comment is not null"
        ).fetchall()
    assert said == [("one", "It's one."), ("one.known", "A count.")]
