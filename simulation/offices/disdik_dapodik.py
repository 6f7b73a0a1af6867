"""Dinas Pendidikan: Dapodik, the register of pupils of SD and SMP, with two header rows."""

from __future__ import annotations

import numpy as np

from simulation.arrays import Ints, Mask, Objects, date_parts, digits, objects, only
from simulation.city import FEMALE, HEAD, MALE, SPOUSE
from simulation.desk import Desk, iso
from simulation.fault_values import misspell_villages, rt_rw_forms, vary_dates, vary_yes_no
from simulation.faults import IdentifierFaults, Planter
from simulation.listing import Listing, constant
from simulation.offices.disdik_pip import AGENCY, HOLDS_KIP, kip_numbers
from simulation.pages import Column, PageBuilder
from simulation.publish import LayoutFault, OfficeFile, publish
from simulation.randomness import draw, draw_integers
from simulation.traits import OCCUPATIONS, SD, SMP, Schooling, bank_card, nisn, phone, schooling

_OF_PARENT = ("Nama", "Tahun Lahir", "Jenjang Pendidikan", "Pekerjaan", "Penghasilan", "NIK")
_DAPODIK = (
    Column("No", "#", width=5), Column("Nama", "full_name", width=26), Column("NIPD", "nipd"),
    Column("JK", "sex", width=5), Column("NISN", "nisn"), Column("Tempat Lahir", "birth_place"),
    Column("Tanggal Lahir", "birth_date"), Column("NIK", "nik", width=19), Column("Agama", "religion"),
    Column("Alamat", "address", width=30), Column("RT", "rt", width=5), Column("RW", "rw", width=5), Column("Dusun"),
    Column("Kelurahan", "village_name", width=18), Column("Kecamatan", "district_name", width=18), Column("Kode Pos"),
    Column("Jenis Tinggal", "lives_with"), Column("Alat Transportasi"), Column("Telepon"), Column("HP", "phone"),
    Column("E-Mail"), Column("SKHUN"), Column("Penerima KPS", "is_kps_holder"), Column("No. KPS"),
    *(Column(text, f"{who}_{text}", f"Data {who}") for who in ("Ayah", "Ibu", "Wali") for text in _OF_PARENT),
    Column("Rombel Saat Ini", "school_grade"), Column("No Peserta Ujian Nasional"), Column("No Seri Ijazah"),
    Column("Penerima KIP", "is_kip_holder"), Column("Nomor KIP", "card_no"), Column("Nama di KIP", "card_name"),
    Column("Nomor KKS", "kks_no"), Column("No Registrasi Akta Lahir"), Column("Bank"), Column("Nomor Rekening Bank"),
    Column("Rekening Atas Nama"), Column("Layak PIP (usulan dari sekolah)", "is_proposed"),
    Column("Alasan Layak PIP", "reason"), Column("Kebutuhan Khusus"), Column("Sekolah Asal"),
    Column("Anak ke-berapa"), Column("Lintang"), Column("Bujur"), Column("No KK", "family_card_no", width=19),
    Column("Berat Badan"), Column("Tinggi Badan"), Column("Jml. Saudara Kandung"),
    Column("Jarak Rumah ke Sekolah (KM)"), Column("NPSN", "school_id"),
    Column("Nama Sekolah", "school_name", width=26),
)  # fmt: skip


def write_dapodik(desk: Desk) -> None:
    """`Dapodik_daftar_peserta_didik_2017-S1.xlsx`: all pupils of SD and SMP, parents in groups of columns."""
    listing = _dapodik_listing(desk)
    builder = PageBuilder("Daftar Peserta Didik", _DAPODIK, listing)
    builder.titles(
        "Daftar Peserta Didik",
        "Dinas Pendidikan Kota Parepare",
        f"SEMESTER {'I' * desk.semester.half} TAHUN {desk.semester.year}",
    )
    builder.line("title", [f"Tanggal Unduh: {desk.semester.last_day.isoformat()} 10:12:33"])
    header_row = builder.next_row
    builder.header()
    by_school = np.lexsort(
        (
            listing.cells["full_name"].astype(str),
            listing.cells["school_grade"].astype(str),
            listing.cells["school_id"].astype(str),
        )
    )
    builder.rows(by_school)
    faults = [LayoutFault(12, "Daftar Peserta Didik", header_row)]
    publish(
        desk,
        OfficeFile(
            AGENCY,
            "dapodik",
            f"Dapodik_daftar_peserta_didik_{desk.semester}.xlsx",
            [builder.page],
            layout_faults=faults,
        ),
        listing,
    )


