"""Writes Bappeda's own tables.

They are the agreed source (BDT 2015, later DTSEN), progress of programmes, problems reported to it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.arrays import digits, objects
from simulation.city import MALE
from simulation.desk import Desk, iso
from simulation.fault_values import vary_amounts
from simulation.faults import IdentifierFaults, Planter
from simulation.issues import ISSUES
from simulation.listing import Listing, constant, of_nobody
from simulation.offices.bdt_sheet import write_bdt
from simulation.offices.dtsen_handover import write_handover
from simulation.pages import Column, PageBuilder, every_record
from simulation.publish import LayoutFault, OfficeFile, publish
from simulation.randomness import draw
from simulation.reference import decile
from simulation.wordlists import pairs

AGENCY = "bappeda"
_PROGRESS = (
    Column("NO", "#", width=5), Column("PROGRAM", "programme_text", width=38),
    Column("PERANGKAT DAERAH", "agency_text", width=30), Column("INDIKATOR", "indicator", width=34),
    Column("SATUAN", "unit_text"), Column("TARGET", "target_count", "FISIK"),
    Column("REALISASI", "realised_count", "FISIK"), Column("%", "percent", "FISIK"),
    Column("PAGU", "budget_idr", "ANGGARAN (Rp)", 18), Column("REALISASI", "realised_idr", "ANGGARAN (Rp)", 18),
    Column("%", "percent_idr", "ANGGARAN (Rp)"), Column("KETERANGAN", "note", width=24),
)  # fmt: skip
_ISSUES = (
    Column("NO", "#", width=5), Column("PERANGKAT DAERAH", "agency_text", width=26),
    Column("PROGRAM", "programme_text"), Column("PERMASALAHAN", "problem", width=44),
    Column("PENYEBAB", "cause", width=36), Column("USULAN SOLUSI", "proposed_solution", width=44),
    Column("PENANGGUNG JAWAB", "responsible_text", width=24), Column("BATAS WAKTU", "due_text", width=18),
)  # fmt: skip
# Programme as written, agency as written, indicator, unit, rupiah per unit and semester (made up, of the right order).
_LINES = {
    "KKS": ("Kartu Keluarga Sejahtera (KKS)", "Dinas Sosial", "Jumlah KPM pemegang KKS", "KPM", 15_000),
    "PKH": ("Program Keluarga Harapan (PKH)", "Dinas Sosial", "Jumlah KPM PKH yang menerima", "KPM", 1_000_000),
    "BPNT": ("Bantuan Pangan Non Tunai (BPNT)", "Dinas Sosial", "Jumlah KPM BPNT yang menerima", "KPM", 660_000),
    "RASTRA": ("Rastra", "Bagian Ekonomi Setda", "Jumlah RTS yang menerima beras", "KPM", 720_000),
    "CBP": ("Cadangan Pangan Pemerintah", "Dinas Ketahanan Pangan", "Jumlah penerima bantuan pangan", "KPM", 95_000),
    "PIP": ("Program Indonesia Pintar (PIP)", "Dinas Pendidikan", "Jumlah siswa penerima PIP", "siswa", 550_000),
    "PBI_JK": ("PBI JKN / KIS", "Dinas Kesehatan", "Jumlah jiwa yang iurannya dibayar", "jiwa", 138_000),
    "TRAINING": ("Pelatihan Kerja", "Dinas Tenaga Kerja", "Jumlah peserta yang dilatih", "orang", 2_750_000),
    "UMKM": ("Bantuan UMKM", "Dinas Perdagangan", "Jumlah usaha yang dibantu", "orang", 4_000_000),
    "RTLH": ("Rumah Tidak Layak Huni (RTLH)", "Dinas Perkim", "Jumlah rumah yang diperbaiki", "unit", 18_000_000),
}


def write(desk: Desk, survey: Listing | None) -> None:
    """All files of Bappeda; BDT where a `survey` is given, DTSEN from 2025 on."""
    if survey is not None:
        write_bdt(desk, survey)
    if desk.semester.year >= 2025 and desk.reference.is_handed_over:
        write_handover(desk)
    elif desk.semester.year >= 2025:
        write_dtsen(desk)
    write_progress(desk)
    write_issues(desk)


def progress_figures(desk: Desk) -> dict[str, list[Any]]:
    """Target, realisation and budget of every programme."""
    columns: dict[str, list[Any]] = {
        name: [] for name in ("programme_code", "target_count", "realised_count", "budget_idr", "realised_idr")
    }
    for at, (code, line) in enumerate(_LINES.items()):
        realised = len(desk.enrolments.receivers[code])
        slack = 1 + 0.12 * float(draw(np.array([at]), desk.city.seed, "slack", desk.semester)[0])
        target = round(realised * slack)
        columns["programme_code"].append(code)
        columns["target_count"].append(target)
        columns["realised_count"].append(realised)
        columns["budget_idr"].append(target * line[4])
        columns["realised_idr"].append(realised * line[4])
    return columns


def write_progress(desk: Desk) -> None:
    """`Progres Program Semester I 2017.xlsx`: header of two rows, merged."""
    figures = progress_figures(desk)
    listing = of_nobody(_progress_cells(figures))
    planter = Planter(desk, AGENCY, "programme_progress", listing)
    listing.person = np.arange(len(listing))  # stands in for a key while faults are drawn
    vary_amounts(planter, "realised_idr", 0.25)
    listing.person = np.full(len(listing), -1)
    builder = PageBuilder("Progres", _PROGRESS, listing)
    builder.titles("PROGRES PELAKSANAAN PROGRAM PENANGGULANGAN KEMISKINAN", "KOTA PAREPARE", desk.period)
    builder.blank()
    header_row = builder.next_row
    builder.header()
    builder.rows(every_record(listing))
    total_row = builder.next_row
    budget = sum(figures["budget_idr"])
    builder.total("JUMLAH", {"budget_idr": budget, "realised_idr": sum(figures["realised_idr"])})
    builder.line("note", ["Sumber: laporan perangkat daerah"], merge=4)
    faults = [LayoutFault(12, "Progres", header_row), LayoutFault(13, "Progres", total_row)]
    name = f"Progres Program Semester {'I' * desk.semester.half} {desk.semester.year}.xlsx"
    publish(
        desk,
        OfficeFile(AGENCY, "programme_progress", name, [builder.page], stated_total=budget, layout_faults=faults),
        listing,
    )


def _progress_cells(figures: dict[str, list[Any]]) -> dict[str, list[Any]]:
    lines = [_LINES[code] for code in figures["programme_code"]]
    shares = [
        (f"{100 * done / target:.2f}").replace(".", ",")
        for target, done in zip(figures["target_count"], figures["realised_count"], strict=True)
    ]
    return figures | {
        "programme_text": [line[0] for line in lines], "agency_text": [line[1] for line in lines],
        "indicator": [line[2] for line in lines], "unit_text": [line[3] for line in lines], "percent": shares,
        "percent_idr": shares, "note": [None] * len(lines),
    }  # fmt: skip


def write_issues(desk: Desk) -> None:
    """`Permasalahan dan Solusi Semester I 2017.xlsx`, some cells with line breaks."""
    rows = [issue for at, issue in enumerate(ISSUES) if at % 3 != desk.semester.half]
    names = ("agency_text", "programme_text", "problem", "cause", "proposed_solution", "responsible_text")
    cells: dict[str, list[Any]] = {name: [issue[at] for issue in rows] for at, name in enumerate(names)}
    following = desk.semester.next
    due = ["30 September {0}", "Triwulan III {0}", "31-12-{0}", "Semester {1} {0}"]
    cells["due_text"] = [due[at % 4].format(following.year, "I" * following.half) for at in range(len(rows))]
    listing = of_nobody(cells)
    builder = PageBuilder("Masalah", _ISSUES, listing)
    builder.titles("DAFTAR PERMASALAHAN DAN USULAN SOLUSI", "RAPAT KOORDINASI TKPK KOTA PAREPARE", desk.period)
    builder.blank()
    builder.header()
    builder.rows(every_record(listing))
    name = f"Permasalahan dan Solusi Semester {'I' * desk.semester.half} {desk.semester.year}.xlsx"
    publish(desk, OfficeFile(AGENCY, "reported_issues", name, [builder.page]), listing)


_DTSEN = tuple(
    Column(heading, field)
    for heading, field in pairs("""id_keluarga=source_family_id|nomor_kartu_keluarga=family_card_no
