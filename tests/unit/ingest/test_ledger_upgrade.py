"""The ledger of every release is upgraded in place, losing nothing; one of a newer release is left alone and told."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ingest import ledger_upgrade
from ingest.ledger import AnswerRow, Ledger, ReleaseRow
from ingest.ledger.schema import metadata
from ingest.ledger_upgrade import NEWEST, LedgerError

BEFORE_VERSIONS = Path(__file__).parent / "ledgers" / "before_versions.sql"


def old_ledger(path: Path, *, without: str = "") -> str:
    with closing(sqlite3.connect(path)) as book:
        book.executescript(BEFORE_VERSIONS.read_text(encoding="utf-8"))
        if without:
            book.execute(f"DROP TABLE {without}")
    return f"sqlite:///{path}"


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as book:
        return list(book.iterdump())


def opened(url: str) -> Ledger:
    book = Ledger(url)
    book.close()
    return book


def test_a_ledger_from_before_versions_keeps_every_row_and_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    url = old_ledger(path)
    before = content(path)
    book = opened(url)
    assert set(before) <= set(content(path))
    assert [sorted(book.standing(each)) for each in ("2017-S1", "2017-S2")] == [["2017-S1-dinsos-kks-1"], []]
    assert f"INSERT INTO \"alembic_version\" VALUES('{NEWEST}');" in content(path)
    assert [(row.submission_id, row.hold_codes, row.is_present) for row in book.submissions()] == [
        ("2017-S1-dinsos-kks-1", (), True),
        ("2017-S2-dinsos-kks-2", ("TAB-001",), False),
    ]
    assert book.releases() == [
        ReleaseRow("2017-S1-20170622T080000-aa11bb22", "2017-S1", "2017-06-22T08:00:00Z", "aa11bb22")
    ]
    assert [(type(row), row.code, row.has_new_value) for row in book.answers()] == [(AnswerRow, "NIK-002", True)]
    book.close()


def test_a_second_upgrade_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    opened(old_ledger(path))
    once = path.read_bytes()
    opened(f"sqlite:///{path}")
    assert path.read_bytes() == once


def test_a_table_that_an_old_ledger_has_not_is_added(tmp_path: Path) -> None:
    book = opened(old_ledger(tmp_path / "ledger.sqlite", without="answers"))
    assert book.answers() == []
    assert len(book.submissions()) == 2
    book.close()


@pytest.mark.parametrize("is_fresh", [True, False], ids=["fresh", "upgraded"])
def test_the_steps_lead_to_the_schema_that_the_code_knows(tmp_path: Path, is_fresh: bool) -> None:
    path = tmp_path / "ledger.sqlite"
    opened(f"sqlite:///{path}" if is_fresh else old_ledger(path, without="answers"))
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == NEWEST
    engine.dispose()


def test_the_newest_version_is_that_of_the_last_step() -> None:
    config = Config()
    config.set_main_option("script_location", str(ledger_upgrade.HERE))
    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


def test_a_newer_ledger_is_told_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    opened(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as book, book:
        book.execute("UPDATE alembic_version SET version_num = '0999'")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=f"RUM-003 .*versi 0999, .*sampai {NEWEST}"):
        Ledger(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_fresh_home_and_a_known_one_start_without_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    open_it = f"from ingest.ledger import Ledger; Ledger({url!r}); Ledger({url!r})"
    code = f"import sys; {open_it}; print('alembic' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    )
    assert done.stdout == "False\n"
