"""Writes Dinas Sosial's lists KKS, PKH and BPNT.

KKS has a sheet per kelurahan, PKH a row per component; BPNT is an old .xls from the bank.
"""

from __future__ import annotations

import numpy as np

from simulation.arrays import Ints, digits, objects
from simulation.desk import Desk, Receipts
from simulation.fault_values import misspell_villages, rt_rw_forms, vary_amounts
from simulation.faults import IdentifierFaults, Planter
from simulation.listing import Listing, constant
from simulation.pages import Column, Page, PageBuilder, every_record
from simulation.programmes import component_codes
from simulation.publish import LayoutFault, OfficeFile, publish
from simulation.randomness import draw
from simulation.traits import bank_account, bank_card

AGENCY = "dinsos"
# Paid per family: Rp 1 890 000 a year flat in four stages of 500, 500, 500 and 390 thousand (domain notes 4.4).
PKH_IDR = {1: 1_000_000, 2: 890_000}
COMPONENTS = objects(["", "BUMIL", "BALITA", "SD", "SMP", "SMA", "LANSIA", "DISABILITAS BERAT"])
_MOST_COMPONENTS = 4
_MISCOUNTED = 5  # position of the kelurahan whose count is one too many

_KKS = (
    Column("NO", "#", width=5), Column("NAMA PENERIMA", "full_name", width=28), Column("NIK", "nik", width=19),
    Column("NO. KK", "family_card_no", width=19), Column("NO KKS", "card_no", width=19),
    Column("ALAMAT", "address", width=34), Column("RT", "rt", width=5), Column("RW", "rw", width=5),
    Column("KET", "status_text"),
)  # fmt: skip
_PKH = (
    Column("NO", "#", width=5), Column("NO PESERTA PKH", "card_no", width=17),
    Column("NAMA PENGURUS", "full_name", width=28), Column("NIK PENGURUS", "nik", width=19),
    Column("NO KK", "family_card_no", width=19), Column("NAMA ANGGOTA", "member_name", width=28),
    Column("KOMPONEN", "component"), Column("ALAMAT", "address", width=34), Column("RT", "rt", width=5),
    Column("RW", "rw", width=5), Column("KELURAHAN", "village_name", width=18),
    Column("KECAMATAN", "district_name", width=16), Column("TAHAP", "cycle"), Column("NOMINAL", "benefit_amount_idr"),
    Column("NO REKENING", "account", width=18, hidden=True), Column("BANK", "bank"), Column("KET", "status_text"),
)  # fmt: skip
_BPNT = (
    Column("No", "#", width=5), Column("NAMA_PENERIMA", "full_name"), Column("NOMOR_KARTU", "card_no"),
    Column("NIK_KTP", "nik"), Column("NOKK_DTKS", "family_card_no"), Column("IDARTBDT", "source_person_id"),
    Column("IDKELUARGA", "source_family_id"), Column("TAHAP", "cycle"), Column("BANSOS", "programme_text"),
    Column("ALAMAT", "address"), Column("NMPROP", "province_name"), Column("NMKAB", "regency_name"),
    Column("NMKEC", "district_name"), Column("NMKEL", "village_name"), Column("KET_TAMBAHAN", "status_text"),
)  # fmt: skip


def write_kks(desk: Desk) -> None:
    """`BNBA KKS Semester I 2017.xlsx`: the kelurahan stands in the sheet's name and title only."""
    listing = _kks_listing(desk)
    pages, faults, stated = [], [LayoutFault(14, "REKAP", None, "TAB-004")], 0
    for village in np.unique(listing.village).tolist():
        records = np.flatnonzero(listing.village == village)
        records = records[np.argsort(listing.cells["full_name"][records].astype(str), kind="stable")]
        # the office's own count is wrong on one sheet (TAB-006)
        told = len(records) + (1 if village == _MISCOUNTED and desk.level >= 1 else 0)
        builder = PageBuilder(desk.city.regions.name[village], _KKS, listing)
        faults += _fill_kks_page(desk, builder, records, told)
        pages.append(builder.page)
        stated += told
    pages.append(_recap(pages, listing))
    name = f"BNBA KKS Semester {'I' * desk.semester.half} {desk.semester.year}.xlsx"
    publish(desk, OfficeFile(AGENCY, "kks", name, pages, stated_total=stated, layout_faults=faults), listing)


