"""Plants slips of life that no check of form can see.

Faults of domain notes 3.2 are seen in the cell; these are not. They are on in strange cities and at fault level `life`;
all other cities stay as they were. Numbers of these faults begin at 101.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulation.arrays import Ints, Mask, digits, objects
from simulation.faults import Planter, whole_numbers
from simulation.randomness import draw
from simulation.wordlists import words

DIGIT, SWAPPED, CARD, FIRST_NAME, NEIGHBOUR, DRAGGED, ADDRESS, AMBIGUOUS_DATE, ZEROS_LOST = range(101, 110)
FAULT_NAMES = {
    DIGIT: "NIK: one digit off, still valid", SWAPPED: "NIK: two digits swapped, still valid",
    CARD: "NIK: family card number, no card column", FIRST_NAME: "name: first name alone",
    NEIGHBOUR: "NIK: of the neighbour in the list", DRAGGED: "NIK: dragged down over the rows below",
    ADDRESS: "address: as people write it", AMBIGUOUS_DATE: "date: month first, may be read both ways",
    ZEROS_LOST: "number of a register: typed as a number, zeros in front are gone",
}  # fmt: skip
_NOT_A_NAME_ALONE = frozenset(words("I LA WE NI A AMBO INDO ANDI SITTI NUR ABDUL MUHAMMAD"))
_LONGEST_DRAG = 4
_NO_OFFICE_TYPES = ("registry_match", "dtsen")  # registers: their numbers are not typed by an office


@dataclass(frozen=True)
class LifeRates:
    """Shares of rows at level 1; `old_news` bounds the changes that a list missed."""

    digit: float = 0.010
    swapped: float = 0.003
    card: float = 0.006
    first_name: float = 0.020
    neighbour: float = 0.003
    dragged: float = 0.0008
    address: float = 0.350
    old_news: tuple[float, float] = (0.1, 0.9)
    old_card_row: float = 0.15  # rows that are behind, or ahead, of the rest of their list

    def unheard(self, keys: Ints, person: Ints, *labels: object) -> tuple[Mask, Mask]:
        """Rows for which the list has the old address, and the old card."""
        low, high = self.old_news
        share = low + (high - low) * float(draw(np.array([7]), *labels, "old news")[0])
        address = draw(keys, *labels, "stale") < share
        differs = draw(person, *labels, "stale row") < self.old_card_row
        return address, address ^ differs


def plant_life(planter: Planter, rates: LifeRates, table: str, order: Ints, *, has_card: bool) -> None:
    """Plants all slips into a list of persons that stand in `order` on paper."""
    listing = planter.listing
    if table in _NO_OFFICE_TYPES or not (listing.person >= 0).all() or not len(listing):
        return
    if "nik" in listing.cells:
        if not has_card:
            _cards_for_niks(planter, rates.card)
        _slips(planter, "digit", rates.digit, DIGIT, _digit_off)
        _slips(planter, "swapped", rates.swapped, SWAPPED, _two_swapped)
        _drag(planter, rates, order)
    _rewrite(planter, "full_name", rates.first_name, FIRST_NAME, _first_name)
    if "address" in listing.cells:
        _rewrite(planter, "address", rates.address, ADDRESS, _as_people_write)


def is_valid_nik(number: str) -> bool:
    """True when the 16 digits hold a possible date and a serial."""
    day, month, year = int(number[6:8]), int(number[8:10]), 2000 + int(number[10:12])
    day -= 40 * (day > 40)
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] and number[12:] != "0000"


def _digit_off(nik: str, luck: int) -> str | None:
    """Changes a digit, never the first two, so that nobody living has the number."""
    for turn in range(14 * 9):
        at, step = 2 + (luck + turn) % 14, 1 + (luck // 14 + turn) % 9
        slip = nik[:at] + str((int(nik[at]) + step) % 10) + nik[at + 1 :]
        if is_valid_nik(slip):
            return slip
    return None


def _two_swapped(nik: str, luck: int) -> str | None:
    for turn in range(13):
        at = 2 + (luck + turn) % 13
        slip = nik[:at] + nik[at + 1] + nik[at] + nik[at + 2 :]
        if slip != nik and is_valid_nik(slip):
            return slip
    return None


def _slips(planter: Planter, name: str, rate: float, number: int, slip: Callable[[str, int], str | None]) -> None:
    among = whole_numbers(planter.listing.cells["nik"])
    rows = planter.pick("nik", name, rate, among)
    luck = planter.luck(rows, 1000, name, "how").tolist()
    cells = planter.listing.cells["nik"][rows].tolist()
    written = [slip(nik, chance) or nik for nik, chance in zip(cells, luck, strict=True)]
    planter.listing.spoil("nik", rows, objects(written), number, None)


def _cards_for_niks(planter: Planter, rate: float) -> None:
    """Puts the card's number for the person's, where no column holds the card."""
    rows = planter.pick("nik", "card", rate, whole_numbers(planter.listing.cells["nik"]))
    cards = planter.desk.city.families.card[planter.listing.family[rows]]
    planter.listing.spoil("nik", rows, digits(cards, 16), CARD, None)


def _drag(planter: Planter, rates: LifeRates, order: Ints) -> None:
    """The number of the row above, typed once or dragged over up to four rows."""
    listing = planter.listing
    place = np.empty(len(listing), dtype=np.int64)
    place[order] = np.arange(len(order))
    column = listing.cells["nik"]
    for name, rate, number in (("neighbour", rates.neighbour, NEIGHBOUR), ("dragged", rates.dragged, DRAGGED)):
        rows = planter.pick("nik", name, rate, place[: len(listing)] > 0)
        lengths = planter.luck(rows, _LONGEST_DRAG - 1, name, "length").tolist()
        for row, length in zip(rows.tolist(), lengths, strict=True):
            run = order[place[row] : place[row] + (length + 2 if number == DRAGGED else 1)]
            above = int(order[place[row] - 1])
            run = run[listing.free("nik")[run] & (listing.person[run] != listing.person[above])]
            if not listing.free("nik")[above] or not isinstance(column[above], str) or not len(run):
                continue
            listing.spoil("nik", run, objects([column[above]] * len(run)), number, "NIK-008")
            listing.taken["nik"][above] = True


def _rewrite(planter: Planter, field: str, rate: float, number: int, write: Callable[[str, int], str]) -> None:
    filled = np.array([isinstance(cell, str) and bool(cell) for cell in planter.listing.cells[field].tolist()])
    rows = planter.pick(field, number, rate, filled)
    luck = planter.luck(rows, 1000, field, number).tolist()
    written = [write(cell, at) for cell, at in zip(planter.listing.cells[field][rows].tolist(), luck, strict=True)]
    changed = np.array(
        [new != old for new, old in zip(written, planter.listing.cells[field][rows].tolist(), strict=True)]
    )
    if len(rows):
        planter.listing.spoil(field, rows[changed], objects(written)[changed], number, None)


def _first_name(name: str, luck: int) -> str:
    parts = name.split()
    keep = 2 if parts[0] in _NOT_A_NAME_ALONE and luck % 3 else 1
    return " ".join(parts[:keep])


_NEAR = ("DEKAT MASJID", "BELAKANG PASAR", "SAMPING SD", "DEPAN PUSKESMAS", "DEKAT KANTOR LURAH")


def _as_people_write(address: str, luck: int) -> str:
    """`JL. PELITA NO. 5` as `Jln Pelita 5`, `PELITA` or `Jalan Pelita dekat masjid`."""
    street = address.partition(" NO. ")[0].removeprefix("JL. ").strip()
    number = address.partition(" NO. ")[2]
    is_street = address.startswith("JL. ")
    lead = ("Jl.", "Jln ", "Jalan ", "JLN. ", "jl ", "JL ")[luck % 6] if is_street else ""
    near = _NEAR[luck % len(_NEAR)]
    forms = (
        f"{lead}{street.title()} {number}", f"{lead}{street.title()} No {number}", street,
        f"{lead}{street} No.{number}", f"{lead}{street.title()}",
        f"{lead}{street.title()} {near.lower()}", f"{lead.upper()}{street} {near}",
    )  # fmt: skip
    form = forms[luck // 6 % len(forms)] if number else forms[4 + luck // 6 % 3]
    return form.strip()
