"""Sheets as ugly as agencies send them, drawn by Hypothesis: what each holds, and where, is known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from tests.properties.people import PLACES, WAYS, Person, Place, Written

HEADERS = {
    "nik": "NIK", "full_name": "NAMA PENERIMA", "family_card_no": "NO. KK", "sex": "L/P", "birth_date": "TGL LAHIR",
    "address": "ALAMAT", "rt": "RT", "benefit_amount_idr": "NOMINAL", "village_code": "KELURAHAN",
    "is_kps_holder": "Penerima KPS", "note": "KET", "mother_name": "Nama", "father_name": "Nama",
}  # fmt: skip
KINDS = ("one", "per kelurahan", "stacked", "beside", "recap beside")
FIELD_OF_ISSUE = {"village_code": "village_name"}
PARENTS = {"mother_name": "Data Ibu", "father_name": "Data Ayah"}
Draw = st.DrawFn


@dataclass
class Record:
    """One record where it was written (row and column letters from A1), and what it truly says."""

    row: int
    letters: dict[str, str]
    written: dict[str, Written]

    @property
    def is_rejected(self) -> bool:
        """Neither a name nor a NIK stands in its row."""
        return all(self.written[name].cell is None for name in ("nik", "full_name"))


@dataclass
class UglySheet:
    """A sheet under construction: cells, merged ranges, what is hidden, and the records in it."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    visible: bool = True
    styled_to: tuple[int, int] | None = None
    records: list[Record] = field(default_factory=list)
    wrong_totals: int = 0
    skipped: str = ""
    untitled: bool = False
    recaps_beside: int = 0

    def add(self, cells: list[Any], left: int = 0, merge: int = 0) -> int:
        """A row at the end; the number of it, from 0."""
        row = len(self.rows)
        self.rows.append([None] * left + cells)
        if merge > 1:
            self.merged.append((row, left, row, left + merge - 1))
        return row

    @property
    def height(self) -> int:
        """Rows up to the last one that holds something."""
        return max((at + 1 for at, row in enumerate(self.rows) if any(c not in (None, "") for c in row)), default=0)


@dataclass(frozen=True)
class Shape:
    """How one table is laid out."""

    fields: tuple[str, ...]
    left: int
    serial: bool
    numbers: str
    untitled: bool
    header_every: int
    subtotals: bool
    total: str
    ending: str
    place: Place | None = None
    band: str = ""
    dress: str = "{}"
    gap_after: int = 0


@st.composite
def shapes(draw: Draw, place: Place | None = None, band: str = "") -> Shape:
    """The layout of a table; what a title or a band says of its rows has no column."""
    optional = [name for name in HEADERS if name not in ("nik", "full_name")]
    if place or band == "place":
        optional.remove("village_code")
    if band == "family":
        optional.remove("family_card_no")
    chosen = draw(st.lists(st.sampled_from(optional), unique=True, max_size=6))
    parents = [name for name in chosen if name in PARENTS]
    plain = draw(st.permutations(["nik", "full_name", *(name for name in chosen if name not in PARENTS)]))
    return Shape(
        fields=(*plain, *parents),
        left=draw(st.integers(0, 2)),
        serial=draw(st.booleans()),
        numbers=draw(st.sampled_from(["", "", "({})", "{}"])),
        untitled=draw(st.integers(0, 9)) == 0,
        header_every=draw(st.sampled_from([0, 0, 3])),
        subtotals=draw(st.integers(0, 5)) == 0,
        total=draw(st.sampled_from(["", "JUMLAH", "TOTAL KESELURUHAN", "wrong"])),
        ending=draw(st.sampled_from(["", "signature", "notes"])),
        place=place,
        band=band,
        dress=draw(st.sampled_from(["{}", "{}", " {}\u00a0", "{}\n", "*{}*"])),
        gap_after=draw(st.sampled_from([0, 0, 0, 2])),
    )