def _fill_kks_page(desk: Desk, builder: PageBuilder, records: Ints, told: int) -> list[LayoutFault]:
    """Titles, data and `JUMLAH` of one kelurahan; the faults of its layout."""
    name, village = builder.page.name, int(builder.listing.village[records[0]])
    district = desk.city.regions.district_name[desk.city.regions.district[village]]
    builder.titles(
        "DAFTAR PENERIMA KARTU KELUARGA SEJAHTERA (KKS)",
        f"KOTA PAREPARE {desk.period}",
        f"KELURAHAN : {name.upper()}",
        f"KECAMATAN : {district.upper()}",
    )
    builder.blank()
    faults = [LayoutFault(12, name, builder.next_row), LayoutFault(14, name)]
    builder.header()
    builder.column_numbers()
    builder.rows(records, header_every=120 if village % 5 == 2 else 0)
    faults.append(LayoutFault(13, name, builder.next_row, None if told == len(records) else "TAB-006"))
    builder.total("JUMLAH", {"full_name": told})
    builder.signature(f"Parepare, {desk.closing_day}", f"Lurah {name}")
    return faults


def _kks_listing(desk: Desk) -> Listing:
    graduates = desk.enrolments.graduated["KKS"]
    person = np.r_[desk.enrolments.receivers["KKS"], graduates]
    has_graduated = np.isin(person, graduates)
    inactive = (draw(person, desk.city.seed, "kks inactive") < 0.02) & ~has_graduated
    receives = ~inactive & ~has_graduated
    listing = desk.list_people(AGENCY, "kks", person, receives)
    desk.receipts["KKS"] = Receipts(person, receives, graduates=graduates)
    listing.cells["card_no"] = bank_card(listing.family)
    aktif = draw(person, "kks aktif") < 0.3
    told = np.select([has_graduated, inactive, aktif], ["GRADUASI", "NONAKTIF", "AKTIF"], "")
    listing.cells["status_text"] = told.astype(object)
    planter = Planter(desk, AGENCY, "kks", listing)
    planter.names("full_name", 0.14)
    planter.nameless(0.0006)
    planter.identifiers("nik", IdentifierFaults(empty=0.015, marked=0.03))
    planter.identifiers("family_card_no", IdentifierFaults())
    rt_rw_forms(planter, "rt", 0.06)
    rt_rw_forms(planter, "rw", 0.06)
    planter.double_entries(0.004)
    return listing


def _recap(pages: list[Page], listing: Listing) -> Page:
    """A last sheet that says again how many each kelurahan has."""
    builder = PageBuilder("REKAP", (Column("NO"), Column("KELURAHAN", width=22), Column("JUMLAH KPM")), listing)
    builder.titles("REKAPITULASI PENERIMA KKS")
    builder.header()
    counts = [sum(len(item.records) for item in page.items if hasattr(item, "records")) for page in pages]
    for number, (page, count) in enumerate(zip(pages, counts, strict=True), start=1):
        builder.line("recap_sheet", [number, page.name, count])
    builder.line("recap_sheet", ["TOTAL", None, sum(counts)], merge=2)
    builder.page.furniture_kind = "recap_sheet"
    return builder.page


def write_pkh(desk: Desk) -> None:
    """Writes `PKH Tahap 2 2017.xlsx`: a row per member in whose right the family receives.

    The first of a family's rows has the amount.
    """
    listing = _pkh_listing(desk)
    stage = 2 * desk.semester.half
    builder = PageBuilder("PKH", _PKH, listing)
    builder.titles(
        "DAFTAR PESERTA PROGRAM KELUARGA HARAPAN (PKH)",
        f"KOTA PAREPARE {desk.period}",
        f"TAHAP {stage - 1} DAN {stage}",
    )
    builder.blank()
    header_row = builder.next_row
    builder.header()
    builder.rows(every_record(listing), header_every=1500)
    paid = sum(cell for cell in listing.cells["true_amount"].tolist() if cell)
    total_row = builder.next_row
    builder.total("JUMLAH", {"benefit_amount_idr": paid})
    builder.signature(f"Parepare, {desk.closing_day}", "Koordinator PKH Kota Parepare")
    faults = [LayoutFault(12, "PKH", header_row), LayoutFault(13, "PKH", total_row), LayoutFault(14, "PKH")]
    publish(
        desk,
        OfficeFile(
            AGENCY,
            "pkh",
            f"PKH Tahap {stage} {desk.semester.year}.xlsx",
            [builder.page],
            stated_total=paid,
            layout_faults=faults,
        ),
        listing,
    )


