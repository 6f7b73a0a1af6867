"""Reads files in another process: none can crash, hang or fill a run.

One process serves a whole semester and is started again after it had to be ended; it ends by itself when nothing was
asked for a while. It writes the rows; only the report, as JSON, comes back, so that what a hostile file may do to the
reader cannot reach further. A file that ends the process becomes a submission that is held, with one clear message.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from ingest.inbox.receive import Arrival
from ingest.reading.one_file import Desk, read_file, refused
from ingest.sandbox.bounds import Bounds, bound_memory, do_without
from ingest.submission import Submission
from ingest.workbook import UnreadableFile

_Task = tuple[Callable[..., dict[str, Any]], tuple[Any, ...]]
_ROOT = Path(__file__).parents[2]
_START = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from ingest.sandbox.worker import serve; serve()"
_IDLE_SECONDS = 15.0
_TOO_LONG = "Membaca berkas ini melewati batas waktu, lalu dihentikan."
_TOO_MUCH = "Membaca berkas ini melewati batas memori, lalu dihentikan."
_CRASHED = "Pembaca berhenti pada berkas ini{where}; bila disimpan ulang tetap begitu, beri tahu pengelola Sinergi."
# How a process ends when memory ran out below Python: the kernel's killer, or abort() of a Rust or C++ allocator.
_OUT_OF_MEMORY = (-int(getattr(signal, "SIGKILL", 9)), -int(signal.SIGABRT))


class Worker:
    """A process that reads files one at a time within `bounds`, started by the first."""

    def __init__(self, bounds: Bounds | None = None, idle_seconds: float = _IDLE_SECONDS) -> None:
        self._bounds = bounds or Bounds()
        self._idle_seconds = idle_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._idle: threading.Timer | None = None
        self._ran_out = False

    @property
    def is_running(self) -> bool:
        """True while the process is there."""
        return self._process is not None and self._process.poll() is None

    def read(self, desk: Desk, arrival: Arrival) -> Submission:
        """The result of `read_file`, or a held submission when the process died of it.

        OSError when the rows could not be written: that is the house's trouble, not the file's.
        """
        try:
            return Submission.of_json(self.call(_submission, desk, arrival))
        except UnreadableFile as unreadable:
            return refused(desk, arrival, unreadable)

    def call(self, task: Callable[..., dict[str, Any]], *arguments: object) -> dict[str, Any]:
        """The result of `task(*arguments)` in the process, JSON of a function of a module.

        UnreadableFile when the task raises it, crashes, or does not end within the bounds; OSError as it is raised.
        """
        with self._lock:
            if self._idle:
                self._idle.cancel()
            try:
                reply = self._ask((task, arguments))
            except BaseException:
                self._end()
                raise
            self._idle = _later(self._idle_seconds, self.close)
        if reply is None:
            raise self._what_happened()
        if "trouble" in reply:
            raise OSError(*reply["trouble"])
        if "refused" in reply:
            raise UnreadableFile(*reply["refused"])
        if "crashed" in reply:
            raise UnreadableFile("FIL-001", _CRASHED.format(where=f" ({reply['crashed']})"))
        if "memory" in reply:
            raise UnreadableFile("FIL-009", _TOO_MUCH)
        result: dict[str, Any] = reply["result"]
        return result

    def close(self) -> None:
        """Ends the process; it starts again with the next file."""
        with self._lock:
            self._end()

    def kill(self) -> None:
        """Ends the process without waiting for the file that it is reading."""
        if (process := self._process) is not None:
            process.kill()

    def _ask(self, task: _Task) -> dict[str, Any] | None:
        """The reply of the process; None when it ended without one."""
        process = self._started()
        self._ran_out = False
        assert process.stdin is not None  # noqa: S101 (a pipe: said so in `_started`)
        assert process.stdout is not None  # noqa: S101
        overtime = _later(self._bounds.seconds, lambda: self._time_is_up(process))
        line = b""
        try:
            with suppress(BrokenPipeError):
                pickle.dump(task, process.stdin)
                process.stdin.flush()
                line = process.stdout.readline()
        finally:
            overtime.cancel()
        if line.endswith(b"\n"):
            reply: dict[str, Any] = json.loads(line)
            return reply
        try:
            process.wait(5)  # it is ending by itself: how it ended says why
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return None

    def _time_is_up(self, process: subprocess.Popen[bytes]) -> None:
        self._ran_out = True
        process.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 (our own words)
                [sys.executable, "-P", "-c", _START, str(self._bounds.memory_bytes)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    if pipe:
                        pipe.close()
            process.wait()

    def _what_happened(self) -> UnreadableFile:
        if self._ran_out:
            return UnreadableFile("FIL-009", _TOO_LONG)
        code = self._process.returncode if self._process else 0
        if code in _OUT_OF_MEMORY:
            return UnreadableFile("FIL-009", _TOO_MUCH)
        return UnreadableFile("FIL-001", _CRASHED.format(where=""))


def _later(seconds: float, action: Any) -> threading.Timer:
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
    return timer


def serve() -> None:
    """Serves tasks on standard input until it closes, one line of JSON for each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks; it ends us
    bound_memory(int(sys.argv[1]))
    pa.set_memory_pool(pa.system_memory_pool())  # what the reader gave back is used again: a tenth less at the peak
    do_without("pandas")  # pyarrow would load it, 40 MiB, only to ask whether what it is given comes from there
    tasks = sys.stdin.buffer
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no reply
    while (task := _next(tasks)) is not None:
        replies.write(json.dumps(_reply(*task), default=str).encode() + b"\n")
        replies.flush()


def _next(tasks: BinaryIO) -> _Task | None:
    try:
        task: _Task = pickle.load(tasks)  # noqa: S301 (from the process that started us)
    except EOFError:
        return None
    return task


def _submission(desk: Desk, arrival: Arrival) -> dict[str, Any]:
    return asdict(read_file(desk, arrival))


def _reply(task: Callable[..., dict[str, Any]], arguments: tuple[Any, ...]) -> dict[str, Any]:
    try:
        return {"result": task(*arguments)}
    except UnreadableFile as unreadable:
        return {"refused": [unreadable.code, unreadable.reason_id]}
    except MemoryError:
        return {"memory": True}
    except OSError as error:
        return {"trouble": [error.errno, error.strerror]}
    except Exception as error:
        # neither the words of the error nor its values: they may quote a cell
        last = traceback.extract_tb(error.__traceback__)[-1]
        return {"crashed": f"{type(error).__name__}, {Path(last.filename).name} baris {last.lineno}"}
