"""Dinas Tenaga Kerja: participants of training, one sheet, with what became of them."""

from __future__ import annotations

import numpy as np

from simulation.arrays import objects
from simulation.desk import Desk, Receipts, day_first
from simulation.fault_values import misspell_villages, short_years, vary_dates
from simulation.faults import IdentifierFaults, Planter
from simulation.listing import Listing, constant
from simulation.pages import Column, Page, PageBuilder, every_record
from simulation.publish import LayoutFault, OfficeFile, publish
from simulation.randomness import choose, choose_weighted
from simulation.traits import EDUCATION_NAMES, education, phone
from simulation.wordlists import phrases

AGENCY = "disnaker"
_TRAINING = (
    Column("NO", "#", width=5), Column("NIK", "nik", width=19), Column("NO KK", "family_card_no", width=19),
    Column("NAMA", "full_name", width=28), Column("TEMPAT LAHIR", "birth_place"), Column("TGL LAHIR", "birth_date"),
    Column("ALAMAT", "address", width=32), Column("RT", "rt", width=5), Column("RW", "rw", width=5),
    Column("KELURAHAN", "village_name", width=18), Column("KECAMATAN", "district_name", width=16),
    Column("NO HP", "phone"), Column("PENDIDIKAN", "education_level"),
    Column("JENIS PELATIHAN", "component", width=24), Column("ALASAN PELATIHAN", "note", width=24),
    Column("STATUS", "status_text", width=20),
)  # fmt: skip
STATUSES = ["Lulus", "Tidak Lulus", "Lulus Pelatihan Lain", "Blacklist", "Belum diverifikasi"]
_STATUS_WEIGHTS = [0.82, 0.08, 0.03, 0.01, 0.06]
_COURSES = phrases("""MENJAHIT|LAS LISTRIK|TATA BOGA|TATA RIAS|OTOMOTIF SEPEDA MOTOR|KOMPUTER OPERATOR|SERVIS AC
BARISTA|PERTUKANGAN KAYU|DESAIN GRAFIS""")
_REASONS = phrases("Mencari kerja|Ingin berwirausaha|Menambah keterampilan|Terkena PHK|Putus sekolah")


def write(desk: Desk) -> None:
    """Writes `Peserta Pelatihan Semester I 2017.xlsx`.

    It has a hidden sheet of drop-down lists and some hidden rows.
    """
    listing = _training_listing(desk)
    builder = PageBuilder("Peserta", _TRAINING, listing)
    builder.titles("DAFTAR PESERTA PELATIHAN KERJA", "DINAS TENAGA KERJA KOTA PAREPARE", desk.period)
    header_row = builder.next_row
    builder.header()
    records = every_record(listing)
    third = len(records) // 3
    builder.rows(records[:third])
    builder.rows(records[third : third + 5], hidden=True)
    builder.rows(records[third + 5 :])
    builder.signature(f"Parepare, {desk.closing_day}", "Kepala Dinas Tenaga Kerja")
    faults = [
        LayoutFault(12, "Peserta", header_row),
        LayoutFault(14, "Peserta", header_row + third + 1),
        LayoutFault(14, "Pilihan", None, "TAB-003"),
    ]
    name = f"Peserta Pelatihan Semester {'I' * desk.semester.half} {desk.semester.year}.xlsx"
    publish(
        desk, OfficeFile(AGENCY, "training", name, [builder.page, _choices(listing)], layout_faults=faults), listing
    )


def training_status(desk: Desk) -> list[str]:
    """Status of each participant, in the order of the enrolments."""
    at = choose_weighted(
        desk.enrolments.receivers["TRAINING"], _STATUS_WEIGHTS, desk.city.seed, "training", desk.semester
    )
    return [STATUSES[index] for index in at.tolist()]


def _choices(listing: Listing) -> Page:
    builder = PageBuilder("Pilihan", (Column("JENIS PELATIHAN"), Column("STATUS")), listing)
    builder.header()
    for index, course in enumerate(_COURSES.tolist()):
        builder.line("hidden_sheet", [course, STATUSES[index] if index < len(STATUSES) else None])
    builder.page.hidden, builder.page.furniture_kind = True, "hidden_sheet"
    return builder.page


def _training_listing(desk: Desk) -> Listing:
    person = desk.enrolments.receivers["TRAINING"]
    status = objects(training_status(desk))
    listing = desk.list_people(AGENCY, "training", person, np.asarray(status == "Lulus", dtype=bool))
    desk.receipts["TRAINING"] = Receipts(
        person, listing.is_receipt.copy(), nominees=person[status == "Belum diverifikasi"]
    )
    births = desk.city.people.birth[person]
    listing.cells |= {
        "birth_date": day_first(births), "phone": phone(person), "status_text": status,
        "education_level": EDUCATION_NAMES[education(desk.city)[person]],
        "component": choose(person, _COURSES, "course"), "note": choose(person, _REASONS, "reason"),
        "blank": constant(None, len(person)),
    }  # fmt: skip
    planter = Planter(desk, AGENCY, "training", listing)
    planter.names("full_name", 0.12)
    planter.nameless(0.002)
    planter.identifiers("nik", IdentifierFaults(number=0.02, marked=0.05, empty=0.02))
    planter.identifiers("family_card_no", IdentifierFaults(number=0.02, empty=0.08))
    vary_dates(
        planter,
        "birth_date",
        births,
        {"real date": 0.3, "in words": 0.1, "short months": 0.05, "old months": 0.02, "dots": 0.02},
    )
    short_years(planter, "birth_date", births, 0.02)
    misspell_villages(planter, 0.06)
    planter.double_entries(0.01)
    return listing
