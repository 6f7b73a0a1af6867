"""Limits of a file in this process, which follow the memory it may take."""

from __future__ import annotations

from ingest.formats.model import Limits
from ingest.machine import RESERVED_BYTES, memory_of_file


def limits_here() -> Limits:
    """The limits of a file that is read in this process.

    Its own bound on memory goes before the machine's share.
    """
    return Limits.within(_bound() or memory_of_file())


def _bound() -> int | None:
    """The bytes that this process was bound to (`ingest.sandbox.bounds`), where the system can."""
    try:
        import resource
    except ImportError:
        return None
    bound = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if bound == resource.RLIM_INFINITY else max(bound - RESERVED_BYTES, 0)
