"""Dinas Pendidikan: PIP, as SIPINTAR exports it."""

from __future__ import annotations

import numpy as np

from simulation.arrays import Ints, Mask, Objects, digits, objects, only
from simulation.desk import Desk, Receipts, iso
from simulation.fault_values import vary_dates, vary_sex
from simulation.faults import IdentifierFaults, Planter
from simulation.listing import Listing, constant
from simulation.pages import Column, PageBuilder, every_record
from simulation.publish import OfficeFile, publish
from simulation.randomness import draw, draw_integers
from simulation.traits import LEVEL_NAMES, PUPILS_OF_A_REGENCY, SD, SMA, SMP, bank_card, nisn, schooling
from simulation.wordlists import words

AGENCY = "disdik"
PIP_IDR = {SD: 450_000, SMP: 750_000, SMA: 1_000_000}  # a year (domain notes 4.4)
HOLDS_KIP = 0.7  # of the receivers; the others were proposed by their school
_NOMINATED = 0.22  # named, account not active: no receipt

_PIP_HEADINGS = words("""pengusul pdid nama_siswa nama_sekolah provinsi kabupaten kecamatan nik nisn npsn kelas
rombel semester jenjang bentuk jk tempat_lahir tanggal_lahir nama_ayah nama_ibu nominal tipe_sk nomor_sk
nomor_sk_nominasi tanggal_sk tanggal_sk_nominasi tahap tahap_nominasi virtual_account virtual_account_nominasi
no_rekening bank tanggal_aktifasi tanggal_mulai_pencairan tanggal_cair no_kip no_kks no_kps no_pkh layak_pip
nama_pengusul nama_pengusul_utama fase keterangan_tahap keterangan_pencairan keterangan_tambahan""")
_PIP_FIELDS = {
    "pdid": "source_person_id", "nama_siswa": "full_name", "nama_sekolah": "school_name", "nik": "nik",
    "nisn": "nisn", "npsn": "school_id", "kelas": "school_grade", "jenjang": "school_level", "bentuk": "school_level",
    "jk": "sex", "tempat_lahir": "birth_place", "tanggal_lahir": "birth_date", "nama_ayah": "father_name",
    "nama_ibu": "mother_name", "nominal": "benefit_amount_idr", "tipe_sk": "status_text", "nomor_sk": "decision_no",
    "tahap": "cycle", "tanggal_cair": "benefit_date", "no_kip": "card_no", "layak_pip": "is_proposed",
    "provinsi": "province_name", "kabupaten": "regency_name", "kecamatan": "district_name",
    "virtual_account": "account", "bank": "bank", "pengusul": "proposer", "semester": "pip_semester", "fase": "phase",
    "no_kks": "kks_no",
}  # fmt: skip
_PIP = tuple(Column(heading, _PIP_FIELDS.get(heading, "")) for heading in _PIP_HEADINGS)


def write_pip(desk: Desk) -> None:
    """`PIP_SIPINTAR_2017-S1.xlsx`, in the second semester `.csv`: no kelurahan, no family card."""
    is_workbook = desk.semester.half == 1
    listing = _pip_listing(desk, is_workbook)
    builder = PageBuilder("Worksheet", _PIP, listing)
    builder.header()
    builder.rows(every_record(listing))
    publish(
        desk,
        OfficeFile(AGENCY, "pip", f"PIP_SIPINTAR_{desk.semester}{'.xlsx' if is_workbook else '.csv'}", [builder.page]),
        listing,
    )


