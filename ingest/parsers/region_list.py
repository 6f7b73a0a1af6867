"""Holds the regions in force, found by code (two systems) or by name and spellings."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from ingest.fold import fold_place

Level = Literal["province", "regency", "district", "village"]
System = Literal["bps", "kemendagri"]
_KIND_OF_REGENCY = re.compile(
    r"^(?:(kabupaten|kab)|(kota(?:madya)?(?:\s*adm(?:inistrasi)?\b)?|kodya))[\s.:]+(?=\S)", re.IGNORECASE
)
_KIND_OF_AREA = re.compile(
    r"^(?:kel(?:urahan)?\s*/\s*desa|desa\s*/\s*kel(?:urahan)?|kelurahan|kel|desa|ds|kecamatan|kec|distrik|provinsi|propinsi|prov)\b[\s.:]*",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"^\(?\d{1,2}\)?\s*[.)\-:]?\s+|^\d{1,2}[.)]\s*(?=\D)")
_DIGITS = {"province": (2,), "regency": (4,), "district": (6, 7), "village": (10,)}


@dataclass(frozen=True)
class Region:
    """One region: its Kemendagri code with dots, its name, and how else both are written."""

    code: str
    level: Level
    name: str
    parent: str
    bps_code: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class RegionList:
    """Regions by code and folded name; `home`: the regency found without its kecamatan."""

    regions: tuple[Region, ...]
    home_code: str | None = None

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]], home: str | None = None, on: dt.date | None = None) -> RegionList:
        """The list of a regions table's rows valid on a day (all rows without one)."""
        return cls(tuple(_region(row) for row in rows if _is_valid(row, on)), home)

    @classmethod
    def load(cls, path: Path, home: str | None = None, on: dt.date | None = None) -> RegionList:
        """The list of a regions CSV."""
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return cls.of(csv.DictReader(lines), home, on)

    @cached_property
    def by_code(self) -> dict[str, Region]:
        """Region of each Kemendagri code, dotted."""
        return {region.code: region for region in self.regions}

    @cached_property
    def home(self) -> str | None:
        """The regency at home: as told, else the only one whose villages are listed."""
        if self.home_code:
            return self.home_code
        regencies = {self.ancestor(region.code, "regency") for region in self.regions if region.level == "village"}
        return regencies.pop() if len(regencies) == 1 else None

    @cached_property
    def _codes(self) -> dict[System, dict[str, str]]:
        return {
            "kemendagri": {region.code.replace(".", ""): region.code for region in self.regions},
            "bps": {region.bps_code: region.code for region in self.regions if region.bps_code},
        }

    @cached_property
    def _names(self) -> dict[tuple[str, str], set[str]]:
        names: dict[tuple[str, str], set[str]] = defaultdict(set)
        for region in self.regions:
            for spelling in (region.name, *region.aliases):
                for folded in _folded_names(spelling, region.level):
                    names[region.level, folded].add(region.code)
        return dict(names)

    @cached_property
    def _spellings_below(self) -> dict[str, dict[str, str]]:
        below: dict[str, dict[str, str]] = defaultdict(dict)
        for (_, folded), codes in self._names.items():
            for code in codes:
                below[self.by_code[code].parent][folded] = code
        return dict(below)

    @cached_property
    def _names_below(self) -> dict[str, list[tuple[str, str]]]:
        below: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for region in self.regions:
            below[region.parent] += [(spelling, region.code) for spelling in (region.name, *region.aliases)]
        return dict(below)

    def ancestor(self, code: str, level: Level) -> str:
        """The code of the level's region around a Kemendagri code, by its dots."""
        return ".".join(code.split(".")[: ("province", "regency", "district", "village").index(level) + 1])

    def named(self, words: str, level: Level, within: str | None = None) -> set[str]:
        """Codes of the regions of a level that a text names, below `within` when given."""
        for folded in _folded_names(words, level):
            found = self._names.get((level, folded), set())
            if folded.startswith(":"):  # a regency that does not say which kind it is may be either
                found = found.union(*(self._names.get((level, kind + folded), set()) for kind in ("kab", "kota")))
            if inside := {code for code in found if within is None or code.startswith(f"{within}.")}:
                return inside
        return set()

    def spellings_below(self, parent: str) -> dict[str, str]:
        """Folded spelling -> code of the regions right below one."""
        return self._spellings_below.get(parent, {})

    def names_below(self, parent: str) -> list[tuple[str, str]]:
        """The names and other spellings of the regions right below one, each with the code."""
        return self._names_below.get(parent, [])

    def coded(self, words: str, level: Level, system: System | None = None) -> set[str] | None:
        """Codes that a text of digits stands for; None without such a form.

        A code with dots is Kemendagri's. Without dots and without `system` both systems are asked: 7372011004 is one
        kelurahan to BPS and another to Kemendagri.
        """
        digits = words.replace(".", "").replace(" ", "").removesuffix(".0")
        if not (digits.isascii() and digits.isdigit() and len(digits) in _DIGITS[level]):
            return None
        systems: tuple[System, ...] = (
            ("kemendagri",) if "." in words else (system,) if system else ("bps", "kemendagri")
        )
        found = {self._codes[asked].get(digits) for asked in systems}
        return {code for code in found if code is not None and self.by_code[code].level == level}


def _region(row: Mapping[str, str]) -> Region:
    level: Level = row["region_level"]  # type: ignore[assignment]
    aliases = tuple(alias.strip() for alias in (row.get("aliases") or "").split("|") if alias.strip())
    return Region(row["region_code"], level, row["region_name"], row["parent_code"], row.get("bps_code") or "", aliases)


def _is_valid(row: Mapping[str, str], on: dt.date | None) -> bool:
    if on is None:
        return True
    return (row.get("valid_from") or "0000") <= on.isoformat() <= (row.get("valid_to") or "9999")


def kind_of_regency(words: str) -> Literal["kab", "kota"] | None:
    """`kabupaten` or `kota`, as a name says it; None when it says neither.

    >>> kind_of_regency("KAB. BANDUNG"), kind_of_regency("Kota Bandung"), kind_of_regency("Bandung")
    ('kab', 'kota', None)
    """
    found = _KIND_OF_REGENCY.match(words)
    return None if found is None else "kab" if found[1] else "kota"


def _folded_names(words: str, level: Level) -> list[str]:
    """Foldings of a name to try, the most literal first."""
    if level == "regency":
        kind = kind_of_regency(words)
        return [f"{kind or ''}:{fold_place(_KIND_OF_REGENCY.sub('', words) if kind else words)}"]
    bare = _ORDINAL.sub("", words).strip()
    tries = [fold_place(words), fold_place(bare), fold_place(_KIND_OF_AREA.sub("", bare))]
    return [folded for folded in dict.fromkeys(tries) if folded]
