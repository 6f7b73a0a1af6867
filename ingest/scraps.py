"""Names the scraps of a process, and removes those of dead ones.

A scrap is what is written before it counts. It may hold rows of people, and nothing else would look at it. Its name
tells the machine and the process that made it: a number of a process says nothing about one of another machine that
shares the folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

SCRAP_SUFFIX = ".part"
_SCRAP = re.compile(rf".*?\.(?:(?P<machine>[0-9a-f]{{8}})\.)?(?P<maker>\d+)-[^.]*{re.escape(SCRAP_SUFFIX)}")
_IN_TEMP = "sinergi-"
_OLD_IN_TEMP = re.compile(r"sinergi-(check|near|linkage)-[^.]*")  # of an earlier release
_DEAD_AFTER_SECONDS = 24 * 3600
"""No write takes so long: then what another machine was writing, or nobody knows who, is dead."""


def scrap_prefix(name: str = "") -> str:
    """The beginning of the name of what this process writes before it counts.

    `name` is what it is to become.
    """
    return f".{name}.{_machine()}.{os.getpid()}-"


def is_orphan(path: Path) -> bool:
    """True for a scrap whose process is gone.

    Or is this one, which writes nothing yet. One of another machine, whose processes cannot be asked about, once it is
    a day old.
    """
    found = _SCRAP.fullmatch(path.name)
    if found is None:
        return False
    if found["machine"] not in (None, _machine()):
        return _is_old(path)
    return has_ended(int(found["maker"]))


def sweep(paths: Iterable[Path]) -> int:
    """Removes the scraps among `paths` whose process is gone; gives how many."""
    gone = [path for path in paths if is_orphan(path)]
    for path in gone:
        _remove(path)
    return len(gone)


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A private folder in the system's place for temporary files, gone at the end.

    What killed processes of this user left of theirs goes at the beginning.
    """
    sweep_temp()
    prefix = f"{_IN_TEMP}{name}.{_machine()}.{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, suffix=SCRAP_SUFFIX) as folder:
        yield Path(folder)


def sweep_temp() -> None:
    """Removes the folders of `scratch` that killed processes of this user left, on this machine."""
    for path in Path(tempfile.gettempdir()).glob(f"{_IN_TEMP}*"):
        if not _is_own_folder(path):
            continue
        found = _SCRAP.fullmatch(path.name)
        is_dead = not is_alive(int(found["maker"])) if found and found["machine"] == _machine() else _is_old(path)
        if is_dead and (found or _OLD_IN_TEMP.fullmatch(path.name)):
            _remove(path)


def has_ended(pid: int) -> bool:
    """True for a process that is gone, or whose number this one bears.

    For whoever has begun nothing yet: in a container each run is process 1.
    """
    return pid == os.getpid() or not is_alive(pid)


def is_alive(pid: int) -> bool:
    """True for a process of this machine that has not ended.

    True for any where the system does not let one ask.
    """
    if os.name == "nt":  # to ask there is to send a signal
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _machine() -> str:
    """Stands for this machine's name, which may hold dots and be long."""
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]


def _is_old(path: Path) -> bool:
    """True for what nobody wrote to for a day; False for what is gone meanwhile."""
    try:
        return path.lstat().st_mtime < time.time() - _DEAD_AFTER_SECONDS
    except OSError:
        return False


def _is_own_folder(path: Path) -> bool:
    """True for a folder of this user, not a link: anybody may put names there."""
    if os.name == "nt":  # each user has a place of their own there
        return path.is_dir()
    try:
        return path.is_dir() and not path.is_symlink() and path.lstat().st_uid == os.getuid()
    except OSError:
        return False


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
