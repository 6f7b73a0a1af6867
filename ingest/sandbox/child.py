"""Runs a Python process of our own that can be ended at any moment.

It is the skeleton of the readers and the workbook writer. Tasks go in pickled, on standard input. The process says what
it serves by a function of a module; that function calls `begin`, then takes `next_task` until there is none.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from ingest.sandbox.bounds import bound_memory

_ROOT = Path(__file__).parents[2]
_LAST_WORDS_SECONDS = 5


class Child:
    """A process that runs `serve` with a bound on its memory.

    `replies` is set when it answers on standard output.
    """

    def __init__(self, serve: Callable[[], None], memory_bytes: int, *, replies: bool) -> None:
        module, name = serve.__module__, serve.__qualname__
        start = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from {module} import {name}; {name}()"
        self._process = subprocess.Popen(  # noqa: S603 (our own words)
            [sys.executable, "-P", "-c", start, str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if replies else None,
            stderr=subprocess.DEVNULL if replies else None,
        )
        self.ran_out = False

    @property
    def is_running(self) -> bool:
        """True while the process is there."""
        return self._process.poll() is None

    @property
    def exit_code(self) -> int:
        """The code that the process ended with; 0 while it is there.

        Negative for a signal.
        """
        return self._process.returncode or 0

    def limit(self, seconds: float) -> threading.Timer:
        """Ends the process after `seconds`, `ran_out` set, unless the timer is cancelled before."""
        return later(seconds, self._time_is_up)

    def send(self, task: object) -> None:
        """Hands over a task; a process that has ended takes none."""
        with suppress(OSError):
            stdin = _pipe(self._process.stdin)
            pickle.dump(task, stdin)
            stdin.flush()

    def send_last(self, task: object) -> None:
        """Hands over a task after which there is none."""
        try:
            self.send(task)
        finally:
            with suppress(OSError):
                _pipe(self._process.stdin).close()

    def reply(self) -> bytes | None:
        """The line that it replies; None when it ended without one, which is waited for."""
        line: bytes = _pipe(self._process.stdout).readline()
        if line.endswith(b"\n"):
            return line
        try:
            self._process.wait(_LAST_WORDS_SECONDS)  # it is ending by itself: how it ended says why
        except subprocess.TimeoutExpired:
            self.kill()
            self.wait()
        return None

    def wait(self) -> None:
        """Waits until the process has ended."""
        self._process.wait()

    def kill(self) -> None:
        """Ends the process; returns at once."""
        self._process.kill()

    def end(self) -> None:
        """Ends the process and gives back what it took."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        self.wait()

    def _time_is_up(self) -> None:
        self.ran_out = True
        self.kill()


def later(seconds: float, action: Callable[[], None]) -> threading.Timer:
    """The timer, started, that does `action` after `seconds`; it keeps no program from ending."""
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
    return timer


def begin() -> None:
    """Binds the present process, a child, to the memory that it was given."""
    bound_memory(int(sys.argv[1]))


def next_task() -> Any | None:
    """The next task of the present process; None when there are no more."""
    try:
        return pickle.load(sys.stdin.buffer)  # noqa: S301 (from the process that started us)
    except EOFError:
        return None


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    assert end is not None  # noqa: S101 (asked for when the process was started)
    return end
