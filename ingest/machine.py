"""Tells the memory of this machine, and what of it one file may take."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_GROUPS = Path("/proc/self/cgroup")
_MOUNT = Path("/sys/fs/cgroup")
_UNKNOWN = 8 * 2**30
"""What is taken as there where no system tells."""
_TWO_READERS_FROM = 4 * 2**30
_SHARE_OF_ALL, _SHARE_OF_TWO = 0.75, 0.4
RESERVED_BYTES = 5 * 2**28
"""Addresses that a process reserves for its threads and never fills; the system's bound counts them all the same."""


@lru_cache(maxsize=1)
def memory_bytes() -> int:
    """The bytes of memory of the machine, or of the container that it is."""
    return min([_of_system(), *_of_groups(_GROUPS, _MOUNT)])


def readers() -> int:
    """The number of files that are read side by side.

    Each may hold the largest list of the city.
    """
    return 2 if memory_bytes() >= _TWO_READERS_FROM else 1


def memory_of_file() -> int:
    """The bytes of memory that reading one file may take."""
    return int(memory_bytes() * (_SHARE_OF_TWO if readers() == 2 else _SHARE_OF_ALL))


def _of_system() -> int:
    if sys.platform == "win32":
        import psutil

        return int(psutil.virtual_memory().total)
    with suppress(ValueError, OSError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return _UNKNOWN


def _of_groups(groups: Path, mount: Path) -> list[int]:
    """The bounds of the control groups of this process, of both versions of Linux.

    A container sees its own group as the root of the mount; without one the path leads there.
    """
    try:
        lines = groups.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers not in ("", "memory"):
            continue
        root = mount / "memory" if controllers else mount
        name = "memory.limit_in_bytes" if controllers else "memory.max"
        below = Path(path.lstrip("/"))
        for each in (below, *below.parents):
            with suppress(OSError, ValueError):  # "max" is no number: no bound
                found.append(int((root / each / name).read_text(encoding="ascii")))
    return found
