"""What an installation says of itself, and how it is kept from telling too much."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ingest.machine import memory_of_file
from ingest.sandbox.bounds import Bounds
from orchestration.settings import Settings, SettingsError


def test_home_is_data_unless_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment(environment={}).home == tmp_path / "data"
    assert Settings.from_environment(environment={"SINERGI_HOME": "elsewhere"}).home == tmp_path / "elsewhere"
    said = {"SINERGI_HOME": "elsewhere"}
    assert Settings.from_environment(tmp_path / "mine", said).home == tmp_path / "mine", "an option goes first"


def test_ledger_is_sqlite_below_home_unless_said(tmp_path: Path) -> None:
    assert Settings.from_environment(tmp_path, {}).ledger_url == f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    other = Settings.from_environment(tmp_path, {"SINERGI_LEDGER_URL": "postgresql://u:secret@db/l"})
    assert other.ledger_url == "postgresql://u:secret@db/l"


def test_logins_are_grouped_by_agency(tmp_path: Path) -> None:
    said = {
        "SINERGI_PULL_DINSOS_USERNAME": "budi", "SINERGI_PULL_DINSOS_PASSWORD": "rahasia",
        "SINERGI_PULL_BAG_EKONOMI_KEY_FILE": "/k",
    }  # fmt: skip
    settings = Settings.from_environment(tmp_path, said)
    assert settings.credentials() == {
        "dinsos": {"username": "budi", "password": "rahasia"},
        "bag_ekonomi": {"key_file": "/k"},
    }


def test_a_misspelt_login_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SINERGI_PULL_DINSOS_PASWORD"):
        Settings.from_environment(tmp_path, {"SINERGI_PULL_DINSOS_PASWORD": "x"})


def test_a_missing_folder_of_agencies_is_refused(tmp_path: Path) -> None:
    roots = os.pathsep.join([str(tmp_path), str(tmp_path / "nowhere")])
    with pytest.raises(SettingsError, match="nowhere"):
        Settings.from_environment(tmp_path, {"SINERGI_AGENCIES": roots})


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    said = {
        "SINERGI_PULL_DINSOS_PASSWORD": "rahasia1", "SINERGI_LEDGER_URL": "postgresql://u:rahasia2@db/l",
        "SINERGI_PUBLISH_URL": "postgresql://u:rahasia3@db/p",
    }  # fmt: skip
    settings = Settings.from_environment(tmp_path, said)
    assert "rahasia" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_identity_key_is_made_once_and_private(tmp_path: Path) -> None:
    settings = Settings.from_environment(tmp_path / "new", {})
    key = settings.identity_key()
    path = tmp_path / "new" / "identity.key"
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert settings.identity_key() == key
    assert [each.name for each in path.parent.glob("*.key*")] == ["identity.key"], "nothing half-made is left"
    assert Settings.from_environment(tmp_path / "other", {}).identity_key() != key


def test_what_reading_a_file_may_cost_can_be_said(tmp_path: Path) -> None:
    assert Settings.from_environment(tmp_path, {}).bounds == Bounds(300.0, memory_of_file())
    said = {"SINERGI_READ_SECONDS": "90", "SINERGI_READ_GIB": "1.5"}
    assert Settings.from_environment(tmp_path, said).bounds == Bounds(90.0, 3 * 2**29)


@pytest.mark.parametrize("text", ["0", "-1", "banyak", "nan", "inf"])
def test_bounds_that_cannot_be_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="SINERGI_READ_SECONDS"):
        Settings.from_environment(tmp_path, {"SINERGI_READ_SECONDS": text})
