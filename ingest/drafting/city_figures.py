"""A city's own official figures, drafted from the tables of Dukcapil and BPS, and checked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingest.declarations.catalogue import CatalogueError
from ingest.drafting.city import dotted
from ingest.drafting.plain_table import PlainTable, plain_table
from ingest.parsers.dates import parse_date
from ingest.parsers.numbers import parse_decimal, parse_integer
from ingest.parsers.texts import as_words
from ingest.workbook import Cell, is_blank

Row = dict[str, Any]

_CODES = ("kode", "kodewilayah", "kodekemendagri", "kodekelurahan", "regioncode", "code")
_SOURCES = ("sumber", "source", "sumberdata")
_POPULATION: Mapping[str, Sequence[str]] = {
    "code": _CODES,
    "person_count": (
        "jumlahpenduduk", "penduduk", "jumlahpendudukjiwa", "pendudukjiwa", "jumlah", "jumlahjiwa", "jiwa", "total",
        "personcount",
    ),
    "male_count": ("lakilaki", "pria", "lk", "l", "malecount"),
    "female_count": ("perempuan", "wanita", "pr", "p", "femalecount"),
    "as_of_date": ("tanggal", "pertanggal", "keadaan", "tanggaldata", "asofdate", "tahun", "year"),
    "source": _SOURCES, "confidence": ("keyakinan", "confidence"),
}  # fmt: skip
_POVERTY: Mapping[str, Sequence[str]] = {
    "code": _CODES, "year": ("tahun", "year"),
    "poor_person_count": (
        "jumlahpendudukmiskin", "pendudukmiskin", "jumlahpendudukmiskinjiwa", "pendudukmiskinjiwa",
        "jumlahpendudukmiskinribujiwa", "pendudukmiskinribujiwa", "jumlahpendudukmiskinribu", "poorpersoncount",
    ),
    "p0_percent": ("p0", "persentasependudukmiskin", "persentasependudukmiskinp0", "persenpendudukmiskin", "p0percent"),
    "p1_index": ("p1", "indekskedalamankemiskinan", "indekskedalamankemiskinanp1", "p1index"),
    "poverty_line_idr": ("gariskemiskinan", "gariskemiskinanrupiahkapitabulan", "gariskemiskinanrp", "povertylineidr"),
    "source": _SOURCES,
}  # fmt: skip
_LATEST = date(2100, 1, 1)
_NEWEST_DECADES = date(1990, 1, 1)


def population_rows(path: Path, regency: str, places: Collection[str]) -> list[Row]:
    """Residents of a regency and its parts, from a table of code, number and date.

    A year stands for its last day. `places`: the codes that its region list has. What is given for every kelurahan
    alone is added up for the kecamatan and the regency. Raises CatalogueError, which lists every fault, and
    UnreadableFile.
    """
    table = plain_table(path, _POPULATION, ("code", "person_count", "as_of_date"))
    if table is None:
        raise CatalogueError([
            f"{path.name}: tidak ada kolom kode, jumlah penduduk dan tanggal (atau tahun); misalnya: kode, "
            "jumlah_penduduk, laki-laki, perempuan, tanggal, sumber"
        ])  # fmt: skip
    own = [place for place in places if f"{place}.".startswith(f"{regency}.")]
    rows = _checked(path, table, regency, _resident, "as_of_date", own)
    return sorted([*rows, *_added_up(rows, own)], key=lambda row: (row["as_of_date"], row["region_code"]))


def poverty_rows(path: Path, regency: str) -> list[Row]:
    """The poor of a regency by year, from a table of year and share.

    A table without codes is the regency's own. A number under a heading with `ribu` is in thousands. Raises as above.
    """
    table = plain_table(path, _POVERTY, ("year", "p0_percent"))
    if table is None:
        raise CatalogueError([
            f"{path.name}: tidak ada kolom tahun dan persentase penduduk miskin; misalnya: tahun, penduduk_miskin, p0, "
            "sumber"
        ])  # fmt: skip
    return sorted(_checked(path, table, regency, _poor, "year", (regency,)), key=lambda row: int(row["year"]))


def _checked(
    path: Path, table: PlainTable, regency: str, read: Callable[..., Row], when: str, places: Collection[str]
) -> list[Row]:
    problems: list[str] = []
    rows = []
    seen: dict[tuple[object, object], int] = {}
    for number, cells in table.rows:
        digits = re.sub(r"\D", "", as_words(cells["code"])) if "code" in cells else regency.replace(".", "")
        code = dotted(digits)
        if not digits or not f"{code}.".startswith(f"{regency}."):
            continue  # another regency's, or a line of totals
        faults: list[str] = []
        row = {"region_code": code, **read(cells, table.headings, faults)}
        if code not in places:
            faults.append(f"kode {code} tidak ada dalam daftar wilayah")
        if (at := seen.setdefault((code, row[when]), number)) != number:
            faults.append(f"sudah ada di baris {at}")
        problems += [f"{path.name} baris {number}: {fault}" for fault in faults]
        rows.append(row)
    if not rows and not problems:
        problems.append(f"{path.name}: tidak ada baris untuk {regency}")
    if problems:
        raise CatalogueError(problems)
    return rows


def _resident(cells: Mapping[str, Cell], _: Mapping[str, str], faults: list[str]) -> Row:
    day = parse_date(cells["as_of_date"], latest=_LATEST, earliest=_NEWEST_DECADES)
    as_of = day.value or (date(day.year, 12, 31) if day.year else None)
    if as_of is None:
        faults.append(f"tanggal {as_words(cells['as_of_date'])!r} harus seperti 31-12-2024 atau 2024")
    if is_blank(cells["person_count"]):
        faults.append("jumlah penduduk kosong")
    return {
        "as_of_date": as_of and as_of.isoformat(),
        **{name: _whole(cells.get(name), faults) for name in ("person_count", "male_count", "female_count")},
        "source": as_words(cells.get("source")), "confidence": as_words(cells.get("confidence")),
    }  # fmt: skip


def _poor(cells: Mapping[str, Cell], headings: Mapping[str, str], faults: list[str]) -> Row:
    year = _whole(cells["year"], faults)
    if year is None or not _NEWEST_DECADES.year <= year < _LATEST.year:
        faults.append(f"tahun {as_words(cells['year'])!r} harus seperti 2024")
    if "ribu" in headings.get("poor_person_count", "").lower():
        thousands = _number(cells.get("poor_person_count"), faults)
        poor = None if thousands is None else round(thousands * 1000)
    else:
        poor = _whole(cells.get("poor_person_count"), faults)
    return {
        "year": year, "poor_person_count": poor, "p0_percent": _number(cells["p0_percent"], faults),
        "p1_index": _number(cells.get("p1_index"), faults),
        "poverty_line_idr": _whole(cells.get("poverty_line_idr"), faults), "source": as_words(cells.get("source")),
    }  # fmt: skip


def _whole(cell: Cell, faults: list[str]) -> int | None:
    value, code = parse_integer(cell)
    if code or (value is not None and value < 0):
        faults.append(f"{as_words(cell)!r} bukan bilangan bulat")
        return None
    return value


def _number(cell: Cell, faults: list[str]) -> Decimal | None:
    value, code = parse_decimal(cell, scale=3)
    if code:
        faults.append(f"{as_words(cell)!r} bukan angka")
    return value


def _added_up(rows: Iterable[Row], places: Collection[str]) -> list[Row]:
    """The sums of places that are not given themselves, but in all parts."""
    found: list[Row] = []
    by_date: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        by_date[row["as_of_date"]][row["region_code"]] = row
    for of_day in by_date.values():
        for place in sorted(places, key=lambda code: -len(code)):
            parts = [code for code in places if code.rpartition(".")[0] == place]
            if parts and place not in of_day and all(part in of_day for part in parts):
                of_day[place] = _sum(place, [of_day[part] for part in parts])
                found.append(of_day[place])
    return found


def _sum(place: str, parts: Sequence[Row]) -> Row:
    counts = {
        name: sum(part[name] for part in parts) if all(part[name] is not None for part in parts) else None
        for name in ("person_count", "male_count", "female_count")
    }
    return {**parts[0], "region_code": place, **counts}
