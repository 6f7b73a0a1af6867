"""Notices the loss of what people decided, even where nothing is left of it.

Decisions about pairs, answers about declarations and the list of the forgotten are only added to, and kept twice. The
ledger knows how many there were: less than that, or none at all with no twin left, is a loss and not a beginning.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from ingest.forgotten import forgotten_path
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.whole import Fate, is_whole, put_right, set_aside, twin_of
from linkage.decisions.kept import path_of
from orchestration.health.ailments import Ailment, HomeError

_FACT = "kept: "


@dataclass(frozen=True)
class Kept:
    """One file of what people decided: name, place, codes for restored and for lost."""

    name: str
    path: Path
    restored: str
    lost: str

    @property
    def count(self) -> int | None:
        """The number of rows; None where the file is not whole."""
        return _rows_in(self.path)

    def noted(self, ledger: Ledger) -> int:
        """The number of rows that the ledger knows of."""
        return int(ledger.fact(_FACT + self.name) or 0)

    def note(self, ledger: Ledger, count: int) -> None:
        """Lets the ledger know how many there are."""
        if self.noted(ledger) != count:
            ledger.note_fact(_FACT + self.name, str(count))

    def fate(self, noted: int) -> Fate:
        """The fate of the file, of which `noted` rows are known; nothing is changed."""
        twin = twin_of(self.path)
        own, spare = self.count, _rows_in(twin)
        if own is not None and own >= noted:
            return "whole"
        if spare is not None and spare >= noted and self.restored:
            return "restored"
        return "lost" if noted or self.path.exists() or twin.exists() else "absent"


def kept_by_people(store: Store) -> tuple[Kept, ...]:
    """Everything that people decided and nothing can make again."""
    return (
        Kept("decisions", path_of(store.linkage), "RUM-023", "RUM-015"),
        Kept("forgotten", forgotten_path(store), "RUM-027", "RUM-028"),
        # restored without a word when the declarations are loaded, which every command does before anything else
        Kept("answers", store.rulings, "", "RUM-006"),
    )


def ailments_of_kept(store: Store, ledger: Ledger | None) -> list[Ailment]:
    """Everything that is wrong with it, nothing changed.

    Without a ledger as far as the files tell.
    """
    found: list[Ailment] = []
    for kept in kept_by_people(store):
        fate = kept.fate(kept.noted(ledger) if ledger else 0)
        if fate in ("restored", "lost"):
            found.append(Ailment(kept.restored if fate == "restored" else kept.lost, str(kept.path)))
    return found


def mend_kept(store: Store, ledger: Ledger) -> tuple[list[Ailment], list[Ailment]]:
    """(mended, lost): restored from the twins where that can be, else left as it is."""
    mended: list[Ailment] = []
    lost: list[Ailment] = []
    for kept in kept_by_people(store):
        fate = kept.fate(kept.noted(ledger))
        if fate == "lost":
            lost.append(Ailment(kept.lost, str(kept.path)))
            continue
        if fate == "restored":
            set_aside(kept.path)  # damaged, or older than its twin
            mended.append(Ailment(kept.restored, str(kept.path)))
        put_right(kept.path)
        kept.note(ledger, kept.count or 0)
    return mended, lost


@contextmanager
def changing(store: Store, ledger: Ledger, *, to_less: bool = False) -> Iterator[None]:
    """Lets the ledger know how many there are after the block.

    HomeError where some are lost: what is added now would go with a restored backup. Where the block takes some out,
    the ledger forgets their number first: stopped in between, that is no loss.
    """
    _, lost = mend_kept(store, ledger)
    if lost:
        raise HomeError(lost)
    if to_less:
        for kept in kept_by_people(store):
            kept.note(ledger, 0)
    yield
    for kept in kept_by_people(store):
        kept.note(ledger, kept.count or 0)
    ledger.keep_twin()


def give_up(kept: Kept, ledger: Ledger) -> None:
    """Begins anew without what is lost; what is left of it is set aside."""
    for path in (kept.path, twin_of(kept.path)):
        set_aside(path)
    kept.note(ledger, 0)
    ledger.keep_twin()


def _rows_in(path: Path) -> int | None:
    return pq.read_metadata(path).num_rows if is_whole(path) else None
