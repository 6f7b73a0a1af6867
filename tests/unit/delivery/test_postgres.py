"""The second door, tried on a real PostgreSQL that the test starts for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from delivery import publish
from ingest.store import Store

pytest.importorskip("psycopg", reason="needs the extra `postgres`")
from delivery.release.postgres import PostgresError, publish_to
from tests.support.postgres import BIN, postgres_server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BIN is None, reason="PostgreSQL is not installed on this machine"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a fresh server."""
    with postgres_server() as address:
        yield address


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """An engine on an empty database."""
    name = f"t{abs(hash(request.node.name))}"
    with sa.create_engine(server.replace("postgresql:", "postgresql+psycopg:")).connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text(f"create database {name}"))
    engine = sa.create_engine(server.replace("postgresql:", "postgresql+psycopg:").replace("/postgres?", f"/{name}?"))
    yield engine
    engine.dispose()


def url_of(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False).replace("+psycopg", "")


def ask(engine: sa.Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def tell(engine: sa.Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def release_of(store: Store) -> Path:
    return publish(store, "2017-S1", submissions=[], versions={}, checks={}).path


def test_all_tables_rows_types_and_descriptions_arrive(store: Store, database: sa.Engine) -> None:
    release = release_of(store)
    arrived = publish_to(url_of(database), release)
    assert (arrived.is_new, arrived.schema, arrived.kept) == (True, "sinergi", ())
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as file:
        for full_name in arrived.tables:
            expected = file.execute(f"from {full_name} order by all").fetchall()
            found = ask(database, f"select * from sinergi.{full_name.split('.')[1]}")
            assert sorted(map(repr, found)) == sorted(map(repr, expected)), full_name
    assert ask(database, "select first_day from sinergi.dim_semester order by 1") == [
        (date(2017, 1, 1),), (date(2017, 7, 1),),
    ]  # fmt: skip
    mart = "'sinergi.mart_targeting'::regclass"
    assert ask(database, f"select col_description({mart}, 3), obj_description({mart})") == [
        ("Families in target: a count.", "Who was reached; the city's three outcomes.")
    ]
    assert ask(database, "select nspname from pg_namespace where nspname like 'sinergi%'") == [("sinergi",)]


def test_the_key_of_a_table_is_its_primary_key(store: Store, database: sa.Engine) -> None:
    publish_to(url_of(database), release_of(store))
    keys = (
        "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint"
        " where contype = 'p' and connamespace = 'sinergi'::regnamespace order by 1"
    )
    assert ask(database, keys) == [
        ("sinergi.dim_measure", "PRIMARY KEY (table_name, column_name)"),
        ("sinergi.dim_release", "PRIMARY KEY (semester)"),
    ]


def test_same_content_is_not_loaded_again(store: Store, database: sa.Engine) -> None:
    release = release_of(store)
    assert publish_to(url_of(database), release).is_new
    before = ask(database, "select 'sinergi.dim_agency'::regclass::oid")
    assert not publish_to(url_of(database), release).is_new
    assert ask(database, "select 'sinergi.dim_agency'::regclass::oid") == before


def test_next_release_takes_the_place_and_rights_stay(
    store: Store, database: sa.Engine, rebuild: Callable[[str], None]
) -> None:
    publish_to(url_of(database), release_of(store))
    tell(
        database,
        'create role "Bi Tool"',
        "create role narrow",
        'grant usage on schema sinergi to "Bi Tool", narrow',
        'grant select on all tables in schema sinergi to "Bi Tool"',
        "grant select on sinergi.dim_agency to narrow",
    )
    rebuild(
        "update marts.mart_targeting set in_target_count = 13; create table marts.mart_new as select 1 as agency_count"
    )
    assert publish_to(url_of(database), release_of(store)).is_new
    assert ask(database, "select distinct in_target_count from sinergi.mart_targeting") == [(13,)]
    rights = "select has_table_privilege('{}', 'sinergi.{}', 'select'), has_schema_privilege('{}', 'sinergi', 'usage')"
    assert ask(database, rights.format("Bi Tool", "mart_new", "Bi Tool")) == [(True, True)]
    assert ask(database, rights.format("narrow", "dim_agency", "narrow")) == [(True, True)]
    assert ask(database, rights.format("narrow", "mart_new", "narrow")) == [(False, True)]
    tell(database, 'drop owned by "Bi Tool", narrow', 'drop role "Bi Tool"', "drop role narrow")


def test_failure_half_way_leaves_the_old_release(
    store: Store, database: sa.Engine, rebuild: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_to(url_of(database), release_of(store))
    rebuild("update marts.mart_targeting set in_target_count = 13")
    release = release_of(store)
    with monkeypatch.context() as patch:
        patch.setattr("delivery.release.postgres._grant_as_before", _break)
        with pytest.raises(RuntimeError, match="power cut"):
            publish_to(url_of(database), release)
    assert ask(database, "select max(in_target_count) from sinergi.mart_targeting") == [(12,)]
    assert ask(database, "select nspname from pg_namespace where nspname like 'sinergi%'") == [("sinergi",)]
    assert publish_to(url_of(database), release).is_new


def _break(*arguments: object) -> None:
    raise RuntimeError("power cut")


def test_view_of_an_analyst_is_not_dropped_but_told(
    store: Store, database: sa.Engine, rebuild: Callable[[str], None]
) -> None:
    publish_to(url_of(database), release_of(store))
    tell(database, "create view public.mine as select max(in_target_count) as most from sinergi.mart_targeting")
    rebuild("update marts.mart_targeting set in_target_count = 13")
    arrived = publish_to(url_of(database), release_of(store))
    (old,) = arrived.kept
    assert old.startswith("sinergi__old_")
    assert ask(database, "select most from public.mine") == [(12,)]
    tell(
        database,
        "create or replace view public.mine as select max(in_target_count) as most from sinergi.mart_targeting",
    )
    assert publish_to(url_of(database), release_of(store)).kept == ()
    assert ask(database, "select most from public.mine") == [(13,)]


def test_wrong_row_count_is_refused(store: Store, database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    release = release_of(store)
    monkeypatch.setattr("delivery.release.postgres._rows", lambda source: iter(source.fetchmany(1)))
    with pytest.raises(PostgresError, match=r"PUB-011 core.dim_reference_snapshot: 1 baris di Postgres, seharusnya 2"):
        publish_to(url_of(database), release)
    assert ask(database, "select nspname from pg_namespace where nspname like 'sinergi%'") == []


def test_password_is_in_no_message(store: Store) -> None:
    release = release_of(store)
    with pytest.raises(PostgresError, match="PUB-010") as refused:
        publish_to("postgresql://owner:hush-hush@127.0.0.1:1/postgres", release)
    assert "hush-hush" not in str(refused.value)
    assert refused.value.__context__ is None


def test_other_databases_are_refused(store: Store) -> None:
    with pytest.raises(PostgresError, match="PUB-010"):
        publish_to("sqlite://", release_of(store))
