"""Python's collector of reference cycles, paused while millions of cells are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pauses the search for cycles: cells form none, and looking costs as much as reading.

    What was made counts as old afterwards, so that the next small search does not go through all of it either.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.unfreeze()  # into the oldest generation
            gc.enable()
