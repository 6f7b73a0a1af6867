"""The agencies' workbooks, written by a process of their own, so that nothing waits.

It begins when the submissions are decided and is waited for after the release. It may fail, or be ended when it takes
too long or too much memory: the release stands, and what is missing is told.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from delivery import SentBack, sent_back, write_back_all
from ingest.sandbox.child import Child, next_task
from ingest.sandbox.child import begin as begin_child
from ingest.submission import Submission
from orchestration.installation import Installation
from orchestration.stages import present

_under_way: dict[tuple[Path, str], _Writer] = {}


@dataclass(frozen=True)
class Workbooks:
    """The workbooks ready for the agencies; `problems` says what could not be made."""

    ready: tuple[SentBack, ...]
    problems: tuple[str, ...] = ()

    @property
    def to_fix(self) -> int:
        """The number of things to mend, in all workbooks."""
        return sum(sent.to_fix for sent in self.ready)


class _Writer:
    """The process that writes the workbooks of one semester."""

    def __init__(self, site: Installation, semester: str, submissions: Sequence[Submission]) -> None:
        bounds = site.settings.bounds
        self._child = Child(serve, bounds.memory_bytes, replies=False)
        self._overtime = self._child.limit(bounds.seconds * max(1, len(submissions)))
        task = site.store, site.catalogue, semester, list(submissions)
        # of its own accord the process reads when it has started, a second later
        self._sender = threading.Thread(target=self._child.send_last, args=(task,), daemon=True)
        self._sender.start()

    def wait(self) -> str:
        """Waits for its end; says what went wrong, if anything."""
        self._child.wait()
        self._overtime.cancel()
        self._sender.join()
        if self._child.ran_out:
            return "pembuatannya melewati batas waktu, lalu dihentikan"
        code = self._child.exit_code
        return f"pembuatannya terhenti (kode {code})" if code else ""


def begin(site: Installation, semester: str, submissions: Sequence[Submission]) -> None:
    """Starts writing the workbooks of a semester; returns at once."""
    wait_for_writers(site.settings.home)
    with suppress(OSError):  # no more processes: told by `finish`, which tries again
        _under_way[site.settings.home, semester] = _Writer(site, semester, submissions)


def finish(site: Installation, semester: str) -> Workbooks:
    """Waits for the workbooks of a semester, which are begun here when nobody has."""
    key = site.settings.home, semester
    if key not in _under_way:
        begin(site, semester, present(site, semester))
    writer = _under_way.pop(key, None)
    trouble = writer.wait() if writer else "pembuatannya tidak dapat dimulai"
    ready = workbooks_of(site, semester)
    return Workbooks(ready.ready, (trouble, *ready.problems) if trouble else ready.problems)


def workbooks_of(site: Installation, semester: str) -> Workbooks:
    """The workbooks as they lie there now."""
    workbooks = sent_back(site.store, semester)
    problems = tuple(f"{sent.path}: {sent.problem}" for sent in workbooks if sent.problem)
    return Workbooks(tuple(sent for sent in workbooks if not sent.problem), problems)


def wait_for_writers(home: Path) -> None:
    """Waits for whatever is still being written in `home` when a run ends."""
    for key in [key for key in _under_way if key[0] == home]:
        _under_way.pop(key).wait()


def serve() -> None:
    """The life of the process: one task on standard input."""
    begin_child()
    if hasattr(os, "nice"):
        os.nice(5)  # the run goes first
    while (task := next_task()) is not None:
        write_back_all(*task)