@st.composite
def people(draw: Draw, first: int, most: int = 9, least: int = 2) -> list[tuple[Person, dict[str, str]]]:
    """People in a row, some of whose values are written in another way than plainly."""
    count = draw(st.integers(least, most))
    ways: list[dict[str, str]] = [{} for _ in range(count)]
    options = [(name, way) for name, known in WAYS.items() for way in known]
    for at, (name, way) in draw(
        st.lists(st.tuples(st.integers(0, count - 1), st.sampled_from(options)), max_size=count)
    ):
        ways[at][name] = way
    return [(Person(first + at), ways[at]) for at in range(count)]


def write_title(draw: Draw, sheet: UglySheet, shape: Shape, *, names_place: bool) -> None:
    """What stands above a table: titles, the place, blank rows."""
    width = len(shape.fields) + shape.serial
    for text in draw(st.lists(st.sampled_from(["DAFTAR PENERIMA BANTUAN", "KOTA PAREPARE"]), unique=True)):
        sheet.add([text], shape.left, width if draw(st.booleans()) else 0)
    if names_place and shape.place:
        sheet.add([f"KELURAHAN : {shape.place.name}"], shape.left)
        sheet.add([f"KECAMATAN : {shape.place.district}"], shape.left)
    for _ in range(draw(st.integers(0, 2))):
        sheet.add([])


def write_header(sheet: UglySheet, shape: Shape) -> dict[str, int]:
    """The header band, of two rows where columns stand in groups; the column of each field."""
    lead = ["NO"] if shape.serial else []
    top = len(sheet.rows)
    columns = {name: shape.left + len(lead) + at for at, name in enumerate(shape.fields)}
    groups = [name for name in shape.fields if name in PARENTS]
    sheet.add(lead + [shape.dress.format(PARENTS.get(name, HEADERS[name])) for name in shape.fields], shape.left)
    if not groups:
        return columns
    sheet.add([None] * len(lead) + [HEADERS[n] if n in PARENTS else None for n in shape.fields], shape.left)
    for column in range(shape.left, shape.left + len(lead) + len(shape.fields) - len(groups)):
        sheet.merged.append((top, column, top + 1, column))
    return columns


def write_table(draw: Draw, sheet: UglySheet, shape: Shape, listed: list[tuple[Person, dict[str, str]]]) -> None:
    """A whole table below what stands in the sheet already."""
    columns = write_header(sheet, shape)
    width = max(columns.values()) + 1
    if shape.numbers and width - shape.left > 2:  # `1 2` below two headers may as well be a record
        sheet.add([shape.numbers.format(n + 1) for n in range(width - shape.left)], shape.left)
    band: Person | None = None
    for number, (person, ways) in enumerate(listed):
        _spare_lone_cells(shape, ways, is_between=0 < number < len(listed) - 1)
        if shape.header_every and number and number % shape.header_every == 0:
            if draw(st.booleans()):
                sheet.add([f"Halaman {number // shape.header_every + 1}"], shape.left)
            write_header(sheet, shape)
        elif shape.gap_after and number == shape.gap_after:
            sheet.add([])
        if shape.band == "family" and (band is None or band.card != person.card):
            band = person
            sheet.add([f"No. KK : {person.card}", None, f"Nama KK : {person.name}"], shape.left)
        elif shape.band == "place" and number % 4 == 0:
            band = person
            sheet.add([f"KELURAHAN : {person.place.name}"], shape.left)
        if shape.subtotals and number == len(listed) // 2:
            _total(sheet, shape, columns, "Sub Jumlah", number, number)
        write_record(sheet, shape, columns, person, ways, band)
    if shape.total:
        told = len(listed) + (shape.total == "wrong")
        label = "JUMLAH" if shape.total == "wrong" else shape.total
        sheet.wrong_totals += _total(sheet, shape, columns, label, told, len(listed))
    _ending(draw, sheet, shape, width)


def _spare_lone_cells(shape: Shape, ways: dict[str, str], *, is_between: bool) -> None:
    """No record of a single cell but for a name between two records: no reader could tell it from a note."""
    if shape.serial or len(shape.fields) > 3:
        return
    if "nik" in ways:
        ways.pop("full_name", None)
    if not is_between or shape.subtotals or shape.header_every or shape.gap_after:
        ways.pop("nik", None)


