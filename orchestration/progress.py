"""Steps of one run at a time, with progress and failures without names.

A step takes the lock of its home for its process, so that a run by command and one from the UI never write in turns.
What goes wrong is told in one message without long numbers; the traceback goes to a private log, for the engineer.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ingest.lock import Lock, LockedError
from ingest.parsers.masking import without_long_numbers
from ingest.store import PRIVATE_FILE, private_folder

# A NIK or family card number, also in groups; anything that long is nobody's business in a message.
_MOST_SHOWN = 4000
# Longer than the run of a large city; whoever waits is told at once for whom.
_WAIT_SECONDS = 3600.0


@dataclass(frozen=True)
class Told:
    """One line of news from a step."""

    kind: Literal["start", "news", "end", "failed"]
    step: str
    text: str = ""
    seconds: float = 0.0


Listener = Callable[[Told], None]
_listeners: list[Listener] = []
_locks: dict[Path, Lock] = {}


class StepError(Exception):
    """A step could not end; the message is fit to be shown and kept."""


@dataclass
class Step:
    """A step under way: `say` tells news, `result` is what it tells at its end."""

    name: str
    result: str = ""
    started: float = field(default_factory=time.monotonic)

    def say(self, text: str) -> None:
        _tell(Told("news", self.name, text))


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hands all news to `listener` within the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


@contextmanager
def step(name: str, home: Path) -> Iterator[Step]:
    """Runs a block as the step `name`, alone in `home`.

    Raises StepError in place of whatever was raised.
    """
    failure = ""
    _take(home, name)
    under_way = Step(name)
    _tell(Told("start", name))
    try:
        yield under_way
    except Exception as error:
        failure = _explain(name, error, home)
    _tell(Told("failed" if failure else "end", name, failure or under_way.result, time.monotonic() - under_way.started))
    if failure:
        # from None: the first exception may hold values of cells, and must not be told along
        raise StepError(failure) from None


def figure(number: int) -> str:
    """A whole number as it is written here.

    >>> figure(1234567)
    '1.234.567'
    """
    return f"{number:,}".replace(",", ".")


def _tell(news: Told) -> None:
    for listener in tuple(_listeners):
        listener(news)


def _explain(name: str, error: Exception, home: Path) -> str:
    """The failure in words for the operator; the traceback goes to the log."""
    log = home / "logs" / "errors.log"
    private_folder(log.parent)
    log.touch(mode=PRIVATE_FILE, exist_ok=True)
    with log.open("a", encoding="utf-8") as lines:
        lines.write(f"--- {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {name}\n")
        lines.write(without_long_numbers("".join(traceback.format_exception(error))))
    problems = getattr(error, "problems", None)
    words = "\n".join(problems) if problems else f"{type(error).__name__}: {error}"
    return f"{name}: {without_long_numbers(words)[:_MOST_SHOWN]}\nRincian untuk pengelola sistem: {log}"


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Keeps other processes from running a step in `home` until the block ends.

    Raises StepError when it waits in vain.
    """
    _take(home, "")
    try:
        yield
    finally:
        _let_go(home)


def holding(home: Path) -> object | None:
    """The lock of `home` that this process has now; another one for each run."""
    return _locks.get(home)


def _take(home: Path, name: str) -> None:
    """Waits until no other process runs a semester in `home`; keeps the lock.

    Raises StepError when it waits in vain. The lock is kept after the step: a whole run is one process, and between its
    steps nobody else may write. It ends with the process, so a run that died blocks nobody.
    """
    if home in _locks:
        return
    lock = Lock(home / ".lock")
    try:
        lock.take(_WAIT_SECONDS, lambda holder: _tell(Told("news", name, f"menunggu {holder}")))
    except LockedError as error:
        raise StepError(str(error)) from None
    _locks[home] = lock


def _let_go(home: Path) -> None:
    if home in _locks:
        _locks.pop(home).let_go()
