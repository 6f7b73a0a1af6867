"""Suggests what could be right in place of a wrong value.

Only where that is known. Lost digits of a number are never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from delivery.workbook.findings import Finding
from ingest.declarations.catalogue import Catalogue
from ingest.fold import fold_place
from ingest.parsers.identifiers import nik_facts
from ingest.reading.declared_list import Listed
from ingest.sheets.locate import nearest

_SEX = {"L": "L (laki-laki)", "P": "P (perempuan)"}
_DIGITS = re.compile(r"\d")
_THREE = re.compile(r"(?:Rp\.?\s*)?(\d{1,3})[.,](\d{3})(?:,-)?", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(.*\D)(\d\d)")


@dataclass
class Suggestions:
    """Suggestions for the findings of one list."""

    one: Listed
    catalogue: Catalogue
    rows_with: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, one: Listed, catalogue: Catalogue, findings: Sequence[Finding]) -> Suggestions:
        """Ready for these findings: rows with the same number know of one another."""
        rows: dict[tuple[str, str], list[str]] = {}
        for finding in findings:
            if finding.code in ("NIK-007", "NIK-008"):
                rows.setdefault((finding.code, _number(finding.value)), []).append(_place(finding))
        return cls(one, catalogue, rows)

    def __post_init__(self) -> None:
        names = {row["region_code"]: row["region_name"] for row in self.catalogue.region_rows()}
        self._villages: dict[str, list[str]] = {}
        self._named: dict[str, str] = {}
        for row in self.catalogue.region_rows():
            if row["region_level"] == "village":
                folded = fold_place(row["region_name"])
                self._villages.setdefault(folded, []).append(names.get(row["parent_code"], ""))
                self._named[folded] = row["region_name"]
        self._kinds: dict[str, Callable[[Finding], str]] = {
            "NIK-007": self._other_rows, "NIK-008": self._other_rows, "NIK-011": self._said_by_nik, "JK-001": _sex,
            "TGL-001": _birth_date, "TGL-003": _birth_date, "TGL-004": _birth_date, "TGL-006": _birth_date,
            "TGL-002": _both_centuries, "WIL-001": self._near_village, "WIL-002": self._districts,
            "WIL-004": self._districts, "KODE-001": self._near_code, "PRG-001": self._near_programme,
            "YT-001": lambda _: "Ya atau Tidak", "RP-002": _both_amounts, "ANG-002": _both_amounts,
        }  # fmt: skip

    def suggest(self, finding: Finding) -> str:
        """The suggestion for the office to decide; "" where nobody can know."""
        kind = self._kinds.get(finding.code)
        return kind(finding) if kind else ""

    def _other_rows(self, finding: Finding) -> str:
        same = {_said(*place): None for place in finding.row.get("same_nik", ())}
        same |= dict.fromkeys(self.rows_with.get((finding.code, _number(finding.value)), ()))
        others = [place for place in same if place != _place(finding)]
        if not others:
            return ""
        more = f" dan {len(others) - 4} lainnya" if len(others) > 4 else ""
        return f"Bandingkan dengan {', '.join(others[:4])}{more}"

    def _said_by_nik(self, finding: Finding) -> str:
        number = _number(finding.value)
        if len(number) != 16:
            return ""
        facts = nik_facts(number)
        return f"NIK menyebut lahir {number[6:12] and _day_in(number)}, {_SEX.get(facts.sex or '', '-')}"

    def _near_village(self, finding: Finding) -> str:
        found = nearest(finding.value, self._named.values()) if finding.value else None
        if found is None:
            return ""
        districts = " atau ".join(self._villages[fold_place(found[0])])
        return f"Mungkin {found[0]} (Kec. {districts})"

    def _districts(self, finding: Finding) -> str:
        folded = fold_place(finding.value)
        districts = self._villages.get(folded)
        return f"{self._named[folded]} ada di Kec. {' dan '.join(districts)}" if districts else ""

    def _near_code(self, finding: Finding) -> str:
        known = self.one.schema.fields.get(finding.field)
        vocabulary = self.catalogue.vocabularies.get((known.vocabulary if known else None) or finding.field)
        labels = [code.label for code in vocabulary.codes.values()] if vocabulary else []
        found = nearest(finding.value, labels)
        return f"Mungkin {found[0]}" if found else ""

    def _near_programme(self, finding: Finding) -> str:
        found = nearest(finding.value, [one.label for one in self.catalogue.programmes.values()])
        return f"Mungkin {found[0]}" if found else ""


def _number(value: str) -> str:
    return "".join(_DIGITS.findall(value))


def _place(finding: Finding) -> str:
    return _said(finding.sheet, finding.row_number)


def _said(sheet: str, row_number: int) -> str:
    return f"{sheet + ' ' if sheet else ''}baris {row_number}"


def _day_in(number: str) -> str:
    """The birth date in a NIK, its century open."""
    day = int(number[6:8])
    return f"{day - 40 if day > 40 else day:02}-{number[8:10]}-(..){number[10:12]}"


def _sex(finding: Finding) -> str:
    nik = finding.row.get("nik")
    sex = nik_facts(nik).sex if nik else None
    return f"Menurut NIK: {_SEX[sex]}" if sex in _SEX else ""


def _birth_date(finding: Finding) -> str:
    """The date that the row was read with, or what its NIK says."""
    known = finding.row.get("birth_date")
    if "birth" not in finding.field:
        return ""
    if isinstance(known, date):
        return f"{known:%d-%m-%Y}"
    nik = finding.row.get("nik")
    return f"Menurut NIK: {_day_in(nik)}" if nik else ""


def _both_centuries(finding: Finding) -> str:
    found = _SHORT_YEAR.fullmatch(finding.value)
    return f"{found[1]}19{found[2]} atau {found[1]}20{found[2]}" if found else ""


def _both_amounts(finding: Finding) -> str:
    found = _THREE.fullmatch(finding.value.strip())
    return f"{found[1]}.{found[2]} (ribuan) atau {found[1]},{found[2]} (desimal)" if found else ""
