"""The official figures of a city: its residents and its poor.

Residents by Dukcapil or BPS, the poor by the household survey (Susenas). A home's own files stand in the place of the
shipped ones, which are those of Kota Parepare.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.declarations.catalogue import HERE, CatalogueError
from ingest.store import Store

Row = Mapping[str, Any]

_CODE = re.compile(r"\d\d(?:\.\d\d(?:\.\d\d(?:\.\d{4})?)?)?")
_LAST_YEAR = 2100


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not 0 <= number < 10**9:
        raise ValueError(text)
    return number


def _year(text: str) -> int:
    number = int(text)
    if not 1900 <= number <= _LAST_YEAR:
        raise ValueError(text)
    return number


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError(text)
    return text


# Of each column: how it is read, what it must be, and whether it may be empty.
_Column = tuple[Callable[[str], Any], str, bool]
_CODES: _Column = (_code, "kode Kemendagri seperti 73.72 atau 73.72.01.1001", False)
_COUNTS: _Column = (_count, "bilangan bulat tanpa titik", True)
_SHARES: _Column = (_decimal, "angka dengan titik desimal", True)
_TEXTS: _Column = (str, "teks", True)
POPULATION: Mapping[str, _Column] = {
    "region_code": _CODES, "as_of_date": (date.fromisoformat, "tanggal seperti 2024-12-31", False),
    "person_count": (_count, "bilangan bulat tanpa titik", False), "male_count": _COUNTS, "female_count": _COUNTS,
    "source": _TEXTS, "confidence": _TEXTS,
}  # fmt: skip
POVERTY: Mapping[str, _Column] = {
    "region_code": _CODES, "year": (_year, "tahun", False), "poor_person_count": _COUNTS, "p0_percent": _SHARES,
    "p1_index": _SHARES, "poverty_line_idr": _COUNTS, "source": _TEXTS,
}  # fmt: skip


def official_population(store: Store) -> list[Row]:
    """Residents by area and date; CatalogueError lists every fault of the city's own file."""
    return _read(_own_or_shipped(store.city_population), POPULATION, ("region_code", "as_of_date"))


def official_poverty(store: Store) -> list[Row]:
    """The poor by area and year; CatalogueError lists every fault of the city's own file."""
    return _read(_own_or_shipped(store.city_poverty), POVERTY, ("region_code", "year"))


def official_residents(store: Store) -> dict[str, int]:
    """The newest official number of residents by code of the area."""
    rows = sorted(official_population(store), key=lambda row: row["as_of_date"])
    return {row["region_code"]: row["person_count"] for row in rows}


def _own_or_shipped(own: Path) -> Path:
    return own if own.exists() else HERE / "vocabularies" / own.name


def _read(path: Path, columns: Mapping[str, _Column], grain: tuple[str, str]) -> list[Row]:
    written = path.stat()
    return list(_rows_of(path, tuple(columns.items()), grain, (written.st_mtime_ns, written.st_size)))


@lru_cache(maxsize=8)
def _rows_of(
    path: Path, columns: tuple[tuple[str, _Column], ...], grain: tuple[str, str], _stamp: object
) -> tuple[Row, ...]:
    problems: list[str] = []
    rows = []
    seen: dict[tuple[Any, ...], int] = {}
    with path.open(encoding="utf-8-sig", newline="") as text:
        lines = csv.DictReader(text)
        needed = [name for name, (_, _, may_be_empty) in columns if not may_be_empty]
        if missing := [name for name in needed if name not in (lines.fieldnames or ())]:
            raise CatalogueError([f"{path.name}: tidak ada kolom {', '.join(missing)}"])
        for number, line in enumerate(lines, 2):
            row, faults = _row(line, columns)
            problems += [f"{path.name} baris {number}: {fault}" for fault in faults]
            key = tuple(row.get(name) for name in grain)
            if key in seen and not faults:
                problems.append(f"{path.name} baris {number}: sudah ada di baris {seen[key]}")
            seen.setdefault(key, number)
            rows.append(row)
    if problems:
        raise CatalogueError(problems)
    return tuple(rows)


def _row(line: Mapping[str, str | None], columns: tuple[tuple[str, _Column], ...]) -> tuple[Row, list[str]]:
    faults = list[str]()
    return dict(_cells(line, columns, faults)), faults


def _cells(
    line: Mapping[str, str | None], columns: tuple[tuple[str, _Column], ...], faults: list[str]
) -> Iterator[tuple[str, Any]]:
    for name, (parse, expected, may_be_empty) in columns:
        text = (line.get(name) or "").strip()
        try:
            yield name, parse(text) if text or not may_be_empty else None
        except (ValueError, InvalidOperation):
            faults.append(f"{name} {text!r} harus {expected}")
            yield name, None
