"""Dinas Perumahan dan Kawasan Permukiman: houses repaired (RTLH), in the national import sheet."""

from __future__ import annotations

import numpy as np

from simulation.arrays import Ints, objects
from simulation.desk import Desk, Receipts, day_first
from simulation.fault_values import amounts_in_millions, misspell_villages, rt_rw_forms, vary_amounts, vary_dates
from simulation.faults import IdentifierFaults, Planter
from simulation.listing import Listing, constant
from simulation.pages import Column, PageBuilder, every_record
from simulation.publish import OfficeFile, publish
from simulation.randomness import choose_weighted, draw_integers

AGENCY = "perkim"
_RTLH = (
    Column("provinsi", "province_name"), Column("kabkot", "regency_name"), Column("kecamatan", "district_name"),
    Column("desa", "village_name"), Column("nik", "nik", width=19), Column("nama", "full_name", width=26),
    Column("alamat", "address", width=30), Column("rw", "rw"), Column("rt", "rt"),
    Column("nilai_bantuan", "benefit_amount_idr"), Column("lpj", "status_text"), Column("tgl_lpj", "benefit_date"),
    Column("sumber_dana", "budget_source"), Column("tahun_anggaran", "budget_year"),
)  # fmt: skip
_AMOUNTS = np.array([20_000_000, 17_500_000, 15_000_000])


def rtlh_amounts(receivers: Ints) -> Ints:
    """Rupiah of each house."""
    amounts: Ints = _AMOUNTS[choose_weighted(receivers, [0.5, 0.35, 0.15], "rtlh")]
    return amounts


def write(desk: Desk) -> None:
    """`RTLH 2017-S1.xlsx`: headings in the first row, one house a row."""
    listing = _rtlh_listing(desk)
    builder = PageBuilder("Sheet1", _RTLH, listing)
    builder.header()
    builder.rows(every_record(listing))
    publish(desk, OfficeFile(AGENCY, "rtlh", f"RTLH {desk.semester}.xlsx", [builder.page]), listing)


def _rtlh_listing(desk: Desk) -> Listing:
    person = desk.enrolments.receivers["RTLH"]
    listing = desk.list_people(AGENCY, "rtlh", person)
    listing.leave_out("family_card_no")
    desk.receipts["RTLH"] = Receipts(person, np.ones(len(person), dtype=bool), rtlh_amounts(person))
    count = len(person)
    span = (desk.semester.last_day - desk.semester.first_day).days
    handed = np.datetime64(desk.semester.first_day, "D") + draw_integers(person, span, "lpj", desk.semester).astype(
        "timedelta64[D]"
    )
    listing.cells |= {
        "province_name": constant("SULAWESI SELATAN", count), "regency_name": constant("KOTA PAREPARE", count),
        "benefit_amount_idr": objects(rtlh_amounts(person).tolist()), "status_text": constant("sudah", count),
        "benefit_date": day_first(handed, "/"),
        "budget_source": np.where(person % 3 == 0, "APBD", "DAK").astype(object),
        "budget_year": constant(desk.semester.year, count),
    }  # fmt: skip
    planter = Planter(desk, AGENCY, "rtlh", listing)
    planter.names("full_name", 0.12)
    planter.identifiers("nik", IdentifierFaults(number=0.03, marked=0.05, empty=0.01))
    amounts_in_millions(planter, "benefit_amount_idr", 0.04)
    vary_amounts(planter, "benefit_amount_idr", 0.3)
    vary_dates(planter, "benefit_date", handed, {"in words": 0.2, "real date": 0.3})
    misspell_villages(planter, 0.06)
    rt_rw_forms(planter, "rt", 0.3)
    return listing
