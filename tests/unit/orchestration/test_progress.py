"""Steps: what they tell, what a failure may tell, and that one process at a time has a home."""

from __future__ import annotations

import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from ingest.lock import locked
from orchestration import progress
from orchestration.progress import StepError, Told, alone, listening, step

NIK = "7772014107800001"
# takes the lock of the home it is given, without waiting; tells whether it could
TRY_LOCK = """
import sys
from filelock import FileLock, Timeout
try:
    FileLock(sys.argv[1] + "/.lock").acquire(timeout=0)
    print("free")
except Timeout:
    print("taken")
"""


def other_process_finds(home: Path) -> str:
    done = subprocess.run([sys.executable, "-c", TRY_LOCK, str(home)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_step_tells_its_start_news_and_end(tmp_path: Path) -> None:
    heard: list[Told] = []
    with listening(heard.append), alone(tmp_path), step("Membaca", tmp_path) as under_way:
        under_way.say("kks.xlsx")
        under_way.result = "3 berkas"
    assert [(told.kind, told.step, told.text) for told in heard] == [
        ("start", "Membaca", ""), ("news", "Membaca", "kks.xlsx"), ("end", "Membaca", "3 berkas"),
    ]  # fmt: skip


def test_nobody_listens_after_the_block(tmp_path: Path) -> None:
    heard: list[Told] = []
    with listening(heard.append):
        pass
    with alone(tmp_path), step("Membaca", tmp_path):
        pass
    assert heard == []


def test_a_failure_tells_no_number_and_no_cause(tmp_path: Path) -> None:
    with pytest.raises(StepError) as caught, alone(tmp_path), step("Membaca", tmp_path):
        raise ValueError(f"could not cast {NIK} or 7772-0141-0780-0002 in row 12")
    told = "".join(traceback.format_exception(caught.value))
    assert NIK not in told
    assert "row 12" in told
    assert told.count("Traceback") == 1, "the first exception is not told along"
    log = tmp_path / "logs" / "errors.log"
    assert "7772" not in log.read_text("utf-8")
    assert "ValueError" in log.read_text("utf-8"), "the engineer finds the traceback there"
    assert log.stat().st_mode & 0o077 == 0


def test_a_failure_with_problems_tells_every_one(tmp_path: Path) -> None:
    class TwoProblemsError(Exception):
        problems = ("PUB-001 satu", "PUB-002 dua")

    with pytest.raises(StepError, match=r"PUB-001 satu\nPUB-002 dua"), alone(tmp_path), step("Terbit", tmp_path):
        raise TwoProblemsError


def test_a_home_that_another_keeps_is_waited_for_and_then_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_WAIT_SECONDS", 0)
    heard: list[Told] = []
    with locked(tmp_path / ".lock", 0), listening(heard.append), pytest.raises(StepError, match="RUM-001"):  # noqa: SIM117
        with step("Membaca", tmp_path):
            pytest.fail("the home is not ours")
    ((told),) = heard
    assert (told.kind, told.step) == ("news", "Membaca")
    assert told.text.startswith("menunggu ")


def test_a_step_keeps_its_home_until_the_run_has_ended(tmp_path: Path) -> None:
    with alone(tmp_path):
        with step("satu", tmp_path):
            assert other_process_finds(tmp_path) == "taken"
        assert other_process_finds(tmp_path) == "taken", "between steps too"
        with step("dua", tmp_path):
            pass
    assert other_process_finds(tmp_path) == "free"
