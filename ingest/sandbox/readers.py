"""Runs several workers side by side: next files are read while one list is judged.

A file asked for ahead is handed over when its agency's turn comes; one that nobody asked for ahead is read then. What
comes out is the same in either case: reading a file needs nothing of any other.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from functools import lru_cache
from queue import SimpleQueue

from ingest.inbox.receive import Arrival, receive
from ingest.machine import readers as side_by_side
from ingest.reading.one_file import Desk, kept
from ingest.sandbox.bounds import Bounds
from ingest.sandbox.worker import Worker
from ingest.submission import Submission

_Key = tuple[str, str, str, str]
_Task = tuple[Desk, Arrival, "Future[list[Submission]]"]


class Readers:
    """A pool of `count` readers, each as one `Worker`; they start with the first file.

    As many as the memory has room for where no `count` is given.
    """

    def __init__(self, count: int | None = None, bounds: Bounds | None = None) -> None:
        self._workers = [Worker(bounds) for _ in range(count or side_by_side())]
        self._tasks: SimpleQueue[_Task] = SimpleQueue()
        self._asked: dict[_Key, Future[list[Submission]]] = {}
        self._ever_ahead: set[_Key] = set()
        self._lock = threading.Lock()
        self._are_up = self._is_closed = False

    def read(self, desk: Desk, arrival: Arrival) -> list[Submission]:
        """The result of `Worker.read` for the file, awaited while it is being read."""
        asked = self._ask(desk, arrival)
        with self._lock:
            self._asked.pop(_key(desk, arrival), None)
        return asked.result()

    def read_ahead(self, desks: Iterable[Desk]) -> None:
        """Starts on every unread file in the inboxes of `desks`; returns at once.

        May be called at every step of a run: a file is asked for ahead once.
        """
        for desk in desks:
            seen: set[str] = set()
            for arrival in receive(desk.store, str(desk.semester), desk.agency_id, desk.folder.agency.ignore_files):
                key = _key(desk, arrival)
                if arrival.sha256 not in seen and key not in self._ever_ahead and not kept(desk, arrival):
                    self._ask(desk, arrival)
                self._ever_ahead.add(key)
                seen.add(arrival.sha256)

    def close(self) -> None:
        """Ends the processes, also in the middle of a file."""
        self._is_closed = True
        for worker in self._workers:
            worker.kill()

    def _ask(self, desk: Desk, arrival: Arrival) -> Future[list[Submission]]:
        with self._lock:
            self._start()
            asked = self._asked.get(_key(desk, arrival))
            if asked is None:
                asked = self._asked[_key(desk, arrival)] = Future()
                self._tasks.put((desk, arrival, asked))
        return asked

    def _start(self) -> None:
        if not self._are_up:
            self._are_up = True
            for worker in self._workers:
                # a thread that may be left standing: an interrupted run must not wait for what it asked ahead
                threading.Thread(target=self._serve, args=(worker,), daemon=True).start()

    def _serve(self, worker: Worker) -> None:
        while not self._is_closed:
            desk, arrival, asked = self._tasks.get()
            try:
                asked.set_result(worker.read(desk, arrival))
            except BaseException as error:  # whoever waits for the file is told
                asked.set_exception(error)


def _key(desk: Desk, arrival: Arrival) -> _Key:
    return str(desk.semester), desk.agency_id, arrival.file_name, arrival.sha256


@lru_cache(maxsize=1)
def shared_readers(bounds: Bounds | None = None) -> Readers:
    """The readers of this process; all who ask give the same `bounds`."""
    readers = Readers(bounds=bounds)
    atexit.register(readers.close)
    return readers