def pip_receipts(desk: Desk) -> tuple[Ints, Mask, Ints]:
    """Pupils on the PIP list, those paid (SK Pemberian), and each one's amount."""
    person = desk.enrolments.receivers["PIP"]
    paid = draw(person, desk.city.seed, "sk pemberian", desk.semester) >= _NOMINATED
    school = schooling(desk.city)
    level, grade = school.level[person], school.grade[person]
    amount = np.array([PIP_IDR[SD], PIP_IDR[SD], PIP_IDR[SMP], PIP_IDR[SMA]])[level]
    last_year = np.isin(grade, [6, 9, 12])
    return person, paid, np.where(last_year, amount // 2, amount)


def _pip_listing(desk: Desk, is_workbook: bool) -> Listing:
    person, paid, amount = pip_receipts(desk)
    desk.receipts["PIP"] = Receipts(person, paid, amount, nominees=person[~paid])
    city, count, year = desk.city, len(person), desk.semester.year
    listing = desk.list_people(AGENCY, "pip", person, paid)
    listing.leave_out("family_card_no")
    school, cells = schooling(city), listing.cells
    births = city.people.birth[person]
    first, last = np.datetime64(desk.semester.first_day, "D"), desk.semester.last_day
    has_kks = np.isin(listing.family, city.people.family[desk.enrolments.receivers["KKS"]])
    cash_day = first + draw_integers(person, (last - desk.semester.first_day).days, "cash", desk.semester).astype(
        "timedelta64[D]"
    )
    cells |= {
        "source_person_id": _pdid(person + city.regions.serial * PUPILS_OF_A_REGENCY),
        "nisn": nisn(city, person), "school_name": school.school_name()[person],
        "school_id": school.npsn()[person],
        "school_grade": objects([str(grade) for grade in school.grade[person].tolist()]),
        "school_level": LEVEL_NAMES[school.level[person]], "birth_date": iso(births),
        "benefit_amount_idr": objects(amount.tolist()),
        "status_text": np.where(paid, "SK Pemberian", "SK Nominasi").astype(object),
        "decision_no": only(paid, objects([f"{at % 40 + 1:04d}/J5.1/BP/{year}" for at in person.tolist()])),
        "cycle": constant(desk.semester.half, count), "benefit_date": only(paid, iso(cash_day)),
        "card_no": only(draw(person, "kip") < HOLDS_KIP, kip_numbers(person)), "is_proposed": constant("1", count),
        "province_name": constant("Prov. Sulawesi Selatan", count), "regency_name": constant("Kota Pare-Pare", count),
        "account": digits(770_000_000_000 + person, 16), "bank": constant("BRI", count),
        "proposer": constant("Dinas", count),
        "pip_semester": constant(f"{desk.semester.year}{desk.semester.half}", count),
        "phase": constant(f"Tahap {desk.semester.half}", count), "kks_no": only(has_kks, bank_card(listing.family)),
    }  # fmt: skip
    no_kks = np.flatnonzero((cells["card_no"] != np.array(None)) & (cells["kks_no"] == np.array(None)))
    listing.mark("kks_no", no_kks, 9, None, constant("KIP tanpa KKS", len(no_kks)))
    _plant(desk, listing, is_workbook)
    return listing


def _plant(desk: Desk, listing: Listing, is_workbook: bool) -> None:
    births = desk.city.people.birth[listing.person]
    planter = Planter(desk, AGENCY, "pip", listing, is_workbook=is_workbook)
    planter.names("full_name", 0.10)
    planter.identifiers("nik", IdentifierFaults(empty=0.05, marked=0.01))
    _other_parents(planter, 0.06)
    serial = {"serial": 0.25, "real date": 0.05} if is_workbook else {"serial text": 0.15}
    vary_dates(planter, "birth_date", births, serial | {"in words": 0.03, "slashes": 0.03, "zeros": 0.002})
    vary_sex(planter, 0.02)
    planter.double_entries(0.003)


def _other_parents(planter: Planter, rate: float) -> None:
    """Names of the mother that are not the family's: guardian, stepmother, nickname (fault 9)."""
    rows = planter.pick("mother_name", "other parent", rate)
    mothers = planter.desk.city.people.mother
    others = mothers[planter.luck(rows, len(mothers), "other parent")]
    planter.listing.spoil("mother_name", rows, others, 9, None)


def _pdid(person: Ints) -> Objects:
    return objects([f"{number * 2654435761 % (1 << 32):08x}-77pd-{number:06d}" for number in person.tolist()])


def kip_numbers(person: Ints) -> Objects:
    """Card numbers of KIP, six characters each (domain notes 2.2)."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return objects(
        ["".join(letters[number * 7919 // 32**place % 32] for place in range(6)) for number in person.tolist()]
    )
