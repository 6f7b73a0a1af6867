"""Writes Disdukcapil's answer to the numbers that Bappeda sent in.

It has one row for each: padan, or why not.
"""

from __future__ import annotations

import numpy as np

from simulation.arrays import Ints, Objects, objects
from simulation.desk import Desk, day_first, upper
from simulation.listing import Listing
from simulation.pages import Column, PageBuilder, every_record
from simulation.publish import OfficeFile, publish
from simulation.randomness import draw
from simulation.wordlists import pairs

AGENCY = "disdukcapil"
_MATCH = tuple(
    Column(heading, field)
    for heading, field in pairs("""nik=nik|no_kk=family_card_no|nama=full_name|jenis_kelamin=sex
tempat_lahir=birth_place|tanggal_lahir=birth_date|nama_ibu=mother_name|alamat=address|rt=rt|rw=rw
kelurahan=village_name|kecamatan=district_name|status_padan=registry_status|tanggal_status=status_date""")
)
_SENT_FOR = ("KKS", "PKH", "BPNT", "PBI_JK", "CBP")
_ANSWER_DAYS = 12  # before the end of the semester
_NOT_FOUND = 0.015  # numbers sent with a typing slip: the registry finds nobody under them


def write(desk: Desk) -> None:
    """`hasil_padan_2017-S1.csv`: what the registry holds, or the slip as sent where nobody has the number."""
    listing = _match_listing(desk)
    builder = PageBuilder("", _MATCH, listing)
    builder.header()
    builder.rows(every_record(listing))
    publish(desk, OfficeFile(AGENCY, "registry_match", f"hasil_padan_{desk.semester}.csv", [builder.page]), listing)


def _match_listing(desk: Desk) -> Listing:
    person = np.unique(np.concatenate([desk.enrolments.receivers[code] for code in _SENT_FOR]))
    listing = desk.list_people(AGENCY, "registry_match", person, np.zeros(len(person), dtype=bool))
    city, regions = desk.city, desk.city.regions
    people, families = city.people, city.families
    family = listing.family
    village = families.village[family]  # the registry has the newest card and address of everybody
    listing.village, listing.marks = village, []
    listing.cells |= {
        "family_card_no": objects([str(card) for card in families.card[family].tolist()]),
        "address": families.street[family].copy(), "village_name": upper(regions.name[village]),
        "rt": objects([f"{rt:03d}" for rt in families.rt[family].tolist()]),
        "rw": objects([f"{rw:03d}" for rw in families.rw[family].tolist()]),
        "district_name": upper(regions.district_name[regions.district[village]]),
        "birth_date": day_first(people.birth[person]),
    }  # fmt: skip
    died, left = ~np.isnat(people.died[person]), ~np.isnat(people.left[person])
    status = np.select([died, left], ["meninggal", "pindah"], "padan").astype(object)
    listing.cells["registry_status"] = status
    listing.cells["status_date"] = _status_dates(desk, person)
    _not_found(desk, listing)
    return listing


def _status_dates(desk: Desk, person: Ints) -> Objects:
    """Day of death or departure; of the others the day of the answer."""
    people = desk.city.people
    answered = np.full(len(person), np.datetime64(desk.semester.last_day, "D") - _ANSWER_DAYS)
    days = np.where(np.isnat(people.died[person]), people.left[person], people.died[person])
    return day_first(np.where(np.isnat(days), answered, days))


def _not_found(desk: Desk, listing: Listing) -> None:
    """Rows whose number was sent with one digit wrong (fault 8).

    Nobody has the number, and all else stays empty.
    """
    chance = draw(listing.person, desk.city.seed, "slip", desk.semester)
    rows = np.flatnonzero((chance < _NOT_FOUND) & (listing.cells["registry_status"] == "padan"))
    taken = set(desk.city.people.nik.tolist())
    right = desk.city.people.nik[listing.person[rows]].tolist()
    # a digit of the serial is wrong, so that the date in the number stays a possible one
    wrong = [next(str(slip) for slip in range(nik + 10, nik + 10_000, 10) if slip not in taken) for nik in right]
    listing.spoil("nik", rows, objects(wrong), 8, None)
    listing.cells["registry_status"][rows] = "tidak padan"
    for field in ("family_card_no", "birth_place", "birth_date", "mother_name", "address", "rt", "rw"):
        listing.cells[field][rows] = None
