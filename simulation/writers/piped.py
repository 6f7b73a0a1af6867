"""Writes a list between pipes as hand-overs come.

Cells are quoted or not, inner quotes not doubled, bytes of two encodings.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulation.arrays import Mask, Objects


def write_piped(
    path: Path, headings: Sequence[str], columns: Sequence[Objects], *, quoted: bool, ending: str, in_latin: Mask
) -> None:
    """Writes the columns below their headings; lines of `in_latin` in Latin-1, all others in UTF-8."""
    mark = '"' if quoted else ""
    with path.open("wb") as stream:
        stream.write((f"{mark}|{mark}".join(headings).join((mark, mark)) + ending).encode())
        for latin, cells in zip(in_latin.tolist(), zip(*columns, strict=True), strict=True):
            line = f"{mark}|{mark}".join("" if cell is None else str(cell) for cell in cells)
            stream.write((line.join((mark, mark)) + ending).encode("latin-1" if latin else "utf-8"))