def _dapodik_listing(desk: Desk) -> Listing:
    city, school = desk.city, schooling(desk.city)
    person = np.flatnonzero(np.isin(school.level, [SD, SMP]) & ~school.is_madrasah)
    listing = desk.list_people(AGENCY, "dapodik", person)
    listing.is_receipt[:] = False  # a register of pupils, not a list of receivers
    has_kip = np.isin(person, desk.enrolments.receivers["PIP"]) & (draw(person, "kip") < HOLDS_KIP)
    poor = city.welfare_percentiles()[listing.family] <= 40
    proposed = poor & (draw(person, "layak") < 0.7)
    births = city.people.birth[person]
    listing.cells |= _pupil_cells(desk, person, school, has_kip, proposed) | _parent_cells(desk, person)
    planter = Planter(desk, AGENCY, "dapodik", listing)
    planter.names("full_name", 0.05)
    planter.identifiers("nik", IdentifierFaults(empty=0.03, marked=0.004, number=0.002))
    planter.identifiers("family_card_no", IdentifierFaults(empty=0.12, number=0.002))
    _other_name_on_card(planter, 0.05)
    vary_dates(planter, "birth_date", births, {"real date": 0.03, "slashes": 0.01})
    vary_yes_no(planter, "is_proposed", 0.01)
    misspell_villages(planter, 0.03)
    rt_rw_forms(planter, "rt", 0.5)
    rt_rw_forms(planter, "rw", 0.5)
    return listing


def _pupil_cells(desk: Desk, person: Ints, school: Schooling, has_kip: Mask, proposed: Mask) -> dict[str, Objects]:
    city, count = desk.city, len(person)
    family = city.people.family[person]
    grade = school.grade[person]
    has_kks = np.isin(family, city.people.family[desk.enrolments.receivers["KKS"]])
    return {
        "nipd": digits(person % 100_000, 5), "nisn": nisn(city, person), "birth_date": iso(city.people.birth[person]),
        "religion": constant("Islam", count), "lives_with": constant("Bersama orang tua", count),
        "phone": phone(person), "is_kps_holder": _ya(has_kks & (draw(family, "kps") < 0.8)),
        "is_kip_holder": _ya(has_kip), "card_no": only(has_kip, kip_numbers(person)),
        "card_name": np.where(has_kip, city.people.name[person], "0"), "kks_no": only(has_kks, bank_card(family)),
        "is_proposed": _ya(proposed), "reason": only(proposed, _reasons(has_kip)),
        "school_grade": objects([f"Kelas {number}" for number in grade.tolist()]), "school_id": school.npsn()[person],
        "school_name": school.school_name()[person],
    }  # fmt: skip


def _parent_cells(desk: Desk, person: Ints) -> dict[str, Objects]:
    """Columns of father and mother as the family has them.

    A guardian is not written down.
    """
    people = desk.city.people
    births, _, _ = date_parts(people.birth)
    cells: dict[str, Objects] = {}
    for who, sex, names in (("Ayah", MALE, people.father), ("Ibu", FEMALE, people.mother)):
        at = _parent_at_home(desk, person, sex)
        lot = draw_integers(person, 12, "parent", who)
        cells |= {
            f"{who}_Nama": names[person].copy(), f"{who}_NIK": only(at >= 0, digits(people.nik[at], 16)),
            f"{who}_Tahun Lahir": only(at >= 0, objects(births[at].tolist())),
            f"{who}_Jenjang Pendidikan": objects(["SD / sederajat", "SMP / sederajat", "SMA / sederajat"])[lot % 3],
            f"{who}_Pekerjaan": OCCUPATIONS[lot] if sex == MALE else constant("Tidak bekerja", len(person)),
            f"{who}_Penghasilan": constant("Rp. 500,000 - Rp. 999,999", len(person)),
        }  # fmt: skip
    return cells | {f"Wali_{text}": constant(None, len(person)) for text in _OF_PARENT}


def _parent_at_home(desk: Desk, person: Ints, sex: int) -> Ints:
    """The head or spouse of that sex in each pupil's family; else -1."""
    people = desk.city.people
    holder = np.full(len(desk.city.families), -1)
    wanted = (people.sex == sex) & np.isin(people.relation, [HEAD, SPOUSE]) & desk.city.present()
    holder[people.family[wanted]] = np.flatnonzero(wanted)
    return holder[people.family[person]]


def _reasons(has_kip: Mask) -> Objects:
    return np.where(has_kip, "Pemegang PKH/KPS/KIP", "Siswa Miskin/Rentan Miskin").astype(object)


def _ya(answers: Mask) -> Objects:
    return np.where(answers, "Ya", "Tidak").astype(object)


def _other_name_on_card(planter: Planter, rate: float) -> None:
    """`Nama di KIP` that differs from the pupil's name (fault 9)."""
    holders = np.array([cell not in ("0", None) for cell in planter.listing.cells["card_name"].tolist()])
    rows = planter.pick("card_name", "other name", rate, holders)
    names = objects([name.split()[0] for name in planter.listing.cells["card_name"][rows].tolist()])
    planter.listing.spoil("card_name", rows, names, 9, None)
