"""Dinas Perdagangan: aid in goods to traders and small businesses."""

from __future__ import annotations

import numpy as np

from simulation.arrays import Objects, digits, objects
from simulation.city import MALE
from simulation.desk import Desk, Receipts, day_first
from simulation.fault_values import misspell_villages, vary_amounts, vary_dates, vary_sex
from simulation.faults import IdentifierFaults, Planter
from simulation.listing import Listing, constant
from simulation.pages import Column, PageBuilder, every_record
from simulation.publish import LayoutFault, OfficeFile, publish
from simulation.randomness import choose, choose_weighted, draw_integers
from simulation.traits import phone

AGENCY = "disdag"
_UMKM = (
    Column("No", "#", width=5), Column("NIK", "nik", width=19), Column("Nama Lengkap", "full_name", width=28),
    Column("Tanggal Lahir", "birth_date"), Column("Usia", "age_years", width=6), Column("Jenis Kelamin", "sex"),
    Column("No Telp", "phone"), Column("Nama Jln", "address", width=30),
    Column("Desa/Keluarahan", "village_name", width=18), Column("Kecamatan", "district_name", width=16),
    Column("Nama Usaha", "business", width=22), Column("NIB", "nib", width=15), Column("Bidang Usaha", "trade"),
    Column("Omset Pertahun", "turnover"), Column("JENIS BANTUAN", "component", width=20),
    Column("JUMLAH", "benefit_quantity"), Column("SATUAN", "benefit_unit"), Column("Ket", "note"),
)  # fmt: skip
_GOODS = [
    ("MESIN JAHIT", "unit"),
    ("ETALASE", "unit"),
    ("GEROBAK", "unit"),
    ("KOMPOR GAS", "buah"),
    ("FREEZER", "unit"),
    ("BLENDER", "buah"),
    ("TENDA JUALAN", "set"),
]
_TRADES = objects(["KULINER", "JAHITAN", "KELONTONG", "IKAN KERING", "BENGKEL", "LAUNDRY", "SAYUR", "KUE TRADISIONAL"])


def write(desk: Desk) -> None:
    """Writes `Bantuan UMKM 2017-S1.xlsx`, whose table starts in column B.

    `Desa/Keluarahan` is misspelt in real headers too.
    """
    listing = _umkm_listing(desk)
    builder = PageBuilder("UMKM", _UMKM, listing, left=1)
    builder.blank()
    builder.titles("DAFTAR PENERIMA BANTUAN PEDAGANG DAN UMKM", f"DINAS PERDAGANGAN KOTA PAREPARE - {desk.period}")
    builder.blank()
    header_row = builder.next_row
    builder.header()
    builder.rows(every_record(listing), header_every=250)
    goods = sum(listing.cells["benefit_quantity"].tolist())
    total_row = builder.next_row
    is_stored = desk.semester.half == 1  # in the second semester the file holds the SUM formula without its value
    builder.total("JUMLAH", {"benefit_quantity": goods}, stored=is_stored)
    builder.line("note", ["Sumber: Bidang Perdagangan, data diolah"], merge=4)
    faults = [
        LayoutFault(12, "UMKM", header_row),
        LayoutFault(13, "UMKM", total_row),
        LayoutFault(17, "UMKM", header_row),
    ]
    name, stated = f"Bantuan UMKM {desk.semester}.xlsx", goods if is_stored else None
    file = OfficeFile(AGENCY, "umkm_aid", name, [builder.page], stated_total=stated, layout_faults=faults)
    publish(desk, file, listing)


def _umkm_listing(desk: Desk) -> Listing:
    person = desk.enrolments.receivers["UMKM"]
    listing = desk.list_people(AGENCY, "umkm_aid", person)
    listing.leave_out("family_card_no")
    desk.receipts["UMKM"] = Receipts(person, np.ones(len(person), dtype=bool))
    people, count = desk.city.people, len(person)
    births = people.birth[person]
    kind = choose_weighted(person, [1.0] * len(_GOODS), "goods").tolist()
    trade = choose(person, _TRADES, "trade")
    listing.cells |= {
        "birth_date": day_first(births), "age_years": objects(desk.city.age()[person].tolist()),
        "sex": np.where(people.sex[person] == MALE, "Laki-laki", "Perempuan").astype(object), "phone": phone(person),
        "business": _business_names(trade, listing), "nib": digits(7_712_000_000_000 + person, 13), "trade": trade,
        "turnover": objects((draw_integers(person, 60, "turnover") * 1_000_000 + 6_000_000).tolist()),
        "component": objects([_GOODS[at][0] for at in kind]), "benefit_unit": objects([_GOODS[at][1] for at in kind]),
        "benefit_quantity": objects((1 + draw_integers(person, 2, "goods count")).tolist()),
        "note": constant(None, count),
    }  # fmt: skip
    planter = Planter(desk, AGENCY, "umkm_aid", listing)
    planter.names("full_name", 0.15)
    planter.identifiers("nik", IdentifierFaults(number=0.03, marked=0.04, empty=0.03))
    _age_only(planter, 0.08)
    vary_dates(planter, "birth_date", births, {"in words": 0.15, "slashes": 0.1, "real date": 0.1})
    vary_sex(planter, 0.1)
    vary_amounts(planter, "turnover", 0.3)
    misspell_villages(planter, 0.08)
    planter.double_entries(0.006)
    return listing


def _business_names(trade: Objects, listing: Listing) -> Objects:
    pairs = zip(trade.tolist(), listing.cells["full_name"].tolist(), strict=True)
    return objects([f"{kind} {name.split()[-1]}" for kind, name in pairs])


def _age_only(planter: Planter, rate: float) -> None:
    """Leaves the birth date out where the age stands beside it (fault 17)."""
    rows = planter.pick("birth_date", "age only", rate)
    planter.listing.spoil("birth_date", rows, constant(None, len(rows)), 17, None)
