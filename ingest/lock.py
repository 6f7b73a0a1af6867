"""Lets one process in at a time, by a lock that ends with its process.

It also says who holds the lock since when. The system lets go of the lock when its process dies, so a run that was
killed blocks nobody. What stands beside it in `<lock>.holder` is only for the message; it holds no value of any list.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.store import PRIVATE_FILE, private_folder, write_json

_POLL_SECONDS = 0.2


class LockedError(Exception):
    """A lock that was not to be had in time.

    The message says who holds it since when, and what to do.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problems = (problem,)


@dataclass(frozen=True)
class Holder:
    """The process that has the lock."""

    user: str
    host: str
    pid: int
    since: str

    @classmethod
    def here(cls) -> Holder:
        """The present process, from now on."""
        try:
            user = getpass.getuser()
        except (OSError, KeyError):  # a container may run as a number that has no name
            user = "pengguna tanpa nama"
        return cls(user, socket.gethostname(), os.getpid(), datetime.now().astimezone().isoformat(timespec="seconds"))

    @classmethod
    def read(cls, path: Path) -> Holder | None:
        """The holder that `path` tells of; None when it tells of none."""
        try:
            told = cls(**json.loads(path.read_text(encoding="utf-8")))
            datetime.fromisoformat(told.since)
        except (OSError, ValueError, TypeError):
            return None
        return told

    def __str__(self) -> str:
        since = datetime.fromisoformat(self.since).strftime("%Y-%m-%d %H:%M:%S")
        return f"{self.user} di {self.host} (proses {self.pid}) sejak {since}"


class Lock:
    """The lock in the file `path`, private, on every system that Sinergi runs on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._told = path.with_name(f"{path.name}.holder")
        # not thread_local: Dagster may take it in one thread and let go of it in another
        self._lock = FileLock(path, mode=PRIVATE_FILE, thread_local=False, poll_interval=_POLL_SECONDS)

    def take(self, wait_seconds: float, on_wait: Callable[[str], None] = lambda _: None) -> None:
        """Takes the lock, waiting at most `wait_seconds`; `on_wait` hears who has it.

        Raises LockedError when it waits in vain.
        """
        private_folder(self._path.parent)
        try:
            if self._path.exists():  # of an earlier version, which others could open and so hold for ever
                self._path.chmod(PRIVATE_FILE)
            self._acquire(wait_seconds, on_wait)
        except PermissionError as error:
            raise LockedError(
                f"RUM-002 {self._path}: kunci ini milik pengguna lain. Jalankan sebagai pengguna yang sama seperti "
                "sebelumnya, atau minta pengelola sistem mengganti pemilik folder ini."
            ) from error
        write_json(asdict(Holder.here()), self._told)

    def let_go(self) -> None:
        """Lets the next one in."""
        self._told.unlink(missing_ok=True)  # before the lock: after it, this would be the next one's
        self._lock.release()

    def _acquire(self, wait_seconds: float, on_wait: Callable[[str], None]) -> None:
        with suppress(Timeout):
            self._lock.acquire(timeout=0)
            return
        on_wait(self._holder())
        try:
            self._lock.acquire(timeout=wait_seconds)
        except Timeout:
            raise LockedError(
                f"RUM-001 {self._path}: masih dipakai {self._holder()}; sudah ditunggu {wait_seconds:.0f} detik. "
                "Tunggu sampai proses itu selesai, atau hentikan bila macet, lalu jalankan lagi."
            ) from None

    def _holder(self) -> str:
        return str(Holder.read(self._told) or "proses lain")


@contextmanager
def locked(path: Path, wait_seconds: float) -> Iterator[None]:
    """Runs a block as the only process that has the lock in `path`."""
    lock = Lock(path)
    lock.take(wait_seconds)
    try:
        yield
    finally:
        lock.let_go()
