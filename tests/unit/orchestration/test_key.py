"""The key of the ids leaves its home sealed and comes back into it alone."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli.app import app
from orchestration.health import sealed_key
from orchestration.settings import Settings

PASSWORD = "kuda baterai stapel"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_key, "_COST", 2**10)


def ask(home: Path, *said: str, password: str = PASSWORD) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["key", *said, "--home", str(home)], env={"SINERGI_KEY_PASSWORD": password})
    return done.exit_code, done.output


def test_a_lost_key_comes_back_from_its_sealed_file(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "kunci.json"
    settings = Settings.from_environment(home, {})
    key = settings.identity_key()
    assert ask(home, "export", str(file))[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key.hex() not in file.read_text("utf-8")
    (home / "identity.key").unlink()
    code, told = ask(home, "import", str(file), password="kata sandi yang lain")
    assert (code, "RUM-025" in told) == (2, True)
    assert ask(home, "import", str(file))[0] == 0
    assert settings.identity_key() == key


def test_a_file_that_was_changed_does_not_open(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "kunci.json"
    Settings.from_environment(home, {}).identity_key()
    ask(home, "export", str(file))
    content = json.loads(file.read_text("utf-8"))
    for changed, code in (({**content, "fingerprint": "0" * 32}, "RUM-025"), ({"format": "?"}, "RUM-024")):
        file.write_text(json.dumps(changed), "utf-8")
        assert code in ask(home, "import", str(file))[1]


def test_another_homes_key_is_refused(tmp_path: Path) -> None:
    for name in ("one", "other"):
        Settings.from_environment(tmp_path / name, {}).identity_key()
    ask(tmp_path / "other", "export", str(tmp_path / "kunci.json"))
    before = (tmp_path / "one" / "identity.key").read_bytes()
    code, told = ask(tmp_path / "one", "import", str(tmp_path / "kunci.json"))
    assert (code, "RUM-026" in told) == (2, True)
    assert (tmp_path / "one" / "identity.key").read_bytes() == before


def test_a_short_password_and_a_file_that_is_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x", "utf-8")
    assert ask(tmp_path / "home", "export", str(tmp_path / "new"), password="pendek")[0] == 2
    assert ask(tmp_path / "home", "export", str(tmp_path / "there"))[0] == 2
    assert not (tmp_path / "new").exists()
