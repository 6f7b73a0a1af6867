"""Scratch folders of killed processes go with the next start; nobody else's does."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ingest.scraps import scratch

_KILLED = """
import os, signal
from ingest.scraps import scratch
with scratch("check") as folder:
    (folder / "left").write_text("7772010107000001")
    print(folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="no process can be asked about there: a day has to pass")
def test_the_scratch_of_a_killed_process_goes_with_the_next_start(temp: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", _KILLED], capture_output=True, text=True, check=False)
    left = Path(killed.stdout.strip())
    assert (left / "left").exists()
    assert left.parent == temp
    with scratch("near") as folder, scratch("check"):
        assert sorted(temp.iterdir())[-1:] == [folder], "one that is at work stays"
        assert not left.exists()
    assert list(temp.iterdir()) == []


def test_what_is_not_a_scratch_of_ours_or_may_be_at_work_elsewhere_stays(temp: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    number = int(dead.stdout)
    elsewhere, old = temp / f"sinergi-check.{'0' * 8}.{number}-abc.part", temp / "sinergi-linkage-abc"
    theirs, target = temp / "sinergi-notes", temp / "target"
    for folder in (elsewhere, old, theirs, target):
        folder.mkdir()
    for folder in (old, theirs):
        os.utime(folder, (0, 0))
    link = temp / f"sinergi-check.{'0' * 8}.{number}-link.part"
    link.symlink_to(target)
    os.utime(link, (0, 0), follow_symlinks=False)
    with scratch("check"):
        pass
    assert set(temp.iterdir()) == {elsewhere, theirs, target, link}
