"""A city of two dozen made-up people over three semesters, in which every figure can be counted by hand.

Reference BDT-2015 came in 2017-S1 and stays in force in 2017-S2; BDT-2018 is agreed from 2018-S1 on. Family -> its best percentile:
F1 10, F2 25, F3 26, F4 40, F5 none, F6 12 (the person of F6 stands in a family of her own, F7, from 2017-S2 on).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

S1, S2, S3 = "2017-S1", "2017-S2", "2018-S1"
LOMPOE, LEMOE, LAKESSI = "73.72.01.1004", "73.72.01.1009", "73.72.03.1001"
_PROGRAMMES = {
    "KKS": ("family", "card", "dinsos"), "PKH": ("family", "cash", "dinsos"), "PIP": ("pupil", "cash", "disdik"),
    "PBI_JK": ("person", "subsidy", "dinkes"), "RASTRA": ("family", "food", "bag_ekonomi"),
    "DAPODIK": ("pupil", None, "disdik"), "RTLH": ("house", "goods", "perkim"),
}  # fmt: skip
_TABLES = {
    ("bappeda", "bdt_2015"): ("reference_records", None, False), ("bappeda", "programme_progress"): ("programme_progress", None, True),
    ("dinsos", "kks"): ("enrolment_records", "KKS", True), ("dinsos", "pkh"): ("enrolment_records", "PKH", True),
    ("disdik", "pip"): ("enrolment_records", "PIP", True), ("disdik", "dapodik"): ("enrolment_records", "DAPODIK", True),
    ("dinkes", "pbi_jk"): ("enrolment_records", "PBI_JK", True), ("bag_ekonomi", "rastra"): ("allocation_records", "RASTRA", True),
    ("disdukcapil", "registry_match"): ("civil_registry_records", None, True), ("perkim", "rtlh"): ("enrolment_records", "RTLH", True),
}  # fmt: skip


@dataclass
class Book:
    """Rows by table; every row of a list gets its record id, its link and its place in a submission."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def listed(self, entity: str, semester: str, table: tuple[str, str], person: str, family: str, rung: int = 1, **values: Any) -> None:
        """One row of a list, linked to `person` of `family`."""
        record_id = self._row(entity, semester, table, values)
        self.rows["person_links"].append(
            {"record_id": record_id, "entity": entity, "semester": semester, "person_id": person, "family_id": family,
             "rung": rung, "score": 1.0, "evidence": "test"}
        )  # fmt: skip

    def figure(self, entity: str, semester: str, table: tuple[str, str], **values: Any) -> None:
        """One row of a list of figures."""
        self._row(entity, semester, table, values)

    def _row(self, entity: str, semester: str, table: tuple[str, str], values: dict[str, Any]) -> str:
        number = 1 + sum(row["semester"] == semester and row["table_id"] == table[1] for row in self.rows[entity])
        record_id = f"{semester}/{table[1]}/{number}"
        row = {
            "record_id": record_id, "submission_id": f"{semester}/{table[1]}", "agency_id": table[0], "table_id": table[1],
            "semester": semester, "sheet": "Sheet1", "row_number": number + 5,
        }  # fmt: skip
        self.rows[entity].append(row | values)
        return record_id


def _reference(book: Book, semester: str, snapshot: str, person: str, family: str, percentile: int | None, **values: Any) -> None:
    values.setdefault("village_code", LOMPOE)
    book.listed(
        "reference_records", semester, ("bappeda", "bdt_2015"), person, family, snapshot_id=snapshot, welfare_percentile=percentile,
        as_of_date=date(2015, 7, 1) if snapshot == "BDT-2015" else date(2018, 1, 1), nik_status="valid",
        nik=f"777201010180{sum(map(ord, person)):04d}", full_name=f"Nama {person}", household_id=f"H{family}", **values,
    )  # fmt: skip


def _receipt(book: Book, semester: str, table_id: str, person: str, family: str, rung: int = 1, **values: Any) -> None:
    table = next(table for table in _TABLES if table[1] == table_id)
    values = {"is_receipt": True, "enrolment_status": "active", "nik_status": "valid", "village_code": LEMOE} | values
    book.listed(
        "enrolment_records", semester, table, person, family, rung, programme_code=_TABLES[table][1],
        nik=f"777201010180{sum(map(ord, person)):04d}", full_name=f"Nama {person}", **values,
    )  # fmt: skip


