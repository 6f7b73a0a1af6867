"""A city of two dozen made-up people over three semesters, in which every figure can be counted by hand.

BDT-2015 came in 2017-S1 and stays in force in 2017-S2; BDT-2018 is agreed from 2018-S1 on. Families and their best
percentile: F1 10, F2 25, F3 26, F4 40, F5 none, F6 12 (whose one person is in another family, F7, from 2017-S2 on).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

S1, S2, S3 = "2017-S1", "2017-S2", "2018-S1"
LOMPOE, LEMOE, LAKESSI = "73.72.01.1004", "73.72.01.1009", "73.72.03.1001"
_SNAPSHOTS = {S1: ("BDT-2015", date(2015, 7, 1)), S3: ("BDT-2018", date(2018, 1, 1))}
_PROGRAMMES = {
    "KKS": ("family", "card", "dinsos"), "PKH": ("family", "cash", "dinsos"), "PIP": ("pupil", "cash", "disdik"),
    "PBI_JK": ("person", "subsidy", "dinkes"), "RASTRA": ("family", "food", "bag_ekonomi"),
    "DAPODIK": ("pupil", None, "disdik"), "RTLH": ("house", "goods", "perkim"),
}  # fmt: skip
_TABLES = {
    ("bappeda", "bdt_2015"): ("reference_records", None, False),
    ("bappeda", "programme_progress"): ("programme_progress", None, True),
    ("dinsos", "kks"): ("enrolment_records", "KKS", True),
    ("dinsos", "pkh"): ("enrolment_records", "PKH", True),
    ("disdik", "pip"): ("enrolment_records", "PIP", True),
    ("disdik", "dapodik"): ("enrolment_records", "DAPODIK", True),
    ("dinkes", "pbi_jk"): ("enrolment_records", "PBI_JK", True),
    ("bag_ekonomi", "rastra"): ("allocation_records", "RASTRA", True),
    ("disdukcapil", "registry_match"): ("civil_registry_records", None, True),
    ("perkim", "rtlh"): ("enrolment_records", "RTLH", True),
}
_KEY_OF = {table_id: (agency_id, table_id) for agency_id, table_id in _TABLES}


@dataclass
class Book:
    """Rows by table; every row of a list gets its record id, its link and its place in a submission."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def listed(
        self,
        semester: str,
        table_id: str,
        person: str,
        family: str,
        *,
        rung: int = 1,
        score: float = 1.0,
        **values: Any,
    ) -> None:
        """One row of a list, linked to `person` of `family`; a row alone (rung 0) has no score."""
        entity, record_id = self.figure(semester, table_id, **values)
        self.rows["person_links"].append(
            {"record_id": record_id, "entity": entity, "semester": semester, "person_id": person, "family_id": family,
             "rung": rung, "score": score if rung else None, "evidence": "test"}
        )  # fmt: skip

    def figure(self, semester: str, table_id: str, **values: Any) -> tuple[str, str]:
        """One row of a list; gives its entity and record id."""
        agency_id, _ = _KEY_OF[table_id]
        entity = _TABLES[agency_id, table_id][0]
        number = 1 + sum(row["semester"] == semester and row["table_id"] == table_id for row in self.rows[entity])
        record_id = f"{semester}/{table_id}/{number}"
        row = {
            "record_id": record_id, "submission_id": f"{semester}/{table_id}", "agency_id": agency_id,
            "table_id": table_id, "semester": semester, "sheet": "Sheet1", "row_number": number + 5,
        }  # fmt: skip
        self.rows[entity].append(row | values)
        return entity, record_id


def _nik_of(person: str) -> str:
    return f"777201010180{sum(map(ord, person)):04d}"


def _reference(book: Book, semester: str, person: str, family: str, **values: Any) -> None:
    """A row of the snapshot that came in `semester`."""
    snapshot, day = _SNAPSHOTS[semester]
    given: dict[str, Any] = {
        "village_code": LOMPOE, "snapshot_id": snapshot, "as_of_date": day, "nik_status": "valid",
        "nik": _nik_of(person), "full_name": f"Nama {person}", "household_id": f"H{family}",
    } | values  # fmt: skip
    book.listed(semester, "bdt_2015", person, family, **given)


def _receipt(book: Book, semester: str, table_id: str, person: str, family: str, **values: Any) -> None:
    """A row of a list of receivers; a receipt unless said otherwise."""
    given: dict[str, Any] = {
        "is_receipt": True, "enrolment_status": "active", "nik_status": "valid", "village_code": LEMOE,
        "programme_code": _TABLES[_KEY_OF[table_id]][1], "nik": _nik_of(person), "full_name": f"Nama {person}",
    } | values  # fmt: skip
    book.listed(semester, table_id, person, family, **given)


