"""Made-up people with known values, and the ways in which an office writes each value down.

Each way gives the cell, what a true reader makes of it, and the code that it must say. Days of birth lie past the 12th
and years between 1950 and 1995, so that no written form has two readings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ingest.workbook import CellError, UncachedFormula
from simulation.desk import MONTHS

ERROR = CellError("#N/A")
FORMULA = UncachedFormula("=A1+1")
_EPOCH = dt.date(1899, 12, 30)
_MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
_OLD = {2: "Pebruari", 11: "Nopember", 8: "Agustus"}
_NAMES = "Andi Baso|Besse Tenri|La Tang|I Suhada|Ambo Upe|Hj. Nurhayati|Muh. Yusuf|Sitti Aminah|Daeng Ma'mur|Rahmatiah"


@dataclass(frozen=True)
class Place:
    """A kelurahan with its codes and spellings."""

    name: str
    district: str
    code: str
    alias: str
    slip: str


PLACES = (
    Place("LUMPUE", "BACUKIKI BARAT", "73.72.04.1003", "Lumpu'e", "LUUMPUE"),
    Place("LAPADDE", "UJUNG", "73.72.02.1004", "Lapade", "LAPAADDE"),
    Place("KAMPUNG PISANG", "SOREANG", "73.72.03.1004", "Kp. Pisang", "KAMPUUNG PISANG"),
    Place("GALUNG MALOANG", "BACUKIKI", "73.72.01.1010", "Galung Maloeng", "GALUNGG MALOANG"),
    Place("CAPPA GALUNG", "BACUKIKI BARAT", "73.72.04.1002", "Cappagalung", "CAPPAA GALUNG"),
)


@dataclass(frozen=True)
class Person:
    """One made-up person; everything follows from a number."""

    number: int

    @property
    def name(self) -> str:
        names = _NAMES.split("|")
        return f"{names[self.number % len(names)]} {chr(65 + self.number // 10 % 26)}{'aeiou'[self.number % 5]}ra"

    @property
    def sex(self) -> str:
        return "LP"[self.number % 2]

    @property
    def birth(self) -> dt.date:
        return dt.date(1950 + self.number * 7 % 46, 1 + self.number % 12, 13 + self.number % 16)

    @property
    def nik(self) -> str:
        day = self.birth.day + (40 if self.sex == "P" else 0)
        return f"777201{day:02d}{self.birth:%m%y}{self.number + 1:04d}"

    @property
    def card(self) -> str:
        return f"777203{13 + self.number // 3 % 12:02d}0711{self.number // 3 + 1:04d}"

    @property
    def place(self) -> Place:
        return PLACES[self.number % len(PLACES)]

    @property
    def amount(self) -> int:
        return 450_000 + 5_000 * self.number


@dataclass(frozen=True)
class Written:
    """A cell, what it truly says (None: nothing can be trusted), and the code to be said, if any."""

    cell: Any
    value: Any
    code: str | None = None


Way = Callable[[Person], Written]


def _number(of: Callable[[Person], str], kind: str) -> dict[str, Way]:
    """Ways of writing a 16-digit number."""
    return {
        "plain": lambda p: Written(of(p), of(p)),
        "apostrophe": lambda p: Written("'" + of(p), of(p), f"{kind}-009"),
        "blanks": lambda p: Written(f"\u00a0{of(p)}  ", of(p), f"{kind}-009"),
        "dots": lambda p: Written(f"{of(p)[:6]}.{of(p)[6:12]}.{of(p)[12:]}", of(p), f"{kind}-009"),
        "decimal": lambda p: Written(of(p) + ".0", of(p), f"{kind}-009"),
        "as number": lambda p: Written(float(of(p)[:15] + "0"), None, f"{kind}-003"),
        "scientific": lambda p: Written(f"{of(p)[0]},{of(p)[1:6]}E+15", None, f"{kind}-003"),
        "empty": lambda p: Written(None, None, f"{kind}-001"),
        "dash": lambda p: Written("-", None, f"{kind}-004"),
        "nines": lambda p: Written("9" * 16, None, f"{kind}-004"),
        "short": lambda p: Written(of(p)[:15], None, f"{kind}-002"),
        "masked": lambda p: Written(of(p)[:4] + "x" * 12, None, f"{kind}-010"),
        "error": lambda p: Written(ERROR, None, "SEL-001"),
        "formula": lambda p: Written(FORMULA, None, "SEL-002"),
    }  # fmt: skip


WAYS: dict[str, dict[str, Way]] = {
    "nik": _number(lambda p: p.nik, "NIK"),
    "family_card_no": _number(lambda p: p.card, "KK"),
    "full_name": {
        "plain": lambda p: Written(p.name, p.name),
        "blanks": lambda p: Written(f"\u00a0{p.name.replace(' ', '  ')} ", p.name),
        "empty": lambda p: Written(None, None),
        "error": lambda p: Written(ERROR, None, "SEL-001"),
    },
    "sex": {
        "plain": lambda p: Written(p.sex, p.sex),
        "word": lambda p: Written({"L": "LAKI-LAKI", "P": "Pr"}[p.sex], p.sex),
        "digit": lambda p: Written({"L": 1, "P": 2}[p.sex], p.sex),
        "unknown": lambda p: Written("?", None, "JK-001"),
        "empty": lambda p: Written(None, None),
    },
    "birth_date": {
        "plain": lambda p: Written(f"{p.birth:%d-%m-%Y}", p.birth),
        "date cell": lambda p: Written(p.birth, p.birth),
        "words": lambda p: Written(f"{p.birth.day} {MONTHS[p.birth.month - 1]} {p.birth.year}", p.birth),
        "old month": lambda p: Written(
            f"{p.birth.day} {_OLD.get(p.birth.month, MONTHS[p.birth.month - 1])} {p.birth.year}", p.birth
        ),
        "serial": lambda p: Written((p.birth - _EPOCH).days, p.birth),
        "two digits": lambda p: Written(f"{p.birth.day}/{p.birth.month}/{p.birth:%y}", p.birth),
        "month first": lambda p: Written(f"{p.birth:%m/%d/%Y}", p.birth, "TGL-006"),
        "zeros": lambda p: Written("00-00-0000", None, "TGL-003"),
        "unreadable": lambda p: Written(f"{p.birth.year}an", None, "TGL-001"),
        "empty": lambda p: Written(None, None),
        "error": lambda p: Written(ERROR, None, "SEL-001"),
    },
    "address": {
        "plain": lambda p: Written(f"Jl. Melati No. {p.number + 1}", f"Jl. Melati No. {p.number + 1}"),
        "like a formula": lambda p: Written("=HYPERLINK(\"http://x\")&A1", "=HYPERLINK(\"http://x\")&A1"),
        "two lines": lambda p: Written("BTN Blok C\nNo. 5", "BTN Blok C No. 5"),
        "empty": lambda p: Written(None, None),
    },
    "rt": {
        "plain": lambda p: Written(f"{1 + p.number % 9:03d}", f"{1 + p.number % 9:03d}"),
        "number": lambda p: Written(1 + p.number % 9, f"{1 + p.number % 9:03d}"),
        "empty": lambda p: Written(None, None),
    },
    "benefit_amount_idr": {
        "plain": lambda p: Written(p.amount, p.amount),
        "rupiah": lambda p: Written(f"Rp {p.amount:,},-".replace(",", ".", 1), p.amount),
        "decimals": lambda p: Written(f"{p.amount:,}".replace(",", ".") + ",00", p.amount),
        "commas": lambda p: Written(f"{p.amount:,}", p.amount),
        "two readings": lambda p: Written("1.5", None, "RP-002"),
        "word": lambda p: Written("lunas", None, "RP-001"),
        "empty": lambda p: Written(None, None),
        "formula": lambda p: Written(FORMULA, None, "SEL-002"),
    },
    "village_code": {
        "plain": lambda p: Written(p.place.name, p.place.code),
        "alias": lambda p: Written(p.place.alias, p.place.code),
        "slip": lambda p: Written(p.place.slip, p.place.code, "WIL-003"),
        "unknown": lambda p: Written("ENTAH", None, "WIL-001"),
    },
    "is_kps_holder": {
        "plain": lambda p: Written("Ya", True),
        "digit": lambda p: Written(2, False),
        "tick": lambda p: Written("v", True),
        "unknown": lambda p: Written("mungkin", None, "YT-001"),
        "empty": lambda p: Written(None, False),
    },
    "note": {"plain": lambda p: Written(None, None), "remark": lambda p: Written("pindah alamat", "pindah alamat")},
    "mother_name": {"plain": lambda p: Written("Sitti Hawa", "Sitti Hawa"), "empty": lambda p: Written(None, None)},
    "father_name": {"plain": lambda p: Written("Ambo Tuwo", "Ambo Tuwo"), "empty": lambda p: Written(None, None)},
}  # fmt: skip