def _total(sheet: UglySheet, shape: Shape, columns: dict[str, int], label: str, told: int, counted: int) -> int:
    """A row that states the number of records below the last column of text; 1 when it states it wrongly."""
    at = columns["nik"]
    cells: list[Any] = [None] * (max(columns.values()) + 1 - shape.left)
    cells[0] = label
    if at - shape.left == 0:
        at = columns["full_name"]
    cells[at - shape.left] = told
    sheet.add(cells, shape.left)
    return int(told != counted)


def write_record(
    sheet: UglySheet, shape: Shape, columns: dict[str, int], person: Person, ways: dict[str, str], band: Person | None
) -> None:
    """One record, noted with where it stands and what it says."""
    written = {name: WAYS[name][ways.get(name, "plain")](person) for name in shape.fields}
    cells: list[Any] = [len(sheet.records) + 1] if shape.serial else []
    cells += [written[name].cell for name in shape.fields]
    if shape.untitled:
        cells.append("x")
        sheet.untitled = True
    row = sheet.add(cells, shape.left)
    if band and shape.band == "place":
        written["village_code"] = Written(None, band.place.code)
    elif band:
        written["family_card_no"] = Written(None, band.card)
        written["head_name"] = Written(None, band.name)
    if shape.place:
        written["village_code"] = Written(None, shape.place.code)
    letters = {name: _letter(column) for name, column in columns.items()}
    sheet.records.append(Record(row + 1, letters, written))


def _letter(column: int) -> str:
    return chr(65 + column)


def _ending(draw: Draw, sheet: UglySheet, shape: Shape, width: int) -> None:
    at = max(shape.left, width - 2)
    if shape.ending == "signature":
        sheet.add([])
        for text in ("Parepare, 30 Juni 2017", "Mengetahui,", "Lurah"):
            sheet.add([text], at)
        sheet.add([])
        sheet.add(["NIP. 19700101 199003 1 001"], at)
    elif shape.ending == "notes":
        for text in draw(st.permutations(["Keterangan: data sementara", "Sumber: kelurahan", "*) belum diverifikasi"])):
            sheet.add([text], shape.left)


@st.composite
def one_table(draw: Draw, name: str, first: int, place: Place | None = None) -> UglySheet:
    """A sheet with one table; `place` is what the sheet's name or title says of all its rows."""
    band = draw(st.sampled_from(["", "", "family", "place" if place is None else ""]))
    sheet = UglySheet(name)
    shape = draw(shapes(place, band))
    write_title(draw, sheet, shape, names_place=draw(st.booleans()) or (place is not None and name != place.name))
    write_table(draw, sheet, shape, draw(people(first)))
    for record in sheet.records:
        if draw(st.integers(0, 19)) == 0:
            sheet.hidden_rows.add(record.row - 1)
    if draw(st.integers(0, 9)) == 0:
        sheet.hidden_columns.add(shape.left + shape.serial + draw(st.integers(0, len(shape.fields) - 1)))
    if draw(st.integers(0, 9)) == 0:
        sheet.styled_to = (len(sheet.rows) + 2_000, 60)
    return sheet


@st.composite
def stacked(draw: Draw, name: str, first: int) -> UglySheet:
    """Two tables of different columns, one below the other."""
    sheet = UglySheet(name)
    for number in range(2):
        shape = replace(draw(shapes()), subtotals=False)
        if number:
            sheet.add([])
            sheet.add(["DAFTAR TAMBAHAN"], shape.left)
        else:
            write_title(draw, sheet, shape, names_place=False)
        write_table(draw, sheet, shape, draw(people(first + 20 * number, 5)))
    return sheet


