"""Turns every list of a city into a strange file."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np

from simulation.arrays import Ints, Objects
from simulation.desk import Desk, iso
from simulation.faults import Planter
from simulation.lifelike import plant_life
from simulation.listing import Listing
from simulation.pages import Rows
from simulation.publish import OfficeFile
from simulation.randomness import draw, stream
from simulation.strange.books import make_books
from simulation.strange.city_draw import StrangeDraw
from simulation.strange.columns import Placed, place_columns
from simulation.strange.delimited import write_delimited
from simulation.strange.forms import combine, write_forms
from simulation.strange.grid import Book, Sheet
from simulation.strange.habits import AGGREGATES, Habits
from simulation.strange.header_band import name_columns
from simulation.strange.layout import Layout
from simulation.strange.markup import write_html, write_ods
from simulation.strange.titles import Wording
from simulation.strange.totals import SUMMED
from simulation.strange.true_values import readable_cells, true_cells
from simulation.strange.truth_tables import Told, record_book
from simulation.strange.workbooks import write_xls, write_xlsx

_WRITERS = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods, "html": write_html, "csv": write_delimited}
_NEVER_TWICE = ("bdt_2015", "dtsen")  # the letter of agreement names the one file
_REVISIONS = ("_REV2", " REVISI", "_FIX", " rev 1", "_final")
_OLD_XLS_ROWS = 65_000


@dataclass
class Wardrobe:
    """The clothes of one strange city. Lists that share a workbook wait for each other."""

    draw: StrangeDraw
    _waiting: list[tuple[Book, Told]] = field(default_factory=list)
    _revision: str = ""  # what the name of the next file says about an earlier one

    def dress(self, desk: Desk, file: OfficeFile, listing: Listing) -> None:
        """Writes the rows of `listing` in this city's way, and records their truth."""
        habits = self._habits(desk, file, listing)
        rng = stream("strange", self.draw.seed, "columns", file.agency, file.table, habits.file_name)
        columns = _columns(desk, habits, file, listing, rng)
        order = _ordered(habits, _records(file), listing, desk)
        self._plant(desk, file, listing, order, columns)
        truths = true_cells(desk, listing)
        before = {name: cells.copy() for name, cells in listing.cells.items()}
        write_forms(file.table, listing, habits, rng)
        readable = readable_cells(listing, before, truths)
        told = Told(file, _as_meant(listing, before), truths, readable, _forms(habits))
        wording = Wording(desk, file.agency, file.table, rng)
        band = name_columns(habits, file.table, columns, rng)
        cells = _cells(listing, columns, habits)
        layout = Layout(desk, habits, wording, listing, columns, band, cells, _sums(truths))
        self._describe(desk, file, habits)
        if habits.first_version and habits.split == "one":
            self._write_first_version(desk, file, layout, order, told)
        for book in make_books(layout, file.table, order):
            self._keep(desk, file, book, told)

    def _write_first_version(self, desk: Desk, file: OfficeFile, layout: Layout, order: Ints, told: Told) -> None:
        """Writes most of the rows first; the next file's name says that it replaces this."""
        early = order[: int(len(order) * layout.habits.first_version)]
        if len(early) == len(order) or (file.agency, file.table) in self.draw.books:
            return
        (book,) = make_books(layout, file.table, early)
        self._write(desk, file, [(book, told)], verdict="superseded")
        self._revision = _REVISIONS[layout.habits.file_name % len(_REVISIONS)]

    def send_twice(self, desk: Desk) -> None:
        """Sends one file of the semester again, under another name (fault 20)."""
        if not self.draw.sends_twice:
            return
        lines = [line for table in desk.book.tables["files"] for line in table.to_pylist()]
        sent = [
            line for line in lines if line["semester"] == str(desk.semester) and line["table_id"] not in _NEVER_TWICE
        ]
        names = sorted({(line["agency_id"], line["file_name"]) for line in sent if _stands_alone(line, sent)})
        agency, name = names[self.draw.seed % len(names)]
        original = desk.folder(agency) / name
        copy = original.with_name(f"{original.stem} (1){original.suffix}")
        shutil.copyfile(original, copy)
        desk.book.record_copy(name, copy.name, str(desk.semester), "FIL-004")

    def _habits(self, desk: Desk, file: OfficeFile, listing: Listing) -> Habits:
        habits = self.draw.habits(file.agency, file.table, desk.semester)
        shared = (file.agency, file.table) in self.draw.books
        if shared:  # one sheet of a workbook that also has the other list
            changes = {"file_type": "xlsx", "split": "one", "recap": "none", "sheet_name": 0}
            return Habits(**(asdict(habits) | changes))
        if len(listing) > _OLD_XLS_ROWS and habits.file_type == "xls":
            return Habits(**(asdict(habits) | {"file_type": "xlsx"}))
        return habits

    def _plant(self, desk: Desk, file: OfficeFile, listing: Listing, order: Ints, columns: list[Placed]) -> None:
        if desk.life is None or file.table in AGGREGATES:
            return
        has_card = any("family_card_no" in column.fields for column in columns)
        is_workbook = self.draw.habits(file.agency, file.table, desk.semester).file_type != "csv"
        planter = Planter(desk, file.agency, file.table, listing, is_workbook=is_workbook)
        plant_life(planter, desk.life, file.table, order, has_card=has_card)

    def _keep(self, desk: Desk, file: OfficeFile, book: Book, told: Told) -> None:
        """Writes the book, or keeps it until the other list of its workbook is there."""
        if (file.agency, file.table) not in self.draw.books:
            self._write(desk, file, [(book, told)])
            return
        book.sheets[0].name = file.table.upper()
        self._waiting.append((book, told))
        if len(self._waiting) == len(self.draw.books):
            self._write(desk, file, self._waiting)
            self._waiting = []

    def _write(self, desk: Desk, file: OfficeFile, parts: list[tuple[Book, Told]], verdict: str = "admitted") -> None:
        folder = desk.folder(file.agency)
        folder.mkdir(parents=True, exist_ok=True)
        book = parts[0][0]
        sheets: list[Sheet] = [sheet for part, _ in parts for sheet in part.sheets]
        if len(parts) > 1:
            # the empty sheets that Excel once made stand in a workbook once, whoever's lists it holds
            names = [sheet.name for sheet in sheets]
            sheets = [sheet for at, sheet in enumerate(sheets) if sheet.rows or sheet.name not in names[at + 1 :]]
            kind = f"{parts[0][1].file.table} dan {parts[1][1].file.table}".upper()
            book = Book(f"Data {kind} {desk.semester}.xlsx", "xlsx", sheets)
        path = folder / book.name
        path = _free(path.with_name(f"{path.stem}{self._revision}{path.suffix}"))
        self._revision = ""
        book.name = path.name
        _WRITERS[book.file_type](
            path, Book(book.name, book.file_type, sheets, book.delimiter, book.encoding, book.has_sep_line)
        )
        digest = sha256(path.read_bytes()).hexdigest()
        for part, told in parts:
            record_book(desk, book, told, part.sheets, digest, verdict)

    def _describe(self, desk: Desk, file: OfficeFile, habits: Habits) -> None:
        about = asdict(habits) | {"level": self.draw.level_of(file.agency, file.table)}
        self.draw.lists[f"{desk.semester}/{file.agency}/{file.table}"] = about


