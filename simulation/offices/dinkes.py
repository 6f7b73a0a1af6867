"""Dinas Kesehatan: the PBI-JK list, persons with BPS and civil-registry places side by side."""

from __future__ import annotations

import numpy as np

from simulation.arrays import Objects, objects
from simulation.city import CHILD, HEAD, SPOUSE
from simulation.desk import Desk, Receipts, day_first, upper
from simulation.fault_values import misspell_villages, month_first_dates, short_years, vary_dates, vary_sex
from simulation.faults import IdentifierFaults, Planter
from simulation.listing import Listing, constant
from simulation.pages import Column, PageBuilder, every_record
from simulation.publish import OfficeFile, publish
from simulation.randomness import draw
from simulation.traits import health_number

AGENCY = "dinkes"
_PBI = (
    Column("provinsi_bps", "province_name"), Column("kabupaten_bps", "regency_name"),
    Column("kecamatan_bps", "district_name"), Column("kelurahan_bps", "village_name"),
    Column("PSNOKA_BPJS", "source_person_id"), Column("NOKA_BPJS", "source_family_id"),
    Column("kecamatan_capil", "district_capil"), Column("kelurahan_capil", "village_capil"),
    Column("alamat_individu", "address"), Column("rt", "rt"), Column("rw", "rw"),
    Column("nama_individu", "full_name"), Column("no_kk", "family_card_no"), Column("nik", "nik"),
    Column("tempat_lahir", "birth_place"), Column("tgl_lahir", "birth_date"), Column("jenis_kelamin", "sex"),
    Column("pisat", "relation_head"), Column("nama_ibu_kandung", "mother_name"), Column("segmen", "segment"),
    Column("keterangan", "note"),
)  # fmt: skip
_APBD = 0.22  # paid by the city, the rest by the state
_TWO_BUDGETS = 0.0008  # paid by both


def write(desk: Desk) -> None:
    """Writes `PBI_JK_2017-S1.xlsx`, in the second semester a `.csv`.

    The `.csv` has `;` and a BOM, as a Dinsos export writes it.
    """
    is_workbook = desk.semester.half == 1
    listing = _pbi_listing(desk, is_workbook)
    builder = PageBuilder("PBI", _PBI, listing)
    builder.header()
    builder.rows(every_record(listing))
    name = f"PBI_JK_{desk.semester}{'.xlsx' if is_workbook else '.csv'}"
    publish(desk, OfficeFile(AGENCY, "pbi_jk", name, [builder.page], delimiter=";", bom=True), listing)


def _pbi_listing(desk: Desk, is_workbook: bool) -> Listing:
    person = desk.enrolments.receivers["PBI_JK"]
    person = person[np.argsort(desk.city.people.family[person], kind="stable")]
    listing = desk.list_people(AGENCY, "pbi_jk", person)
    desk.receipts["PBI_JK"] = Receipts(person, np.ones(len(person), dtype=bool))
    city, regions, count = desk.city, desk.city.regions, len(person)
    births, now = city.people.birth[person], city.families.village[listing.family]
    listing.cells |= {
        "province_name": constant("SULAWESI SELATAN", count), "regency_name": constant("KOTA PARE PARE", count),
        "source_person_id": health_number(person), "source_family_id": health_number(listing.family + 5_000_000),
        "district_capil": upper(regions.district_name[regions.district[now]]),
        "village_capil": upper(regions.name[now]), "birth_date": day_first(births, "/"),
        "relation_head": _pisat(desk, listing),
        "segment": np.where(draw(listing.family, "apbd") < _APBD, "PBI APBD", "PBI APBN").astype(object),
        "note": constant(None, count),
    }  # fmt: skip
    _plant(desk, listing, is_workbook)
    return listing


def _plant(desk: Desk, listing: Listing, is_workbook: bool) -> None:
    births = desk.city.people.birth[listing.person]
    planter = Planter(desk, AGENCY, "pbi_jk", listing, is_workbook=is_workbook)
    planter.names("full_name", 0.12)
    planter.names("mother_name", 0.10)
    planter.nameless(0.0002)
    planter.identifiers("nik", IdentifierFaults(empty=0.03))
    planter.identifiers("family_card_no", IdentifierFaults(empty=0.05))
    vary_dates(
        planter,
        "birth_date",
        births,
        {"in words": 0.01, "old months": 0.005, "iso": 0.01, "zeros": 0.002, "unreadable": 0.0005},
    )
    if is_workbook:
        vary_dates(planter, "birth_date", births, {"real date": 0.1, "serial": 0.01})
    month_first_dates(planter, "birth_date", births, 0.004)
    short_years(planter, "birth_date", births, 0.008)
    vary_sex(planter, 0.03, unknown=0.0005)
    misspell_villages(planter, 0.04)
    planter.double_entries(0.002)
    planter.two_budgets("segment", {"PBI APBD": "PBI APBN", "PBI APBN": "PBI APBD"}, _TWO_BUDGETS)


def _pisat(desk: Desk, listing: Listing) -> Objects:
    """Relation in the words of BPJS; a male spouse is `Suami`."""
    people = desk.city.people
    relation, sex = people.relation[listing.person], people.sex[listing.person]
    words = np.where(relation == HEAD, "Peserta", np.where(relation == CHILD, "Anak", "Tambahan")).astype(object)
    return objects(np.where(relation == SPOUSE, np.where(sex == 1, "Suami", "Istri"), words).tolist())
