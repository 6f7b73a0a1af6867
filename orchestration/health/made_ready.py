"""Makes a home ready for a run.

What is damaged is made anew, what nothing can make again stops the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ingest.acceptance.remade import damaged_parts, damaged_rows, remake_accepted, remake_conformed
from ingest.sandbox.readers import shared_readers
from ingest.whole import put_right, set_aside, twin_of
from linkage.identity.ledger import state_path
from orchestration.health.ailments import Ailment, HomeError
from orchestration.health.folders import close_folders, open_to_readers, sweep_scraps
from orchestration.health.identity_key import key_ailments
from orchestration.health.kept_by_people import mend_kept
from orchestration.installation import Installation
from orchestration.progress import holding

Say = Callable[[str], None]
_MOST_NAMED = 5


# (home, semester) -> the lock under which its stores were looked at
_made_ready: dict[tuple[Path, str], object] = {}


def ready(site: Installation, semester: str, say: Say = lambda _: None) -> None:
    """Makes the home ready once a run, before any store is used.

    HomeError when people have to do something first.
    """
    held = holding(site.settings.home)
    if held is None or _made_ready.get((site.settings.home, semester)) is not held:
        make_ready(site, semester, say)
    if held is not None:
        _made_ready[site.settings.home, semester] = held


def make_ready(site: Installation, semester: str, say: Say = lambda _: None) -> None:
    """Looks at every store that a run of `semester` uses, mends it and tells.

    HomeError with all that people have to do first; nothing is changed then that was whole.
    """
    if site.ledger.mended:
        say(site.ledger.mended)
    sweep_scraps(site.settings.home)
    close_folders(site.store)
    if site.settings.readers and not open_to_readers(site.store, site.settings.readers):
        say(Ailment("RUM-029", site.settings.readers).sentence())  # a run does not stop for it
    states = _mend_states(site.store.linkage)
    mended, grave = mend_kept(site.store, site.ledger)
    grave += key_ailments(site.settings.home, site.ledger)
    if grave:
        raise HomeError(grave)
    for ailment in (*states, *mended, *_mend_rows(site, semester)):
        say(ailment.sentence())


def _mend_states(linkage: Path) -> list[Ailment]:
    """States of the ids: restored from their twins, or set aside to be linked again."""
    mended: list[Ailment] = []
    for semester in states_ever(linkage):
        path = state_path(linkage, semester)
        fate = put_right(path)
        if fate == "lost":
            set_aside(path)
            set_aside(twin_of(path))
        if fate in ("restored", "lost"):
            mended.append(Ailment("RUM-013" if fate == "restored" else "RUM-014", str(path)))
    return mended


def states_ever(linkage: Path) -> list[str]:
    """The semesters that have a state, or a twin of one."""
    folder = state_path(linkage, "").parent
    return sorted(
        {path.stem for each in (folder, twin_of(folder / "x").parent) for path in each.glob("[0-9]*.parquet")}
    )


def _mend_rows(site: Installation, semester: str) -> list[Ailment]:
    """Makes anew what was read and what was put together.

    HomeError where rows that stand are lost.
    """
    store, ledger, catalogue = site.store, site.ledger, site.catalogue
    told: list[Ailment] = []
    damaged = damaged_rows(store, ledger, _near(site, semester))
    if damaged:
        remade = remake_conformed(store, ledger, catalogue, damaged, shared_readers(site.settings.bounds))
        if remade.lost:
            raise HomeError(
                Ailment("RUM-011", f"{row.semester}/{row.agency_id}/{row.file_name}") for row in remade.lost
            )
        told.append(Ailment("RUM-010", in_short(remade.files)))
    parts = damaged_parts(store, ledger, catalogue)
    if parts:
        told.append(Ailment("RUM-012", in_short(remake_accepted(store, ledger, catalogue, parts))))
    return told


def _near(site: Installation, semester: str) -> list[str]:
    """The semester and the one with files before it, whose rows a run reads."""
    before = [row.semester for row in site.ledger.submissions() if row.semester < semester]
    return [semester, *sorted(before)[-1:]]


def in_short(names: Iterable[str]) -> str:
    """The first few names, and how many more there are."""
    named = sorted(names)
    more = f" dan {len(named) - _MOST_NAMED} lainnya" if len(named) > _MOST_NAMED else ""
    return ", ".join(named[:_MOST_NAMED]) + more
