"""Makes an inbox in which every file has one flaw.

For it a reader must hold or skip the whole file.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.semester import Semester
from simulation.arrays import Ints
from simulation.desk import Desk
from simulation.life import first_city, live_through
from simulation.listing import of_nobody
from simulation.pages import Column, PageBuilder, every_record
from simulation.programmes import Enrolments, first_enrolments
from simulation.publish import OfficeFile, publish
from simulation.reference import assess_households
from simulation.truth import TruthBook

_ROWS = 40
_RESIDENTS = 1_200
_LIST = (
    Column("NO", "#", width=5), Column("NAMA PENERIMA", "full_name", width=28), Column("NIK", "nik", width=19),
    Column("NO KK", "family_card_no", width=19), Column("ALAMAT", "address", width=32), Column("RT", "rt", width=5),
    Column("RW", "rw", width=5), Column("KELURAHAN", "village_name", width=18),
    Column("KECAMATAN", "district_name", width=16),
)  # fmt: skip
_AGGREGATE = (
    Column("NO", "#"), Column("KECAMATAN", "district_name"), Column("KELURAHAN", "village_name"),
    Column("JUMLAH KPM", "quota_count"),
)  # fmt: skip


@dataclass(frozen=True)
class BadFile:
    """One flawed file and the code by which it must be known."""

    agency_id: str
    table_id: str
    file_name: str
    flaw: str
    expected_code: str


def bad_inbox(out: Path, semester: str, seed: int = 1) -> tuple[BadFile, ...]:
    """Writes `out/inbox/<semester>/<agency>/*`, one flaw per file, and tells which. ValueError before 2015-S2."""
    wanted = Semester.parse(semester)
    city = first_city(_RESIDENTS, seed, until=Semester(2015, 2))
    for half in (Semester(2015, 2), Semester(2016, 1)):
        live_through(city, half)
    reference = assess_households(city, "BDT-2015")
    enrolments = first_enrolments(city, reference, wanted)
    desk = Desk(city, wanted, enrolments, reference, out, TruthBook(), "light")
    return tuple(write(desk) for write in _FLAWS)


def _write_list(
    desk: Desk, table: tuple[str, str, str], name: str, *, period: str = "", columns: tuple[Column, ...] = _LIST
) -> Path:
    """A plain list of `table` (agency, table, programme); the path of the file."""
    agency, table_id, programme = table
    listing = desk.list_people(agency, table_id, _some(desk.enrolments, programme))
    builder = PageBuilder("Sheet1", columns, listing)
    builder.titles(f"DAFTAR PENERIMA {programme}", f"KOTA PAREPARE {period or desk.period}")
    builder.blank()
    builder.header()
    builder.rows(every_record(listing))
    publish(desk, OfficeFile(agency, table_id, name, [builder.page]), listing)
    return desk.folder(agency) / name


def _some(enrolments: Enrolments, programme: str) -> Ints:
    return enrolments.receivers[programme][:_ROWS]


def _unknown_header(desk: Desk) -> BadFile:
    name = "Bantuan UMKM.xlsx"
    columns = tuple(replace(each, header="NAMAA PENERIMMA") if each.field == "full_name" else each for each in _LIST)
    _write_list(desk, ("disdag", "umkm_aid", "UMKM"), name, columns=columns)
    return BadFile("disdag", "umkm_aid", name, "unknown header", "KOL-001")


def _no_rows(desk: Desk) -> BadFile:
    name = "Peserta Pelatihan.xlsx"
    listing = desk.list_people("disnaker", "training", _some(desk.enrolments, "TRAINING"))
    builder = PageBuilder("Sheet1", _LIST, listing)
    builder.titles("DAFTAR PESERTA PELATIHAN", desk.period)
    builder.header()
    publish(desk, OfficeFile("disnaker", "training", name, [builder.page]), listing)
    return BadFile("disnaker", "training", name, "header without rows", "TAB-002")


def _wrong_period(desk: Desk) -> BadFile:
    name, before = "BNBA KKS.xlsx", desk.semester.previous
    period = f"SEMESTER {'I' * before.half} TAHUN {before.year}"
    _write_list(desk, ("dinsos", "kks", "KKS"), name, period=period)
    return BadFile("dinsos", "kks", name, "title of another semester", "SEM-001")


def _sent_twice(desk: Desk) -> BadFile:
    path = _write_list(desk, ("perkim", "rtlh", "RTLH"), "RTLH.xlsx")
    shutil.copyfile(path, path.with_name("RTLH (1).xlsx"))
    return BadFile("perkim", "rtlh", "RTLH (1).xlsx", "the same bytes again", "FIL-004")


def _truncated(desk: Desk) -> BadFile:
    path = _write_list(desk, ("dinkes", "pbi_jk", "PBI_JK"), "PBI_JK.xlsx")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return BadFile("dinkes", "pbi_jk", path.name, "half a file", "FIL-001")


def _aggregate(desk: Desk) -> BadFile:
    name, regions = "CBP Cadangan Beras.xlsx", desk.city.regions
    count = len(regions.code)
    listing = of_nobody({
        "district_name": regions.district_name[regions.district].tolist(), "village_name": regions.name.tolist(),
        "quota_count": [10 + at for at in range(count)],
    })  # fmt: skip
    builder = PageBuilder("Sheet1", _AGGREGATE, listing)
    builder.titles("REKAPITULASI PENERIMA CADANGAN BERAS", desk.period)
    builder.header()
    builder.rows(every_record(listing))
    publish(desk, OfficeFile("dkp", "food_reserve_rice", name, [builder.page]), listing)
    return BadFile("dkp", "food_reserve_rice", name, "aggregate where a list of persons is due", "TAB-005")


def _of_no_table(desk: Desk) -> BadFile:
    path = desk.folder("bappeda") / "catatan rapat.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("Notulen rapat koordinasi.\n", encoding="utf-8")
    return BadFile("bappeda", "", path.name, "a file that belongs to no table", "FIL-005")


def _empty_file(desk: Desk) -> BadFile:
    path = desk.folder("bag_ekonomi") / "Rastra.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return BadFile("bag_ekonomi", "rastra", path.name, "nothing in the file", "FIL-003")


_FLAWS: tuple[Callable[[Desk], BadFile], ...] = (
    _unknown_header, _no_rows, _wrong_period, _sent_twice, _truncated, _aggregate, _of_no_table, _empty_file,
)  # fmt: skip
