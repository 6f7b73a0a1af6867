"""Bounds the cost of reading one file, and makes a process keep to them."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder

from ingest.machine import RESERVED_BYTES, memory_of_file


@dataclass(frozen=True)
class Bounds:
    """The most that reading one file may cost.

    The largest list of a city takes 30 s and 1 GiB; memory follows the machine's.
    """

    seconds: float = 300.0
    memory_bytes: int = field(default_factory=memory_of_file)


def bound_memory(most: int) -> None:
    """Lets an allocation of this process beyond `most` bytes fail, where the system can.

    What threads reserve is not counted.
    """
    try:
        import resource
    except ImportError:
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most + RESERVED_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))


def do_without(module: str) -> None:
    """Makes `module` one that is not installed, for this process."""
    sys.meta_path.insert(0, _Missing(module))


@dataclass(frozen=True)
class _Missing(MetaPathFinder):
    module: str

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname == self.module:
            raise ModuleNotFoundError(f"{fullname} is not loaded here", name=fullname)
