"""Writes a sample workbook of a drafted list: its headers and three made-up people.

No value of the real file is in it.

Their numbers begin with 77, a province that does not exist; their birth dates and sex are those of their NIK.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl

from ingest.declarations.catalogue import Catalogue
from ingest.declarations.contract import EntityField
from ingest.drafting.declaration import TableDraft
from ingest.drafting.header_guess import SURE

# name, NIK, family card, sex, birth date
_PEOPLE = (
    ("Contoh Satu", "7772010107800001", "7772010101100001", "L", "01-07-1980"),
    ("Contoh Dua", "7772024107850002", "7772020101100002", "P", "01-07-1985"),
    ("Contoh Tiga", "7772031203900003", "7772030101100003", "L", "12-03-1990"),
)
_PLAIN: dict[str, tuple[str | int, ...]] = {
    "text": ("Contoh",), "address": ("Jl. Contoh 1", "Jl. Contoh 2", "Jl. Contoh 3"), "rt": ("001",), "rw": ("002",),
    "rt_rw": ("001/002",), "rupiah": (600000, 450000, 750000), "decimal": (10, 20, 30), "integer": (3, 4, 5),
    "age": (37, 32, 27), "percentile": (5, 12, 20), "decile": (1, 2, 2), "yes_no": ("Ya", "Tidak", "Ya"),
    "year": (2017,), "date": ("15-03-2017",), "id_text": ("1001", "1002", "1003"),
}  # fmt: skip


def write_sample(path: Path, table: TableDraft, catalogue: Catalogue) -> None:
    """Writes the sample of a drafted list; columns that are not sure stay empty."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 (a new workbook has one)
    sheet.title = "Contoh"
    sheet.append([header.text for header in table.shape.headers])
    fields = catalogue.entities[table.shape.entity].fields
    places = _places(catalogue)
    for number in range(len(_PEOPLE)):
        cells: list[str | int | None] = []
        for header in table.shape.headers:
            field = fields.get(header.field) if header.sure >= SURE else None
            running = number + 1 if header.field == "ignored" and header.text.strip().upper() in ("NO", "NO.") else None
            cells.append(_value(header.field, field, number, places, catalogue, table) if field else running)
        sheet.append(cells)
    for cell in sheet[1]:
        cell.data_type = "s"  # an office's header that begins with "=" stays text
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _places(catalogue: Catalogue) -> list[dict[str, str]]:
    """Three kelurahan of the region list, with names and codes of the levels above."""
    rows = {row["region_code"]: row for row in catalogue.region_rows()}
    found = []
    for row in [row for row in rows.values() if row["region_level"] == "village"][: len(_PEOPLE)]:
        place: dict[str, str] = {}
        region = row
        while region:
            place |= {
                region["region_level"]: region["region_name"],
                f"{region['region_level']}_code": region["region_code"],
            }
            region = rows.get(region["parent_code"], {})
        found.append(place)
    return found


def _value(
    name: str, field: EntityField, number: int, places: list[dict[str, str]], catalogue: Catalogue, table: TableDraft
) -> str | int | None:
    person, nik, card, sex, born = _PEOPLE[number]
    special = {
        "name": person,
        "nik": nik,
        "family_card": card,
        "sex": sex,
        "place_and_date": f"Contoh, {born}",
        "date_or_age": born,
        "programme": table.programme or next(iter(catalogue.programmes)),
    }
    if name in ("birth_date", *special):
        return special.get(name, born)
    if field.type in special:
        return special[field.type]
    if field.type in ("village", "district", "area", "region_code"):
        level = name.split("_", maxsplit=1)[0]
        level = level if level in ("village", "district", "regency", "province") else "village"
        return places[number].get(f"{level}_code" if field.type == "region_code" else level)
    if field.type == "code" and field.vocabulary:
        return next(iter(catalogue.vocabularies[field.vocabulary].codes.values())).label
    values = _PLAIN.get(field.type, ())
    return values[number % len(values)] if values else None