def pkh_members(desk: Desk) -> tuple[Ints, Ints, Ints]:
    """The receiver, member and member's component (0 = none left) per PKH row."""
    city = desk.city
    receivers = np.r_[desk.enrolments.receivers["PKH"], desk.enrolments.graduated["PKH"]]
    codes = component_codes(city)
    members = np.flatnonzero(codes > 0)
    members = members[np.argsort(city.people.family[members], kind="stable")]
    family = city.people.family[members]
    start = np.searchsorted(family, city.people.family[receivers], side="left")
    count = np.searchsorted(family, city.people.family[receivers], side="right") - start
    rows = np.clip(count, 1, _MOST_COMPONENTS)
    offset = np.arange(rows.sum()) - np.repeat(np.cumsum(rows) - rows, rows)
    receiver = np.repeat(receivers, rows)
    has_any = np.repeat(count > 0, rows)
    member = np.where(has_any, members[np.minimum(np.repeat(start, rows) + offset, len(members) - 1)], receiver)
    return receiver, member, np.where(has_any, codes[member], 0)


def _pkh_listing(desk: Desk) -> Listing:
    receiver, member, code = pkh_members(desk)
    graduates = desk.enrolments.graduated["PKH"]
    receives = ~np.isin(receiver, graduates)
    listing = desk.list_people(AGENCY, "pkh", receiver, receives)
    people = desk.city.people
    first = np.r_[True, receiver[1:] != receiver[:-1]]
    amount = np.where(first & receives, PKH_IDR[desk.semester.half], 0)
    desk.receipts["PKH"] = Receipts(receiver[first], receives[first], amount[first], graduates)
    cells = listing.cells
    cells["card_no"] = digits(7_772_000_000_000 + listing.family, 14)
    cells["member_name"] = people.name[member].copy()
    cells["component"] = COMPONENTS[code]
    cells["cycle"] = constant(f"{2 * desk.semester.half - 1}-{2 * desk.semester.half}", len(receiver))
    cells["benefit_amount_idr"] = objects([value or None for value in amount.tolist()])
    cells["true_amount"] = cells["benefit_amount_idr"].copy()
    cells["account"] = bank_account(listing.family)
    cells["bank"] = constant("BRI", len(receiver))
    cells["status_text"] = np.where(receives, "", "GRADUASI").astype(object)
    not_head = np.flatnonzero(desk.city.families.head[listing.family] != receiver)
    listing.mark("source_family_id", not_head, 10, None, people.name[desk.city.families.head[listing.family[not_head]]])
    planter = Planter(desk, AGENCY, "pkh", listing)
    planter.names("full_name", 0.10)
    planter.names("member_name", 0.08)
    planter.identifiers("nik", IdentifierFaults(empty=0.006))
    planter.identifiers("family_card_no", IdentifierFaults(empty=0.03))
    misspell_villages(planter, 0.03)
    vary_amounts(planter, "benefit_amount_idr", 0.08)
    return listing


def write_bpnt(desk: Desk) -> None:
    """`BPNT_JUNI_2017.xls`: as the bank and the ministry exchange it, with CLEAN, UNCLEAN or NONAKTIF."""
    person = desk.enrolments.receivers["BPNT"]
    luck = draw(person, desk.city.seed, "bpnt status", desk.semester)
    status = np.select([luck < 0.03, luck < 0.11], ["NONAKTIF", "UNCLEAN"], "CLEAN").astype(object)
    listing = desk.list_people(AGENCY, "bpnt", person, status == "CLEAN")
    desk.receipts["BPNT"] = Receipts(person, status == "CLEAN")
    cells, count = listing.cells, len(person)
    month = {1: "JUNI", 2: "DESEMBER"}[desk.semester.half]
    cells["card_no"] = bank_card(listing.family)
    cells["source_person_id"] = digits(777_200_000_000_000_000 + person, 18)
    cells["source_family_id"] = digits(77_720_000_000_000 + listing.family, 16)
    cells["cycle"], cells["programme_text"] = constant(month, count), constant("BPNT", count)
    cells["province_name"], cells["regency_name"] = (
        constant("SULAWESI SELATAN", count),
        constant("KOTA PARE PARE", count),
    )
    cells["status_text"] = status
    planter = Planter(desk, AGENCY, "bpnt", listing)
    planter.names("full_name", 0.12)
    planter.identifiers("nik", IdentifierFaults(number=0.008))
    planter.identifiers("family_card_no", IdentifierFaults(number=0.006, empty=0.02))
    misspell_villages(planter, 0.04)
    planter.double_entries(0.003)
    builder = PageBuilder("Sheet1", _BPNT, listing)
    builder.header()
    builder.rows(every_record(listing))
    publish(desk, OfficeFile(AGENCY, "bpnt", f"BPNT_{month}_{desk.semester.year}.xls", [builder.page]), listing)


def write(desk: Desk) -> None:
    """All files of Dinas Sosial."""
    write_kks(desk)
    write_pkh(desk)
    write_bpnt(desk)