nomor_induk_kependudukan=nik|nama=full_name|jenis_kelamin=sex|tanggal_lahir=birth_date
status_hubungan_keluarga=relation_head|status_kawin=marital_status|kode_provinsi=province_code_source
nama_provinsi=province_name|kode_kabupaten_kota=regency_code_source|nama_kabupaten_kota=regency_name
kode_kecamatan=district_code_source|nama_kecamatan=district_name|kode_desa_kelurahan=village_code_source
nama_desa_kelurahan=village_name|alamat=address|rt=rt|rw=rw|desil_nasional=welfare_decile|pbi_nas=has_kis""")
)


def write_dtsen(desk: Desk) -> None:
    """Writes `DTSEN-2025-S1.csv`: all residents, `;`, UTF-8 with BOM.

    A decile may be 0, `-`, blank or `Desil 3`.
    """
    people, regions = desk.city.people, desk.city.regions
    person = np.flatnonzero(desk.reference.of_people(len(people)) > 0)
    person = person[np.argsort(people.family[person], kind="stable")]
    listing = desk.list_people(AGENCY, "dtsen", person, np.zeros(len(person), dtype=bool))
    count, village = len(person), listing.village
    rank = decile(desk.reference.of_people(len(people))[person])
    listing.cells |= {
        "source_family_id": digits(77_100_000_000 + regions.serial * 10**7 + listing.family, 14),
        "birth_date": iso(people.birth[person]),
        "sex": np.where(people.sex[person] == MALE, "1", "2").astype(object),
        "relation_head": objects([str(code) for code in people.relation[person].tolist()]),
        "marital_status": objects([str(code) for code in people.marital[person].tolist()]),
        "province_code_source": constant(regions.city_code[:2], count),
        "province_name": constant("SULAWESI SELATAN", count),
        "regency_code_source": constant(regions.city_code, count),
        "regency_name": constant("KOTA PAREPARE", count),
        "district_code_source": regions.district_code[regions.district[village]],
        "village_code_source": regions.code[village],
        "welfare_decile": objects([str(number) for number in rank.tolist()]),
        "has_kis": np.where(np.isin(person, desk.enrolments.receivers["PBI_JK"]), "1", "0").astype(object),
    }  # fmt: skip
    _plant_dtsen(desk, listing)
    builder = PageBuilder("", _DTSEN, listing)
    builder.header()
    builder.rows(every_record(listing))
    publish(
        desk,
        OfficeFile(AGENCY, "dtsen", f"{desk.reference.snapshot_id}.csv", [builder.page], delimiter=";", bom=True),
        listing,
    )


def _plant_dtsen(desk: Desk, listing: Listing) -> None:
    planter = Planter(desk, AGENCY, "dtsen", listing, is_workbook=False)
    planter.names("full_name", 0.03)
    planter.identifiers(
        "nik", IdentifierFaults(empty=0.005, number=0, marked=0.002, dummy=0.002, length=0.001, other_persons=0)
    )
    planter.spoil("welfare_decile", "undecided", 0.01, (19, None), lambda cell, luck: ("0", "-", None)[luck % 3])
    planter.spoil("welfare_decile", "in words", 0.02, (19, None), lambda cell, luck: f"Desil {cell}")
