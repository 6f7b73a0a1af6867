"""Reads files in another process: none can crash, hang or fill a run.

One process serves a whole semester and is started again after it had to be ended; it ends by itself when nothing was
asked for a while. It writes the rows; only the report, as JSON, comes back, so that what a hostile file may do to the
reader cannot reach further. A file that ends the process becomes a submission that is held, with one clear message.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from ingest.formats.archive import SPLIT
from ingest.inbox.receive import Arrival
from ingest.reading.one_file import Desk, read_file, refused
from ingest.sandbox.bounds import Bounds, do_without
from ingest.sandbox.child import Child, begin, later, next_task
from ingest.submission import Submission
from ingest.workbook import UnreadableFile

_Task = tuple[Callable[..., dict[str, Any]], tuple[Any, ...]]
_IDLE_SECONDS = 15.0
_USUAL_BYTES = 64 * 2**20
_TOO_LONG = f"Membaca berkas ini melewati batas waktu, lalu dihentikan. {SPLIT}"
_TOO_MUCH = f"Membaca berkas ini melewati batas memori, lalu dihentikan. {SPLIT}"
_CRASHED = "Pembaca berhenti pada berkas ini{where}; bila disimpan ulang tetap begitu, beri tahu pengelola Sinergi."
# How a process ends when memory ran out below Python: the kernel's killer, or abort() of a Rust or C++ allocator.
_OUT_OF_MEMORY = (-int(getattr(signal, "SIGKILL", 9)), -int(signal.SIGABRT))


class Worker:
    """A process that reads files one at a time within `bounds`, started by the first."""

    def __init__(self, bounds: Bounds | None = None, idle_seconds: float = _IDLE_SECONDS) -> None:
        self._bounds = bounds or Bounds()
        self._idle_seconds = idle_seconds
        self._child: Child | None = None
        self._lock = threading.Lock()
        self._idle: threading.Timer | None = None

    @property
    def is_running(self) -> bool:
        """True while the process is there."""
        return self._child is not None and self._child.is_running

    def read(self, desk: Desk, arrival: Arrival) -> list[Submission]:
        """The result of `read_file`, or one held submission when the process died of it.

        OSError when the rows could not be written: that is the house's trouble, not the file's.
        """
        try:
            lists = self._call(_submissions, (desk, arrival), _times_usual(arrival.landed))["lists"]
        except UnreadableFile as unreadable:
            return [refused(desk, arrival, unreadable)]
        return [Submission.of_json(each) for each in lists]

    def call(self, task: Callable[..., dict[str, Any]], *arguments: object) -> dict[str, Any]:
        """The result of `task(*arguments)` in the process, JSON of a function of a module.

        UnreadableFile when the task raises it, crashes, or does not end within the bounds; OSError as it is raised.
        """
        return self._call(task, arguments, 1)

    def _call(self, task: Callable[..., dict[str, Any]], arguments: tuple[Any, ...], times: float) -> dict[str, Any]:
        with self._lock:
            if self._idle:
                self._idle.cancel()
            try:
                reply = self._ask((task, arguments), times)
            except BaseException:
                self._end()
                raise
            self._idle = later(self._idle_seconds, self.close)
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
        if (child := self._child) is not None:
            child.kill()

    def _ask(self, task: _Task, times: float) -> dict[str, Any] | None:
        """The reply of the process, within `times` the usual seconds; None without one."""
        child = self._started()
        overtime = child.limit(self._bounds.seconds * times)
        try:
            child.send(task)
            line = child.reply()
        finally:
            overtime.cancel()
        if line is None:
            return None
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _started(self) -> Child:
        if self._child is None or not self._child.is_running:
            self._end()
            self._child = Child(serve, self._bounds.memory_bytes, replies=True)
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _what_happened(self) -> UnreadableFile:
        if self._child and self._child.ran_out:
            return UnreadableFile("FIL-009", _TOO_LONG)
        if self._child and self._child.exit_code in _OUT_OF_MEMORY:
            return UnreadableFile("FIL-009", _TOO_MUCH)
        return UnreadableFile("FIL-001", _CRASHED.format(where=""))


def serve() -> None:
    """Serves tasks on standard input until it closes, one line of JSON for each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks; it ends us
    begin()
    pa.set_memory_pool(pa.system_memory_pool())  # what the reader gave back is used again: a tenth less at the peak
    do_without("pandas")  # pyarrow would load it, 40 MiB, only to ask whether what it is given comes from there
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no reply
    while (task := next_task()) is not None:
        replies.write(json.dumps(_reply(*task), default=str).encode() + b"\n")
        replies.flush()


def _times_usual(landed: Path) -> float:
    """The share of the usual seconds that a file may take: large is not hanging."""
    return max(1.0, landed.stat().st_size / _USUAL_BYTES)


def _submissions(desk: Desk, arrival: Arrival) -> dict[str, Any]:
    return {"lists": [asdict(submission) for submission in read_file(desk, arrival)]}


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
