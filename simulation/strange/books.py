"""Parts the rows of a list among files and sheets, and adds recaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Ints, Objects
from simulation.strange.file_names import file_name, list_label
from simulation.strange.grid import DATA, Book, Cell, Sheet
from simulation.strange.layout import Layout

_WHOLE_NAMES = (
    "Sheet1",
    "Data",
    "BNBA",
    "Lembar1",
    "DATA PENERIMA",
    "{label}",
    "{label} {year}",
    "Worksheet",
    "data fix",
)
_PLACE_NAMES = (
    "{name}",
    "{upper}",
    "Kel. {name}",
    "{number}. {name}",
    "KEL {upper}",
    "{number}",
    "Sheet{number}",
    "{short}",
)
_TELLS_PLACE = 5  # the first so many of them, and the last, name the place
_RECAP_NAMES = (
    "REKAP",
    "Rekap",
    "Rekapitulasi",
    "2. REKAP",
    "DATA REKAP",
    "TOTAL",
    "Ringkasan",
    "Resume",
    "Sheet3",
    "JUMLAH",
)
_AGAIN_NAMES = ("GABUNGAN", "SEMUA", "Rekap Data", "TOTAL", "ALL", "Data Gabungan")
_MOST_SHEETS = 130
_EMPTY = 0.12  # of workbooks have the empty sheets that Excel once made


@dataclass(frozen=True)
class _Part:
    """Rows that stand together on one sheet."""

    name: str
    records: Ints
    places: list[str]
    head: str


def make_books(layout: Layout, table: str, records: Ints) -> list[Book]:
    """The files of the list."""
    habits, semester = layout.habits, layout.desk.semester
    name = file_name(table, semester, habits.file_name)
    if habits.split == "files":
        parts = _by_district(layout, records)
        return [_book(layout, f"{name} Kec {part.name}", table, [part]) for part in parts]
    return [_book(layout, name, table, _parts(layout, records))]


def _book(layout: Layout, name: str, table: str, parts: list[_Part]) -> Book:
    habits = layout.habits
    ending = "xls" if habits.file_type == "html" else habits.file_type
    one = len(parts) == 1
    names = _sheet_names(layout, parts) if not one else [_whole_name(layout, table)]
    sheets = [
        layout.sheet(label, part.records, part.places, part.head) for label, part in zip(names, parts, strict=True)
    ]
    if habits.recap != "none" and habits.file_type not in ("csv", "html"):
        recap = _again(layout, parts) if habits.recap == "repeat" and not one else _recap(layout, parts)
        sheets.insert(0 if habits.file_name % 4 == 0 else len(sheets), recap)
    if habits.file_name % 100 < _EMPTY * 100 and habits.file_type == "xlsx":
        sheets += [Sheet(label, []) for label in ("Sheet2", "Sheet3") if label not in {sheet.name for sheet in sheets}]
    _make_unique(sheets)
    return Book(
        f"{name}.{ending}", habits.file_type, sheets, habits.delimiter, habits.encoding, habits.has_sep_line
    )  # fmt: skip


def _make_unique(sheets: list[Sheet]) -> None:
    """Numbers sheets of the same name, as Excel does when one is copied."""
    taken: set[str] = set()
    for sheet in sheets:
        number = 2
        name = sheet.name
        while sheet.name.casefold() in taken:
            sheet.name, number = f"{name[:26]} ({number})", number + 1
        taken.add(sheet.name.casefold())


def _parts(layout: Layout, records: Ints) -> list[_Part]:
    split, regions = layout.habits.split, layout.desk.city.regions
    village = layout.listing.village[records]
    if split == "village":
        parts = []
        for at in np.unique(village).tolist():
            name, district = str(regions.name[at]), str(regions.district_name[regions.district[at]])
            places = _place_lines(layout, f"KELURAHAN : {name.upper()}", f"KECAMATAN : {district.upper()}")
            parts.append(_Part(name, records[village == at], places, f"Lurah {name}"))
        return parts
    if split == "district":
        return _by_district(layout, records)
    if split == "school":
        schools: Objects = layout.listing.cells["school_name"][records]
        names = sorted(set(schools.tolist()))
        if len(names) <= _MOST_SHEETS:
            return [
                _Part(name, records[schools == name], [f"NAMA SEKOLAH : {name}"], "Kepala Sekolah") for name in names
            ]
    return [_Part("", records, [], f"Kepala {layout.wording.office}")]


def _by_district(layout: Layout, records: Ints) -> list[_Part]:
    regions = layout.desk.city.regions
    district = regions.district[layout.listing.village[records]]
    return [
        _Part(name, records[district == at], [f"KECAMATAN : {name.upper()}"], f"Camat {name}")
        for at, name in enumerate(regions.district_name.tolist())
        if (district == at).any()
    ]


def _place_lines(layout: Layout, village: str, district: str) -> list[str]:
    """Title lines that say the place, unless the sheet's name is enough."""
    style = layout.habits.sheet_name % len(_PLACE_NAMES)
    if layout.habits.file_name % 5 == 0 and style < _TELLS_PLACE:
        return []
    both = [village, district]
    return both if layout.habits.file_name % 2 else [f"{village.replace(' : ', ' ')} {district.replace(' : ', ' ')}"]


def _whole_name(layout: Layout, table: str) -> str:
    form = _WHOLE_NAMES[layout.habits.sheet_name % len(_WHOLE_NAMES)]
    return form.format(label=list_label(table, layout.habits.file_name), year=layout.desk.semester.year)[:31]


def _sheet_names(layout: Layout, parts: list[_Part]) -> list[str]:
    form = _PLACE_NAMES[layout.habits.sheet_name % len(_PLACE_NAMES)]
    names = []
    for number, part in enumerate(parts, start=1):
        short = " ".join(word[:4] for word in part.name.split())
        if layout.habits.split == "district":
            form = form.replace("Kel.", "Kec.").replace("KEL", "KEC")
        names.append(form.format(name=part.name, upper=part.name.upper(), number=number, short=short)[:31])
    return names


def _recap(layout: Layout, parts: list[_Part]) -> Sheet:
    """A sheet that says again how many there are where."""
    sheet = Sheet(_RECAP_NAMES[layout.habits.sheet_name % len(_RECAP_NAMES)], [])
    counts = layout.counts(np.concatenate([part.records for part in parts]))
    lines: list[list[Cell]] = [["REKAPITULASI PENERIMA"], [], ["NO", "KELURAHAN", "JUMLAH"]]
    lines += [[number, name, count] for number, (name, count) in enumerate(counts, start=1)]
    lines.append([None, "JUMLAH", sum(count for _, count in counts)])
    for line in lines:
        sheet.add("recap_sheet", line)
    return sheet


def _again(layout: Layout, parts: list[_Part]) -> Sheet:
    """A sheet with all rows of all others once more."""
    records = np.concatenate([part.records for part in parts])
    sheet = layout.sheet(_AGAIN_NAMES[layout.habits.sheet_name % len(_AGAIN_NAMES)], records, [], "Kepala Dinas")
    for row in sheet.rows:
        row.kind, row.record = "recap_sheet" if row.kind == DATA else row.kind, -1
    sheet.stated_total = sheet.wrong_total_row = None
    return sheet
