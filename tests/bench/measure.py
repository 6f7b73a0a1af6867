"""One thing run in a process of its own, with its wall time, processor time and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Cost:
    """Seconds and MiB of one process (the largest of it and its children, for memory)."""

    wall: float
    cpu: float
    peak_mib: float


def cost_of(command: Sequence[str], log: Path | None = None, accept: Sequence[int] = (0,)) -> Cost:
    """What `command` costs; RuntimeError when it ends with a code that is not in `accept`."""
    out = log.open("w") if log else subprocess.DEVNULL
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    code = os.waitstatus_to_exitcode(status)
    if code not in accept:
        raise RuntimeError(f"{command[0]} ended with {code}; see {log}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def cost_of_python(code: str, *arguments: str) -> Cost:
    """What a piece of Python costs, start of the interpreter included."""
    return cost_of([sys.executable, "-c", code, *arguments])
