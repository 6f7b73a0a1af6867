"""True values of cells in one notation for all offices."""

from __future__ import annotations

from simulation.arrays import Objects, objects
from simulation.desk import Desk
from simulation.lifelike import AMBIGUOUS_DATE, ZEROS_LOST
from simulation.listing import Listing
from simulation.strange.dates import held_date
from simulation.truth import meant

DATES = ("birth_date", "benefit_date", "status_date")
_YES, _NO = frozenset({"Ya", "1", "True"}), frozenset({"Tidak", "2", "0", "False"})
_SEX = {"L": "L", "Laki-laki": "L", "1": "L", "P": "P", "Perempuan": "P", "2": "P"}
# Faults of writing, behind which the true value can still be read; all others leave something else in the cell.
_READABLE = (3, 8, 10, 11, 15, 16, 18, 19)
_NOTHING_LEFT = (17, AMBIGUOUS_DATE, ZEROS_LOST)
_STILL_READ = {"NIK-007", "NIK-009", "KK-009", "TGL-006"}


def is_answer(field: str) -> bool:
    """True for a field that is answered with yes or no."""
    return field.startswith(("is_", "has_"))


def true_value(field: str, cell: str | None) -> str | None:
    """The notation of the truth for a cell as its office meant it."""
    if cell is None:
        return None
    if field in DATES:
        day = held_date(cell)
        return day.isoformat() if day else cell
    if field == "sex":
        return _SEX.get(cell, cell)
    if is_answer(field):
        return "true" if cell in _YES else "false" if cell in _NO else cell
    return cell


def true_cells(desk: Desk, listing: Listing) -> dict[str, Objects]:
    """Cells of every field as the office meant them, before any fault and form."""
    truths = {}
    for field in listing.cells:
        told = meant(listing, field)
        truths[field] = objects([true_value(field, cell) for cell in told.tolist()])
    if "village_name" in listing.cells:
        truths["village_name"] = desk.city.regions.name[listing.village]
    return truths


def readable_cells(listing: Listing, before: dict[str, Objects], truths: dict[str, Objects]) -> dict[str, Objects]:
    """Cells of every field as a perfect reader finds them: truth, slip, or None.

    `before` = the cells with all slips, but not yet in the office's forms.
    """
    found = {field: cells.copy() for field, cells in truths.items()}
    for mark in listing.marks:
        if mark.field not in found:
            continue
        if (mark.code is not None and mark.code not in _STILL_READ) or mark.fault_no in _NOTHING_LEFT:
            found[mark.field][mark.rows] = None
        elif mark.code is None and mark.fault_no not in _READABLE:
            written = before[mark.field][mark.rows].tolist()
            found[mark.field][mark.rows] = [None if cell is None else str(cell) for cell in written]
    return found
