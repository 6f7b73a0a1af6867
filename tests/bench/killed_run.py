"""A run of a semester by command, watched from outside and ended with SIGKILL where a point says.

Progress is counted in write calls of its processes, or in the stages that it told: a busy machine moves no point.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import ROOT

_LOOKS_EVERY, _LOOKS_FOR_CHILDREN_EVERY = 0.002, 0.2
_LONGEST = 1800.0
_STAGE = "✓"


@dataclass(frozen=True)
class Point:
    """Where a run is killed: after so many write calls, or after so many stages were told.

    `is_power_cut` ends all of its processes at once; else only the first, as a system short of memory would.
    """

    name: str
    writes: int = 0
    stages: int = 0
    is_power_cut: bool = True

    def is_reached(self, writes: int, stages: int) -> bool:
        """True once the run has come so far."""
        return writes >= self.writes if self.writes else stages >= self.stages


@dataclass(frozen=True)
class Ended:
    """How a run ended: code, what it told, how far it had come, and its session, for what outlived it."""

    code: int
    said: str
    writes: int
    stages: int
    session: int
    seconds: float

    @property
    def was_killed(self) -> bool:
        """True where the end came from outside."""
        return self.code == -signal.SIGKILL


def run(home: Path, semester: str, point: Point | None = None) -> Ended:
    """Runs a semester as an office does, to its end or to a point."""
    said = home.parent / "said.txt"
    command = [sys.executable, "-m", "orchestration.cli.app", "run", semester, "--home", str(home)]
    began = time.monotonic()
    with said.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True,
            env={**os.environ, "SINERGI_PDF": "0"},
        )  # fmt: skip
    writes = stages = seen = 0
    family, looked = [process.pid], began
    while process.poll() is None:
        if time.monotonic() - looked > _LOOKS_FOR_CHILDREN_EVERY:
            family, looked = list(_members(process.pid)), time.monotonic()
        writes = max(writes, sum(map(_write_calls, family)))
        if (size := said.stat().st_size) != seen:
            seen, stages = size, _stages_in(said)
        if point and point.is_reached(writes, stages):
            (os.killpg if point.is_power_cut else os.kill)(process.pid, signal.SIGKILL)
            break
        if time.monotonic() - began > _LONGEST:
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(_LOOKS_EVERY)
    code = process.wait()
    text = said.read_text(encoding="utf-8", errors="replace")
    return Ended(code, text, writes, _stages_in(said), process.pid, time.monotonic() - began)


def end_session(session: int) -> int:
    """Ends what outlived the first process of a session; gives how many there were."""
    found = list(_members(session))
    for pid in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(found)


def _stages_in(said: Path) -> int:
    return sum(line.startswith(_STAGE) for line in said.read_text(encoding="utf-8", errors="replace").splitlines())


def _write_calls(pid: int) -> int:
    """The write calls of a process and of its children that have ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/io").read_text(encoding="ascii").splitlines():
            if line.startswith("syscw:"):
                return int(line.split()[1])
    return 0


def _members(session: int) -> Iterator[int]:
    """The living processes of a session."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, own = stat.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()[:4]
            if int(own) == session and state != "Z":
                yield int(stat.parent.name)
