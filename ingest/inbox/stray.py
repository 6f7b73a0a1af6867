"""Words what lies in an inbox where no agency's files are looked for."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path

from ingest.semester import is_semester

INBOX = "inbox"


def stray_words(name: str, agencies: Collection[str], *, is_folder: bool) -> str:
    """The fault of an unknown folder or a file outside all.

    It names the nearest agency.
    """
    near = get_close_matches(name, agencies, n=1)
    hint = f"mungkin maksudnya {near[0]!r}" if near else f"yang dikenal: {', '.join(sorted(agencies))}"
    what = "folder tidak dikenal" if is_folder else "berkas di luar folder instansi"
    return f"{what}, jadi tidak dibaca; {hint}."


def stray_above(path: Path, agencies: Collection[str]) -> str | None:
    """The words on a file in an inbox that no run reads; else None.

    >>> stray_above(Path("/data/inbox/2017-S1/dinsoss/kks.xlsx"), ["dinsos"])
    "folder tidak dikenal, jadi tidak dibaca; mungkin maksudnya 'dinsos'."
    >>> stray_above(Path("/data/inbox/2017-S1/dinsos/kks.xlsx"), ["dinsos"]) is None
    True
    """
    parts = path.parts
    for at, name in enumerate(parts[:-2]):
        if name == INBOX and is_semester(parts[at + 1]) and parts[at + 2] not in agencies:
            return stray_words(parts[at + 2], agencies, is_folder=len(parts) > at + 3)
    return None
