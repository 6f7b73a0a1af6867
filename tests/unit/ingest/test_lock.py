"""The lock: one holder, told to the one who waits, private, and free again when its process was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.lock import Holder, Lock, LockedError, locked

ROOT = Path(__file__).parents[3]
HOLD = """
import sys
from pathlib import Path
from ingest.lock import Lock
lock = Lock(Path(sys.argv[1]))
lock.take(0)
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another(path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_who_waits_in_vain_is_told_who_holds_it_since_when(tmp_path: Path) -> None:
    path, heard = tmp_path / ".lock", []
    with held_by_another(path) as other:
        holder = Holder.read(tmp_path / ".lock.holder")
        assert holder
        assert holder.pid == other.pid
        with pytest.raises(LockedError, match=rf"RUM-001 .*masih dipakai .* \(proses {other.pid}\) sejak \d{{4}}-"):
            Lock(path).take(0, heard.append)
    assert heard == [str(holder)]


def test_the_lock_of_a_killed_process_is_taken_over_and_told_anew(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with held_by_another(path):
        pass
    with locked(path, 0):
        holder = Holder.read(tmp_path / ".lock.holder")
        assert holder
        assert holder.pid == os.getpid()


def test_a_lock_let_go_leaves_nobody_named_and_can_be_taken(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with locked(path, 0):
        pass
    assert Holder.read(tmp_path / ".lock.holder") is None
    with held_by_another(path) as other:
        assert other.poll() is None


def test_two_locks_of_one_process_keep_each_other_out(tmp_path: Path) -> None:
    with locked(tmp_path / ".lock", 0), pytest.raises(LockedError, match="RUM-001"):
        Lock(tmp_path / ".lock").take(0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_its_files_are_private_also_where_an_earlier_version_left_them_open(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    path.touch(mode=0o644)
    path.chmod(0o644)
    with locked(path, 0):
        modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()}
    assert modes == {".lock": 0o600, ".lock.holder": 0o600}


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"user": "a", "host": "b", "pid": 1, "since": "kemarin"}'])
def test_a_note_that_cannot_be_read_names_nobody(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".lock.holder"
    path.write_text(text, encoding="utf-8")
    assert Holder.read(path) is None
