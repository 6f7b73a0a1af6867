"""Writes Dinas Ketahanan Pangan's list of rice of the food reserve.

It has one sheet per kecamatan with a band per kelurahan.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.arrays import Ints, Objects, objects
from simulation.desk import MONTHS, Desk, Receipts, in_words
from simulation.faults import IdentifierFaults, Planter
from simulation.listing import Listing, constant
from simulation.pages import Column, Page, PageBuilder
from simulation.publish import LayoutFault, OfficeFile, publish

AGENCY = "dkp"
KG = 10  # per family and month (domain notes 1.9)
_CBP = (
    Column("NO", "#", width=5), Column("NAMA PBP", "full_name", width=28), Column("NIK", "nik", width=19),
    Column("NO KK", "family_card_no", width=19), Column("TEMPAT/TANGGAL LAHIR", "birth_place_and_date", width=30),
    Column("ALAMAT", "address", width=32), Column("RT/RW", "rt_rw", width=10),
    Column("JUMLAH BERAS (KG)", "benefit_quantity"), Column("TANDA TANGAN"),
)  # fmt: skip


def write(desk: Desk) -> None:
    """Writes `CBP Cadangan Beras 2017-S1.xlsx`, with subtotals between the data.

    A REKAP sheet has all rows once more.
    """
    listing = _cbp_listing(desk)
    regions = desk.city.regions
    pages, faults = [], []
    for district, name in enumerate(regions.district_name.tolist()):
        villages = np.flatnonzero(regions.district == district)
        if not np.isin(listing.village, villages).any():
            continue
        page, rows = _district_page(desk, listing, name, villages)
        pages.append(page)
        faults += [LayoutFault(12, name, 5), *(LayoutFault(13, name, row) for row in rows)]
    pages.append(_recap(desk, listing))
    faults.append(LayoutFault(14, "REKAP", None, "TAB-004"))
    stated = int(sum(listing.cells["benefit_quantity"].tolist()))
    publish(
        desk,
        OfficeFile(
            AGENCY,
            "food_reserve_rice",
            f"CBP Cadangan Beras {desk.semester}.xlsx",
            pages,
            stated_total=stated,
            layout_faults=faults,
        ),
        listing,
    )


def _district_page(desk: Desk, listing: Listing, district: str, villages: Ints) -> tuple[Page, list[int]]:
    """The sheet of one kecamatan, and the rows of its totals."""
    builder = PageBuilder(district, _CBP, listing)
    builder.titles(
        "DAFTAR PENERIMA BANTUAN PANGAN (PBP) CADANGAN BERAS PEMERINTAH",
        f"KECAMATAN {district.upper()} KOTA PAREPARE",
        desk.period,
    )
    builder.blank()
    builder.header()
    totals = []
    whole = 0
    for village in villages.tolist():
        records = _sorted(listing, np.flatnonzero(listing.village == village))
        if not len(records):
            continue
        builder.line("place_band", [f"KELURAHAN : {desk.city.regions.name[village].upper()}"], merge=len(_CBP))
        builder.restart_numbers()
        builder.rows(records)
        kilograms = KG * len(records)
        totals.append(builder.next_row)
        builder.total("SUB JUMLAH", {"benefit_quantity": kilograms}, kind="subtotal")
        whole += kilograms
    totals.append(builder.next_row)
    builder.total("JUMLAH", {"benefit_quantity": whole})
    builder.signature(f"Parepare, {desk.closing_day}", f"Camat {district}")
    return builder.page, totals


def _recap(desk: Desk, listing: Listing) -> Page:
    builder = PageBuilder("REKAP", _CBP, listing)
    builder.titles("REKAP PENERIMA SE-KOTA PAREPARE")
    builder.header()
    builder.rows(_sorted(listing, np.arange(len(listing))))
    builder.page.furniture_kind = "recap_sheet"
    return builder.page


def _sorted(listing: Listing, records: Ints) -> Ints:
    return records[np.argsort(listing.cells["full_name"][records].astype(str), kind="stable")]


def _cbp_listing(desk: Desk) -> Listing:
    person = desk.enrolments.receivers["CBP"]
    listing = desk.list_people(AGENCY, "food_reserve_rice", person)
    desk.receipts["CBP"] = Receipts(person, np.ones(len(person), dtype=bool))
    listing.cells["birth_place_and_date"] = _place_and_date(desk, person)
    listing.cells["benefit_quantity"] = constant(KG, len(person))
    listing.cells["rt_rw"] = _rt_rw(listing)
    planter = Planter(desk, AGENCY, "food_reserve_rice", listing)
    planter.names("full_name", 0.14)
    planter.identifiers("nik", IdentifierFaults(number=0.01, empty=0.04))
    planter.identifiers("family_card_no", IdentifierFaults(empty=0.06))
    planter.spoil("birth_place_and_date", "other forms", 0.1, (16, None), _other_form)
    planter.double_entries(0.004)
    return listing


def _place_and_date(desk: Desk, person: Ints) -> Objects:
    people = desk.city.people
    pairs = zip(people.birth_place[person].tolist(), in_words(people.birth[person]).tolist(), strict=True)
    return objects([f"{place.title()}, {day}" for place, day in pairs])


def _other_form(cell: str, luck: int) -> str:
    """`Parepare, 17-08-1980` or `PAREPARE/17-08-1980` for `Parepare, 17 Agustus 1980`."""
    place, day = cell.split(", ")
    number, month, year = day.split()
    written = f"{int(number):02d}-{MONTHS.index(month) + 1:02d}-{year}"
    return f"{place}, {written}" if luck % 2 else f"{place.upper()}/{written}"


def _rt_rw(listing: Listing) -> Objects:
    forms: Sequence[str] = ("{0}/{1}", "RT {0} RW {1}", "{2}/{3}", "RT.{0}/RW.{1}")
    cells = zip(listing.cells["rt"].tolist(), listing.cells["rw"].tolist(), (listing.person % 8).tolist(), strict=True)
    return objects([forms[max(0, at - 4)].format(rt, rw, int(rt), int(rw)) for rt, rw, at in cells])