def _stands_alone(line: dict[str, object], sent: list[dict[str, object]]) -> bool:
    """True for a file that counts, holds one list, and has its own name."""
    return (
        line["expected_verdict"] == "admitted" and sum(other["file_name"] == line["file_name"] for other in sent) == 1
    )


def _free(path: Path) -> Path:
    """`path`, or a name beside it that no file has yet."""
    number = 2
    while path.exists():
        path, number = path.with_name(f"{path.stem} {number}{path.suffix}"), number + 1
    return path


def _columns(desk: Desk, habits: Habits, file: OfficeFile, listing: Listing, rng: np.random.Generator) -> list[Placed]:
    base = next(page for page in file.pages if page.furniture_kind is None).columns
    if (listing.person >= 0).all() and "birth_date" not in listing.cells and file.table != "bdt_2015":
        listing.cells["birth_date"] = iso(desk.city.people.birth[listing.person])
    return place_columns(habits, file.table, base, listing, rng)


def _records(file: OfficeFile) -> Ints:
    """All rows of the list, as its own office orders them."""
    parts = [
        item.records
        for page in file.pages
        if page.furniture_kind is None
        for item in page.items
        if isinstance(item, Rows)
    ]
    return np.concatenate(parts)


def _ordered(habits: Habits, records: Ints, listing: Listing, desk: Desk) -> Ints:
    """The rows as on paper: those of one section or sheet stand together."""
    name = listing.cells.get("full_name")
    if name is None or habits.as_exported:
        return records
    if habits.order == "name":
        records = records[np.argsort(name[records].astype(str), kind="stable")]
    elif habits.order == "any":
        records = records[np.argsort(draw(records, habits.file_name, "any order"), kind="stable")]
    if habits.order == "village" or habits.sections != "none" or habits.split in ("village", "district", "files"):
        village = listing.village[records]
        district = desk.city.regions.district[village]
        records = records[np.lexsort((village, district))]
    return records


def _as_meant(listing: Listing, before: dict[str, Objects]) -> Listing:
    """The listing as it was before the office's forms: those are no faults."""
    meant = Listing(before, listing.person, listing.family, listing.is_receipt, listing.village)
    meant.marks, meant.rejected = listing.marks, listing.rejected
    return meant


def _cells(listing: Listing, columns: list[Placed], habits: Habits) -> dict[str, Objects]:
    """Cells of all columns by their key, those that tell several fields put together."""
    cells = dict(listing.cells)
    for column in columns:
        if len(column.fields) > 1 and column.key in ("birth_place_and_date", "rt_rw", "rt", "address"):
            is_held = column.key in listing.cells and column.base_header
            if not is_held:
                cells[column.key] = combine(listing, column.key, column.fields, habits.place_form)
    return cells


def _sums(truths: dict[str, Objects]) -> dict[str, Ints]:
    """Amounts that can be added up, for every row."""
    sums = {}
    for name in SUMMED:
        told = truths.get(name)
        if told is not None:
            sums[name] = np.array([int(cell) if cell else 0 for cell in told.tolist()], dtype=np.int64)
    return sums


def _forms(habits: Habits) -> dict[str, str]:
    """The form of columns that have one, for the truth of columns."""
    return {
        "nik": habits.number_form, "family_card_no": habits.number_form, "birth_date": habits.date_form,
        "benefit_date": habits.date_form, "benefit_amount_idr": habits.amount_form, "rt": habits.rt_rw,
        "rw": habits.rt_rw, "full_name": habits.name_case,
    }  # fmt: skip
