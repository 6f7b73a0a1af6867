"""Suggests what could be right in place of a wrong value.

Only where that is known. Lost digits of a number are never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from delivery.workbook.issues import CellIssue
from ingest.declarations.catalogue import Catalogue
from ingest.fold import fold_place
from ingest.parsers.identifiers import nik_facts
from ingest.reading.declared_list import DeclaredList
from ingest.sheets.locate import nearest

_SEX = {"L": "L (laki-laki)", "P": "P (perempuan)"}
_DIGITS = re.compile(r"\d")
_THREE = re.compile(r"(?:Rp\.?\s*)?(\d{1,3})[.,](\d{3})(?:,-)?", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(.*\D)(\d\d)")


@dataclass
class Suggestions:
    """Suggestions for the issues of one list."""

    declared: DeclaredList
    catalogue: Catalogue
    rows_with: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, declared: DeclaredList, catalogue: Catalogue, issues: Sequence[CellIssue]) -> Suggestions:
        """Ready for these issues: rows with the same number know of one another."""
        rows: dict[tuple[str, str], list[str]] = {}
        for issue in issues:
            if issue.code in ("NIK-007", "NIK-008"):
                rows.setdefault((issue.code, _number(issue.value)), []).append(_place(issue))
        return cls(declared, catalogue, rows)

    def __post_init__(self) -> None:
        names = {row["region_code"]: row["region_name"] for row in self.catalogue.region_rows()}
        self._villages: dict[str, list[str]] = {}
        self._named: dict[str, str] = {}
        for row in self.catalogue.region_rows():
            if row["region_level"] == "village":
                folded = fold_place(row["region_name"])
                self._villages.setdefault(folded, []).append(names.get(row["parent_code"], ""))
                self._named[folded] = row["region_name"]
        self._kinds: dict[str, Callable[[CellIssue], str]] = {
            "NIK-007": self._other_rows, "NIK-008": self._other_rows, "NIK-011": self._said_by_nik, "JK-001": _sex,
            "TGL-001": _birth_date, "TGL-003": _birth_date, "TGL-004": _birth_date, "TGL-006": _birth_date,
            "TGL-002": _both_centuries, "WIL-001": self._near_village, "WIL-002": self._districts,
            "WIL-004": self._districts, "KODE-001": self._near_code, "PRG-001": self._near_programme,
            "YT-001": lambda _: "Ya atau Tidak", "RP-002": _both_amounts, "ANG-002": _both_amounts,
        }  # fmt: skip

    def suggest(self, issue: CellIssue) -> str:
        """The suggestion for the office to decide; "" where nobody can know."""
        kind = self._kinds.get(issue.code)
        return kind(issue) if kind else ""

    def _other_rows(self, issue: CellIssue) -> str:
        same = {_said(*place): None for place in issue.row.get("same_nik", ())}
        same |= dict.fromkeys(self.rows_with.get((issue.code, _number(issue.value)), ()))
        others = [place for place in same if place != _place(issue)]
        if not others:
            return ""
        more = f" dan {len(others) - 4} lainnya" if len(others) > 4 else ""
        return f"Bandingkan dengan {', '.join(others[:4])}{more}"

    def _said_by_nik(self, issue: CellIssue) -> str:
        number = _number(issue.value)
        if len(number) != 16:
            return ""
        facts = nik_facts(number)
        return f"NIK menyebut lahir {number[6:12] and _day_in(number)}, {_SEX.get(facts.sex or '', '-')}"

    def _near_village(self, issue: CellIssue) -> str:
        found = nearest(issue.value, self._named.values()) if issue.value else None
        if found is None:
            return ""
        districts = " atau ".join(self._villages[fold_place(found[0])])
        return f"Mungkin {found[0]} (Kec. {districts})"

    def _districts(self, issue: CellIssue) -> str:
        folded = fold_place(issue.value)
        districts = self._villages.get(folded)
        return f"{self._named[folded]} ada di Kec. {' dan '.join(districts)}" if districts else ""

    def _near_code(self, issue: CellIssue) -> str:
        declared_field = self.declared.schema.fields.get(issue.field)
        vocabulary = self.catalogue.vocabularies.get(
            (declared_field.vocabulary if declared_field else None) or issue.field
        )
        labels = [code.label for code in vocabulary.codes.values()] if vocabulary else []
        found = nearest(issue.value, labels)
        return f"Mungkin {found[0]}" if found else ""

    def _near_programme(self, issue: CellIssue) -> str:
        found = nearest(issue.value, [programme.label for programme in self.catalogue.programmes.values()])
        return f"Mungkin {found[0]}" if found else ""


def _number(value: str) -> str:
    return "".join(_DIGITS.findall(value))


def _place(issue: CellIssue) -> str:
    return _said(issue.sheet, issue.row_number)


def _said(sheet: str, row_number: int) -> str:
    return f"{sheet + ' ' if sheet else ''}baris {row_number}"


def _day_in(number: str) -> str:
    """The birth date in a NIK, its century open."""
    day = int(number[6:8])
    return f"{day - 40 if day > 40 else day:02}-{number[8:10]}-(..){number[10:12]}"


def _sex(issue: CellIssue) -> str:
    nik = issue.row.get("nik")
    sex = nik_facts(nik).sex if nik else None
    return f"Menurut NIK: {_SEX[sex]}" if sex in _SEX else ""


def _birth_date(issue: CellIssue) -> str:
    """The date that the row was read with, or what its NIK says."""
    birth_date = issue.row.get("birth_date")
    if "birth" not in issue.field:
        return ""
    if isinstance(birth_date, date):
        return f"{birth_date:%d-%m-%Y}"
    nik = issue.row.get("nik")
    return f"Menurut NIK: {_day_in(nik)}" if nik else ""


def _both_centuries(issue: CellIssue) -> str:
    found = _SHORT_YEAR.fullmatch(issue.value)
    return f"{found[1]}19{found[2]} atau {found[1]}20{found[2]}" if found else ""


def _both_amounts(issue: CellIssue) -> str:
    found = _THREE.fullmatch(issue.value.strip())
    return f"{found[1]}.{found[2]} (ribuan) atau {found[1]},{found[2]} (desimal)" if found else ""
