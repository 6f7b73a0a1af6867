"""Who looked at persons by name is noted, privately, without saying whom."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.access_log import access_log, note_access
from orchestration.cli.app import app
from orchestration.health import sealed_key


def test_a_line_for_each_access_and_no_number_of_a_person(tmp_path: Path) -> None:
    note_access(tmp_path, "trace --csv", "mart_targeting.x[nik=7772010101900001]", 3)
    note_access(tmp_path, "explain --show-names", "P00000000000000aa")
    lines = [json.loads(line) for line in access_log(tmp_path).read_text("utf-8").splitlines()]
    assert [(line["command"], line["about"], line["rows"]) for line in lines] == [
        ("trace --csv", "mart_targeting.x[nik=****************]", 3),
        ("explain --show-names", "P00000000000000aa", None),
    ]
    assert stat.S_IMODE(access_log(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(access_log(tmp_path).parent.stat().st_mode) == 0o700


def test_taking_out_the_key_and_all_data_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_key, "_COST", 2**10)
    home, secret = str(tmp_path / "home"), {"SINERGI_KEY_PASSWORD": "kuda baterai stapel"}
    assert CliRunner().invoke(app, ["key", "export", str(tmp_path / "k"), "--home", home], env=secret).exit_code == 0
    assert CliRunner().invoke(app, ["backup", str(tmp_path / "b"), "--home", home]).exit_code == 0
    lines = access_log(tmp_path / "home").read_text("utf-8").splitlines()
    assert [json.loads(line)["command"] for line in lines] == ["key export", "backup"]


def test_what_commands_make_is_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        home = tmp_path / "home"
        made = CliRunner().invoke(
            app, ["simulate", "--out", str(home), "--population", "200", "--semesters", "2017-S1"]
        )
        assert made.exit_code == 0
        assert CliRunner().invoke(app, ["backup", str(tmp_path / "b"), "--home", str(home)]).exit_code == 0
        assert [path for path in (home, *home.rglob("*")) if path.stat().st_mode & 0o077] == []
        assert os.umask(0) == 0, "a caller's own umask is left to it"
    finally:
        os.umask(before)
