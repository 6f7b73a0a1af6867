"""A city's own regions, drafted from any list of Kemendagri codes and names, and checked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.declarations.catalogue import CatalogueError
from ingest.drafting.plain_table import plain_table
from ingest.parsers.texts import as_words

COLUMNS = (
    "region_code", "region_level", "region_name", "parent_code", "bps_code", "aliases", "postal_code", "valid_from",
    "valid_to",
)  # fmt: skip
_LEVELS = {2: "province", 4: "regency", 6: "district", 10: "village"}
_CUTS = (2, 4, 6, 10)
_HEADERS = {
    "code": ("kode", "kodewilayah", "kodekemendagri", "regioncode", "code", "id"),
    "name": ("nama", "namawilayah", "regionname", "name", "wilayah"),
    "bps": ("kodebps", "bpscode", "bps", "idbps"),
    "aliases": ("alias", "aliases", "ejaanlain", "namalain"),
}


@dataclass(frozen=True)
class _Line:
    """One line of the list of regions.

    It keeps where it stands, the digits of its code, its name, and how else both are written.
    """

    number: int
    digits: str
    name: str
    bps: str
    aliases: str


def city_regions(path: Path, regency: str) -> list[dict[str, str]]:
    """The rows of a regency, its kecamatan and kelurahan, and its province.

    Raises CatalogueError, which lists every fault.
    """
    home = re.sub(r"\D", "", regency)
    problems: list[str] = []
    if len(home) != 4:
        problems.append(f"kode kabupaten/kota harus 4 angka seperti 33.75, bukan {regency!r}")
    lines = [line for line in _lines(path, problems) if _belongs(line, home)]
    problems += _faults(path, lines, home)
    if problems:
        raise CatalogueError(problems)
    return [_row(line) for line in sorted(lines, key=lambda line: (len(line.digits), line.digits))]


def region_lines(path: Path) -> list[dict[str, str]]:
    """The rows of a region list as the house keeps it."""
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def as_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str] = COLUMNS) -> str:
    """The region list, or another table of the city, as the house keeps it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _belongs(line: _Line, home: str) -> bool:
    return line.digits == home[:2] or line.digits.startswith(home)


def _lines(path: Path, problems: list[str]) -> Iterator[_Line]:
    """Lines of the first sheet with a column of codes and one of names."""
    table = plain_table(path, _HEADERS, ("code", "name"))
    if table is None:
        problems.append(f"{path.name}: tidak ada kolom kode dan nama (misalnya: kode, nama, kode_bps, alias)")
        return
    for number, cells in table.rows:
        words = {meaning: as_words(cell).strip() for meaning, cell in cells.items()}
        code = words["code"].removesuffix(".0")
        if code:
            bps = re.sub(r"\D", "", words.get("bps", "").removesuffix(".0"))
            yield _Line(number, re.sub(r"\D", "", code), words["name"], bps, words.get("aliases", ""))


def _faults(path: Path, lines: Sequence[_Line], home: str) -> Iterator[str]:
    """Every fault of the lines, each with its place."""
    seen: dict[str, int] = {}
    for line in lines:
        where = f"{path.name} baris {line.number}"
        if len(line.digits) not in _LEVELS:
            yield f"{where}: kode {line.digits!r} harus 2, 4, 6 atau 10 angka"
        if not line.name:
            yield f"{where}: kode {line.digits} tanpa nama"
        if line.digits in seen:
            yield f"{where}: kode {line.digits} sudah ada di baris {seen[line.digits]}"
        seen.setdefault(line.digits, line.number)
    for line in lines:
        parent = line.digits[: _parent_length(line.digits)]
        if parent and parent not in seen:
            yield f"{path.name} baris {line.number}: induk {parent} dari {line.digits} tidak ada dalam daftar"
    if home not in seen:
        yield f"{path.name}: kabupaten/kota {home} tidak ada dalam daftar"
    elif not any(len(digits) == 10 for digits in seen):
        yield f"{path.name}: tidak ada kelurahan di bawah {home}"


def _parent_length(digits: str) -> int:
    return max((cut for cut in _CUTS if cut < len(digits)), default=0)


def dotted(digits: str) -> str:
    """The code as Kemendagri writes it.

    >>> [dotted(digits) for digits in ("33", "3375", "337502", "3375021004")]
    ['33', '33.75', '33.75.02', '33.75.02.1004']
    """
    cuts = [cut for cut in _CUTS if cut <= len(digits)]
    return ".".join(digits[start:end] for start, end in zip([0, *cuts], cuts, strict=False))


def _row(line: _Line) -> dict[str, str]:
    return {
        "region_code": dotted(line.digits), "region_level": _LEVELS[len(line.digits)], "region_name": line.name,
        "parent_code": dotted(line.digits[: _parent_length(line.digits)]), "bps_code": line.bps,
        "aliases": line.aliases, "postal_code": "", "valid_from": "", "valid_to": "",
    }  # fmt: skip