def _first_semester(book: Book) -> None:
    _reference(book, S1, "P1", "F1", welfare_percentile=10, relation_head="head", age_years=40)
    _reference(book, S1, "P2", "F1", welfare_percentile=10, birth_date=date(2005, 6, 30))
    _reference(book, S1, "P3", "F2", welfare_percentile=25, age_years=50)
    _reference(book, S1, "P4", "F3", welfare_percentile=26, age_years=50)
    _reference(book, S1, "P5", "F4", welfare_percentile=40, age_years=4)
    _reference(book, S1, "P6", "F4", welfare_percentile=41, age_years=30)
    _reference(book, S1, "P7", "F5", age_years=30)
    _reference(book, S1, "P8", "F6", welfare_percentile=12, age_years=19, nik=None, nik_status="missing")
    _receipt(book, S1, "kks", "P1", "F1")
    _receipt(book, S1, "kks", "P1", "F1", nik_status="damaged")  # the same receiver twice is one receiver
    _receipt(book, S1, "kks", "P3", "F2", rung=2, score=0.8)  # a link that leaves doubt
    _receipt(book, S1, "kks", "P4", "F3")
    _receipt(book, S1, "kks", "P7", "F5")
    _receipt(book, S1, "kks", "P90", "F9", rung=0, benefit_amount_idr=500_000, nik=None, nik_status="missing")
    _receipt(book, S1, "kks", "P80", "F8", is_receipt=False, enrolment_status="inactive")
    # the mother who fetches PKH is not in the agreed source herself; her family is
    _receipt(book, S1, "pkh", "P11", "F1", benefit_amount_idr=472_500)
    _receipt(book, S1, "pkh", "P11", "F1", benefit_amount_idr=472_500)
    _receipt(book, S1, "pbi_jk", "P2", "F1")
    _receipt(book, S1, "pbi_jk", "P6", "F4")
    _receipt(book, S1, "pbi_jk", "P11", "F1")
    _receipt(book, S1, "dapodik", "P2", "F1", is_receipt=False)
    _rastra(book, LOMPOE, quota=100, served=100, kg=1500)
    _rastra(book, LEMOE, quota=80, served=75, kg=1200)
    _progress(book, "KKS", "KPM", counts=(100, 80), rupiah=(1_000_000, 750_000))
    _progress(book, "PKH", "KPM", counts=(10, 5), rupiah=(400, 100))
    _progress(book, "PKH", "orang", counts=(30, 15), rupiah=(600, 400))


def _asked(book: Book, pair: str, one: tuple[str, str], other: tuple[str, str], **values: Any) -> None:
    """A pair of the review queue; each side is a row of S1 (list and number) and its person."""
    sides = {
        f"{name}_{side}": value
        for side, (record, person) in (("a", one), ("b", other))
        for name, value in (
            ("semester", S1), ("entity", _TABLES[_KEY_OF[record.split("/")[0]]][0]), ("record_id", f"{S1}/{record}"),
            ("fingerprint", f"{sum(map(ord, record)):016x}"), ("person_id", person),
        )
    }  # fmt: skip
    book.rows["review_queue"].append({"pair_id": pair, "reason": "review_band", **sides, **values})


def _queue(book: Book) -> None:
    """P90 has 500,000 of one programme, P11 945,000 of two, P4 one without a sum, P3 and P7 likewise."""
    _asked(book, "T1", ("kks/6", "P90"), ("bdt_2015/4", "P4"))
    _asked(book, "T2", ("pkh/1", "P11"), ("kks/3", "P3"))
    _asked(book, "T3", ("kks/4", "P4"), ("kks/5", "P7"), reason="review_band", score=0.7)
    decided = {"decided_by": "Operator", "decided_at": "2018-01-02T03:04:05+00:00", "decided_reason": "KTP dilihat"}
    told = {"reason": "decided", "is_in_force": True, **decided}
    _asked(book, "T4", ("pkh/1", "P11"), ("kks/6", "P90"), verdict="cannot_say", **told)
    _asked(book, "T5", ("pkh/1", "P11"), ("pkh/2", "P11"), verdict="same", **told)


def _rastra(book: Book, area: str, quota: int, served: int, kg: int) -> None:
    book.figure(
        S1, "rastra", programme_code="RASTRA", area_level="village", area_code=area, unit="family", quota_count=quota,
        recipient_count=served, quota_kg=kg, realised_kg=kg,
    )  # fmt: skip


def _progress(book: Book, code: str, unit: str, counts: tuple[int, int], rupiah: tuple[int, int]) -> None:
    """Target and realisation, in units and in rupiah."""
    book.figure(
        S1, "programme_progress", programme_code=code, programme_text=code, unit_text=unit, target_count=counts[0],
        realised_count=counts[1], budget_idr=rupiah[0], realised_idr=rupiah[1],
    )  # fmt: skip


def _second_semester(book: Book) -> None:
    _receipt(book, S2, "kks", "P1", "F1")
    _receipt(book, S2, "kks", "P4", "F3")
    _receipt(book, S2, "kks", "P5", "F4")
    _receipt(book, S2, "kks", "P8", "F7")  # listed in 2015 in F6; since then in a family of her own
    _receipt(book, S2, "kks", "P7", "F5", is_receipt=False, enrolment_status="inactive")
    _receipt(book, S2, "pip", "P2", "F1")
    _receipt(book, S2, "pip", "P6", "F4", is_receipt=False, enrolment_status="nominated")
    _receipt(book, S2, "pkh", "P11", "F1")
    _receipt(book, S2, "pkh", "P4", "F3")
    book.listed(S2, "registry_match", "P3", "F2", registry_status="deceased", full_name="Nama P3")


