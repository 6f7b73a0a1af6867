"""A home in one file and back: every byte, or a message; and going back to an earlier release."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from ingest.scraps import scrap_prefix
from ingest.store import write_json
from orchestration.cli.app import app
from orchestration.health.backup import BackupError, restore
from orchestration.settings import Settings

RELEASES = ("2017-S1-20170701T000000-aaaaaaaa", "2017-S1-20170801T000000-bbbbbbbb")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    Settings.from_environment(home, {}).identity_key()
    (home / "landing").mkdir()
    (home / "landing" / "a").write_bytes(b"rows" * 1000)
    (home / "conformed").mkdir()
    (home / "conformed" / "one.parquet.rusak-1").write_bytes(b"x")
    for name in RELEASES:
        manifest = {"release": name, "semester": "2017-S1", "created_at": "2017-07-01T00:00:00Z", "tables": {},
                    "content_hash": name[-8:], "files": {}, "submissions": []}  # fmt: skip
        write_json(manifest, home / "published" / name / "manifest.json")
    (home / "published" / "current").symlink_to(RELEASES[1])
    return home


def ask(*said: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(said))
    return done.exit_code, done.output


def now(home: Path) -> str:
    return str((home / "published" / "current").readlink())


def content(home: Path) -> dict[str, bytes | str]:
    paths = [path for path in home.rglob("*") if path.is_symlink() or path.is_file()]
    return {
        path.relative_to(home).as_posix(): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in paths
        if ".lock" not in path.name and path.name not in ("ledger.sqlite", "access.log")
    }


def test_a_home_comes_back_as_it_was_without_what_was_set_aside(home: Path, tmp_path: Path) -> None:
    file, back = tmp_path / "cadangan.tar", tmp_path / "back"
    assert ask("backup", str(file), "--home", str(home))[0] == 0
    assert file.stat().st_mode & 0o777 == 0o600
    code, told = ask("restore", str(file), "--home", str(back), "--verify")
    assert (code, "semua hash cocok" in told) == (0, True), told
    before = content(home)
    del before["conformed/one.parquet.rusak-1"]
    assert content(back) == before
    assert Settings.from_environment(back, {}).identity_key() == (home / "identity.key").read_bytes()


def test_a_backup_with_one_byte_changed_makes_no_home(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "cadangan.tar"
    ask("backup", str(file), "--home", str(home))
    whole = file.read_bytes()
    at = whole.index(b"rowsrows")
    file.write_bytes(whole[:at] + b"X" + whole[at + 1 :])
    with pytest.raises(BackupError, match=r"RUM-032 .*landing/a"):
        restore(file, tmp_path / "back")
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupError, match="RUM-031"):
        restore(file, tmp_path / "back")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cadangan.tar", "home"]


@pytest.mark.parametrize(
    "members",
    [["../outside"], ["{above}/outside"], ["way -> ..", "way/outside"], ["way -> {above}", "way/outside"]],
)
def test_what_would_be_written_outside_the_home_is_refused(tmp_path: Path, members: list[str]) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        for member in (each.format(above=tmp_path) for each in members):
            name, _, target = member.partition(" -> ")
            told = tarfile.TarInfo(name)
            told.type, told.linkname, told.size = (tarfile.SYMTYPE, target, 0) if target else (tarfile.REGTYPE, "", 1)
            archive.addfile(told, io.BytesIO(b"x"))
    with pytest.raises(BackupError, match="RUM-031"):
        restore(tmp_path / "evil.tar", tmp_path / "back")
    assert [path.name for path in tmp_path.iterdir()] == ["evil.tar"]


def test_what_a_killed_restore_left_goes_with_the_next(home: Path, tmp_path: Path) -> None:
    file, dead = tmp_path / "cadangan.tar", subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f"{scrap_prefix('back.restoring').replace(f'.{os.getpid()}-', f'.{dead.pid}-')}x.part"
    left.mkdir()
    ask("backup", str(file), "--home", str(home))
    assert ask("restore", str(file), "--home", str(tmp_path / "back"))[0] == 0
    assert not left.exists()


def test_neither_a_home_nor_a_backup_is_written_over(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "cadangan.tar"
    ask("backup", str(file), "--home", str(home))
    assert ask("backup", str(file), "--home", str(home))[0] == 2
    code, told = ask("restore", str(file), "--home", str(home))
    assert (code, "RUM-030" in told) == (2, True)


def test_rollback_goes_to_the_release_before_and_to_one_named(home: Path) -> None:
    code, _ = ask("rollback", "--home", str(home))
    assert (code, now(home)) == (0, RELEASES[0])
    assert ask("rollback", RELEASES[1], "--home", str(home))[0] == 0
    assert now(home) == RELEASES[1]
    code, told = ask("rollback", "2016-S1-x", "--home", str(home))
    assert (code, "PUB-008" in told) == (4, True)
    assert ask("releases", "--home", str(home))[0] == 0


def test_a_release_is_named_whole_on_a_screen_of_80(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`rollback` takes the name as it stands there."""
    screen = io.StringIO()
    monkeypatch.setattr("orchestration.cli.releases.console_on", lambda: Console(file=screen, width=80))
    ask("releases", "--home", str(home))
    told = screen.getvalue()
    assert [name in told for name in RELEASES] == [True, True]
    assert max(map(len, told.splitlines())) <= 80


def test_a_damaged_release_does_not_become_the_current_one(home: Path) -> None:
    manifest = {"release": RELEASES[0], "semester": "2017-S1", "created_at": "2017-07-01T00:00:00Z", "tables": {},
                "content_hash": "a", "submissions": [], "files": {"gone": {"bytes": 1, "sha256": "0"}}}  # fmt: skip
    write_json(manifest, home / "published" / RELEASES[0] / "manifest.json")
    code, told = ask("rollback", "--home", str(home))
    assert (code, "PUB-009" in told, now(home)) == (4, True, RELEASES[1])
    assert ask("releases", "--home", str(home))[0] == 4