@st.composite
def beside(draw: Draw, name: str, first: int) -> UglySheet:
    """Two tables side by side, of the same columns or of others beside the name and the NIK, one longer or not."""
    optional = st.lists(st.sampled_from(["address", "rt", "sex"]), unique=True)
    own = draw(optional)
    fields = [("nik", "full_name", *own), ("nik", "full_name", *(draw(optional) if draw(st.booleans()) else own))]
    sheet = UglySheet(name)
    serial = draw(st.booleans())
    shape = Shape(fields[0], 0, serial, "", False, 0, False, "", "")
    write_title(draw, sheet, shape, names_place=False)
    top = len(sheet.rows)
    lefts = [0, len(fields[0]) + serial + draw(st.integers(0, 2))]
    for number, left in enumerate(lefts):
        part = UglySheet(name, [[] for _ in range(top)])
        placed = Shape(fields[number], left, serial, "", False, 0, False, "", "")
        write_table(draw, part, placed, draw(people(first + 20 * number, 6)))
        sheet.rows.extend([] for _ in range(len(part.rows) - len(sheet.rows)))
        for row, cells in enumerate(part.rows[top:], top):
            sheet.rows[row] += [None] * (left - len(sheet.rows[row])) + cells[left:]
        sheet.records += part.records
    return sheet


@st.composite
def recap_beside(draw: Draw, name: str, first: int) -> UglySheet:
    """A table with a recap of other rows at its right, under the same line of headers."""
    fields = ("nik", "full_name", *draw(st.lists(st.sampled_from(["address", "rt", "village_code"]), unique=True)))
    sheet = UglySheet(name, recaps_beside=1)
    shape = Shape(fields, 0, draw(st.booleans()), "", False, 0, False, "", "")
    write_title(draw, sheet, shape, names_place=False)
    top = len(sheet.rows)
    write_table(draw, sheet, shape, draw(people(first, 8, 4)))
    counts = draw(st.lists(st.integers(1, 99), min_size=2, max_size=9))
    lines: list[list[Any]] = [["KEC", "JUMLAH"], *([f"KEC {at}", n] for at, n in enumerate(counts))]
    lines.append(["TOTAL", sum(counts)])
    if len(lines) == len(sheet.records) + 1:  # it ends where the list does: nobody could tell
        lines.append(["TOTAL KOTA", sum(counts)])
    left = len(fields) + shape.serial + draw(st.integers(1, 2))
    sheet.rows.extend([] for _ in range(top + len(lines) - len(sheet.rows)))
    for row, cells in enumerate(lines, top):
        sheet.rows[row] += [None] * (left - len(sheet.rows[row])) + cells
    return sheet


def recap(name: str) -> UglySheet:
    """A sheet that repeats counts, to be skipped."""
    sheet = UglySheet(name, skipped="recap_sheet")
    for cells in (
        ["REKAPITULASI"],
        ["NO", "KELURAHAN", "JUMLAH"],
        [1, "LUMPUE", 3],
        [2, "LAPADDE", 4],
        ["TOTAL", None, 7],
    ):
        sheet.add(cells)
    return sheet


@st.composite
def workbooks(draw: Draw, kinds: tuple[str, ...] = KINDS) -> list[UglySheet]:
    """The sheets of a workbook, as an agency might send it."""
    kind = draw(st.sampled_from(kinds))
    if kind == "stacked":
        return [draw(stacked("Sheet1", 0))]
    if kind == "beside":
        return [draw(beside("Sheet1", 0))]
    if kind == "recap beside":
        return [draw(recap_beside("Sheet1", 0))]
    if kind == "one":
        sheets = [draw(one_table("Data", 0, draw(st.sampled_from([None, PLACES[0]]))))]
    else:
        chosen = draw(st.lists(st.sampled_from(PLACES), unique=True, min_size=2, max_size=3))
        sheets = [draw(one_table(place.name, 30 * at, place)) for at, place in enumerate(chosen)]
    if draw(st.integers(0, 3)) == 0:
        sheets.append(recap("REKAP"))
    if draw(st.integers(0, 3)) == 0:
        hidden = draw(one_table("Lama", 200))
        hidden.visible, hidden.skipped = False, "hidden_sheet"
        sheets.append(hidden)
    if draw(st.integers(0, 5)) == 0:
        cover = UglySheet("Sampul")
        for text in ("LAPORAN", "DINAS SOSIAL KOTA PAREPARE", "2017"):
            cover.add([text])
        sheets.append(cover)
    return sheets