def _first_semester(book: Book) -> None:
    for person, family, percentile, more in (
        ("P1", "F1", 10, {"relation_head": "head", "age_years": 40}), ("P2", "F1", 10, {"birth_date": date(2005, 6, 30)}),
        ("P3", "F2", 25, {"age_years": 50}), ("P4", "F3", 26, {"age_years": 50}), ("P5", "F4", 40, {"age_years": 4}),
        ("P6", "F4", 41, {"age_years": 30}), ("P7", "F5", None, {"age_years": 30}), ("P8", "F6", 12, {"age_years": 19}),
    ):  # fmt: skip
        _reference(book, S1, "BDT-2015", person, family, percentile, **more)
    _receipt(book, S1, "kks", "P1", "F1")
    _receipt(book, S1, "kks", "P1", "F1", nik_status="damaged")  # the same receiver twice is one receiver
    _receipt(book, S1, "kks", "P3", "F2", rung=2)
    _receipt(book, S1, "kks", "P4", "F3")
    _receipt(book, S1, "kks", "P7", "F5")
    _receipt(book, S1, "kks", "P90", "F9", rung=0, benefit_amount_idr=500_000)
    _receipt(book, S1, "kks", "P80", "F8", is_receipt=False, enrolment_status="inactive")
    # the mother who fetches PKH is not in the agreed source herself; her family is
    _receipt(book, S1, "pkh", "P11", "F1", benefit_amount_idr=472_500)
    _receipt(book, S1, "pkh", "P11", "F1", benefit_amount_idr=472_500)
    _receipt(book, S1, "pbi_jk", "P2", "F1")
    _receipt(book, S1, "pbi_jk", "P6", "F4")
    _receipt(book, S1, "pbi_jk", "P11", "F1")
    _receipt(book, S1, "dapodik", "P2", "F1", is_receipt=False)
    for area, quota, served, kg in ((LOMPOE, 100, 100, 1500), (LEMOE, 80, 75, 1200)):
        book.figure(
            "allocation_records", S1, ("bag_ekonomi", "rastra"), programme_code="RASTRA", area_level="village", area_code=area,
            unit="family", quota_count=quota, recipient_count=served, quota_kg=kg, realised_kg=kg,
        )  # fmt: skip
    for code, unit, target, realised, budget, spent in (
        ("KKS", "KPM", 100, 80, 1_000_000, 750_000), ("PKH", "KPM", 10, 5, 400, 100), ("PKH", "orang", 30, 15, 600, 400),
    ):  # fmt: skip
        book.figure(
            "programme_progress", S1, ("bappeda", "programme_progress"), programme_code=code, programme_text=code, unit_text=unit,
            target_count=target, realised_count=realised, budget_idr=budget, realised_idr=spent,
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
    book.listed(
        "civil_registry_records", S2, ("disdukcapil", "registry_match"), "P3", "F2", registry_status="deceased", full_name="Nama P3"
    )


def _third_semester(book: Book) -> None:
    villages = [LOMPOE] * 3 + [LEMOE] * 6 + [LAKESSI] * 8
    for number, village in enumerate(villages, start=1):
        _reference(book, S3, "BDT-2018", f"Q{number}", f"G{number}", 5, village_code=village, sex="L", age_years=30, is_disabled=False)
        _receipt(book, S3, "pbi_jk", f"Q{number}", f"G{number}")
    _reference(book, S3, "BDT-2018", "Q99", "G99", 31, village_code=LAKESSI, sex="P", age_years=30, is_disabled=True)


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every table's rows, the side tables included."""
    book = Book()
    _first_semester(book)
    _second_semester(book)
    _third_semester(book)
    side = _side_tables(book)
    return dict(book.rows) | side


def _side_tables(book: Book) -> dict[str, list[dict[str, Any]]]:
    absent = {("pip", S1), ("pkh", S3), ("rtlh", S2), ("rtlh", S3)}
    held = {("rtlh", S1)}
    submissions = []
    for semester in (S1, S2, S3):
        for (agency, table), (entity, programme, _) in _TABLES.items():
            count = sum(r["semester"] == semester and r["table_id"] == table for r in book.rows[entity])
            if (table, semester) in held:
                status = "held"
            elif (count or table != "bdt_2015") and (table, semester) not in absent:
                status = "admitted"
            else:
                continue
            submissions.append(
                {"submission_id": f"{semester}/{table}", "semester": semester, "agency_id": agency, "table_id": table, "entity": entity,
                 "programme_code": programme, "file_name": f"{table}.xlsx", "file_sha256": f"sha-{semester}-{table}", "status": status,
                 "is_stale": False, "rows_in": count + 9, "rows_accepted": count, "rows_rejected": 2, "rows_furniture": 7,
                 "snapshot_id": {S1: "BDT-2015", S3: "BDT-2018"}.get(semester) if table == "bdt_2015" else None}
            )  # fmt: skip
    persons = sorted({(r["person_id"], r["semester"]) for r in book.rows["person_links"]})
    families = sorted({(r["family_id"], r["semester"]) for r in book.rows["person_links"]})
    return {
        "submissions": submissions,
        "expected_submissions": [
            {"semester": semester, "agency_id": agency, "table_id": table}
            for semester in (S1, S2, S3) for (agency, table), (_, _, expected) in _TABLES.items() if expected
        ],
        "agencies": [{"agency_id": agency, "agency_name": agency.title()} for agency in sorted({a for a, _ in _TABLES})],
        "agency_tables": [
            {"agency_id": agency, "table_id": table, "entity": entity, "programme_code": programme, "is_expected": expected}
            for (agency, table), (entity, programme, expected) in _TABLES.items()
        ],
        "programmes": [
            {"programme_code": code, "programme_name": code.title(), "unit": unit, "cluster": 1, "benefit_type": benefit, "agency_id": agency}
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
            {"semester": S1, "snapshot_id": "BDT-2015", "agreed_by": "Rakor TKPK", "letter_no": "1/2017", "sha256": f"sha-{S1}-bdt_2015"},
            {"semester": S3, "snapshot_id": "BDT-2018", "agreed_by": "Rakor TKPK", "letter_no": "2/2018", "sha256": "another file"},
        ],
        "agreed_targets": [{"semester": S3, "programme_code": "PBI_JK", "max_percentile": 30, "max_decile": None}],
        "persons": [{"person_id": p, "first_semester": s, "last_semester": s} for p, s in dict(reversed(persons)).items()],
        "families": [{"family_id": f, "first_semester": s, "last_semester": s} for f, s in dict(reversed(families)).items()],
    }  # fmt: skip