def _third_semester(book: Book) -> None:
    villages = [LOMPOE] * 3 + [LEMOE] * 6 + [LAKESSI] * 8
    shared = {"welfare_percentile": 5, "sex": "L", "age_years": 30, "is_disabled": False}
    for number, village in enumerate(villages, start=1):
        _reference(book, S3, f"Q{number}", f"G{number}", village_code=village, **shared)
        _receipt(book, S3, "pbi_jk", f"Q{number}", f"G{number}")
    _reference(
        book, S3, "Q99", "G99", welfare_percentile=31, village_code=LAKESSI, sex="P", age_years=30, is_disabled=True
    )


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every table's rows, the side tables included."""
    book = Book()
    _first_semester(book)
    _second_semester(book)
    _third_semester(book)
    _queue(book)
    side = _side_tables(book)
    return dict(book.rows) | side


_ABSENT = {("pip", S1), ("pkh", S3), ("rtlh", S2), ("rtlh", S3), ("bdt_2015", S2)}
_HELD = {("rtlh", S1)}


def _side_tables(book: Book) -> dict[str, list[dict[str, Any]]]:
    all_lists = [(semester, key, declared) for semester in (S1, S2, S3) for key, declared in _TABLES.items()]
    return {
        "submissions": [
            _submission(book, semester, key) for semester, key, _ in all_lists if (key[1], semester) not in _ABSENT
        ],
        "expected_submissions": [
            {"semester": semester, "agency_id": key[0], "table_id": key[1]}
            for semester, key, (*_, expected) in all_lists if expected
        ],
        "agencies": [
            {"agency_id": name, "agency_name": name.title()} for name in sorted({name for name, _ in _TABLES})
        ],
        "agency_tables": [
            {"agency_id": agency, "table_id": table, "entity": entity, "programme_code": code, "is_expected": expected}
            for (agency, table), (entity, code, expected) in _TABLES.items()
        ],
        "programmes": [
            {"programme_code": code, "programme_name": code.title(), "unit": unit, "cluster": 1,
             "benefit_type": benefit, "agency_id": agency}
            for code, (unit, benefit, agency) in _PROGRAMMES.items()
        ],
        "regions": [
            {"region_code": code, "region_level": level, "region_name": name, "parent_code": parent}
            for code, level, name, parent in (
                ("73.72", "regency", "Kota Parepare", None), ("73.72.01", "district", "Bacukiki", "73.72"),
                ("73.72.03", "district", "Soreang", "73.72"), (LOMPOE, "village", "Lompoe", "73.72.01"),
                (LEMOE, "village", "Lemoe", "73.72.01"), (LAKESSI, "village", "Lakessi", "73.72.03"),
            )
        ],
        "agreed_sources": [
            {"semester": S1, "snapshot_id": "BDT-2015", "agreed_by": "Rakor", "sha256": f"sha-{S1}-bdt_2015"},
            {"semester": S3, "snapshot_id": "BDT-2018", "agreed_by": "Rakor", "sha256": "another file"},
        ],
        "agreed_targets": [{"semester": S3, "programme_code": "PBI_JK", "max_percentile": 30, "max_decile": None}],
        "official_population": [{"region_code": "73.72", "as_of_date": date(2024, 12, 31), "person_count": 163_314}],
        "official_poverty": [
            {"region_code": "73.72", "year": year, "poor_person_count": poor, "p0_percent": Decimal(share)}
            for year, poor, share in ((2017, 8071, "5.70"), (2018, 8014, "5.59"))
        ],
        "persons": _seen(book, "person_id"),
        "families": _seen(book, "family_id"),
    }  # fmt: skip


def _submission(book: Book, semester: str, key: tuple[str, str]) -> dict[str, Any]:
    agency, table = key
    entity, programme, _ = _TABLES[key]
    count = sum(row["semester"] == semester and row["table_id"] == table for row in book.rows[entity])
    return {
        "submission_id": f"{semester}/{table}", "semester": semester, "agency_id": agency, "table_id": table,
        "entity": entity, "programme_code": programme, "file_name": f"{table}.xlsx",
        "file_sha256": f"sha-{semester}-{table}",
        "status": "held" if (table, semester) in _HELD else "admitted", "is_stale": False, "rows_in": count + 9,
        "rows_accepted": count, "rows_rejected": 2, "rows_furniture": 7,
        "snapshot_id": _SNAPSHOTS[semester][0] if table == "bdt_2015" else None,
    }  # fmt: skip


def _seen(book: Book, column: str) -> list[dict[str, Any]]:
    """First and last semester of every id."""
    seen: dict[str, list[str]] = defaultdict(list)
    for row in book.rows["person_links"]:
        seen[row[column]].append(row["semester"])
    return [
        {column: name, "first_semester": min(semesters), "last_semester": max(semesters)}
        for name, semesters in sorted(seen.items())
    ]
