"""Tells the verdicts on a family or person with their reasons, from the restricted list.

Rows of one programme that say the same of several members are told once, with all their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from delivery.pack.numerals import day, listed
from ingest.store import Store
from ingest.submission import Submission

OUTCOMES: Mapping[str | None, str] = {
    "in_target": "Masuk sasaran",
    "out_of_target": "Di luar sasaran",
    "not_found": "Tidak ditemukan di sumber acuan",
    None: "Belum dinilai",
}
_RECEIVES = {True: "menerima", False: "tidak menerima", None: "tanpa daftar nama penerima"}
_TOLD = """
select verdicts.*, village.region_name as village_name, sureness.label_id as rule_sureness,
    other_sureness.label_id as other_sureness
from bnba.list_verdicts as verdicts
left join core.dim_region as village on verdicts.village_code = village.region_code
left join core.dim_code as sureness
    on sureness.code_list = 'confidence' and verdicts.rule_confidence = sureness.code
left join core.dim_code as other_sureness
    on other_sureness.code_list = 'confidence' and verdicts.other_confidence = other_sureness.code
where verdicts.semester = $semester and verdicts.unit_id in (select unnest($units))
order by verdicts.programme_code, verdicts.unit_kind, verdicts.unit_id
"""
_UNITS = """
with persons as (
    select person_id, family_id from core.fct_welfare_status where semester = $semester
    union
    select person_id, family_id from core.bridge_record_person where semester = $semester
),
wanted as (
    select person_id, family_id from persons where $wanted in (person_id, family_id)
    union
    select person_id, family_id from core.bridge_record_person
    where semester = $semester and record_id = $wanted
)
select family_id from wanted where family_id is not null
union select person_id from wanted where not starts_with($wanted, 'F')
union select persons.person_id from wanted inner join persons using (family_id) where starts_with($wanted, 'F')
"""


@dataclass(frozen=True)
class Verdict:
    """One verdict in words; `members` are the persons of whom it says the same."""

    programme: str
    programme_name: str
    unit_kind: str
    reason_code: str
    members: tuple[tuple[str, str | None], ...]
    outcome: str
    is_receiver: bool | None
    reason: str
    rule: str
    letter: str
    cells: tuple[str, ...]
    named: tuple[str, ...]
    turning: str
    ask: str
    other: str
    doubt: str

    @property
    def title(self) -> str:
        """The verdict and the receipt in one phrase."""
        return f"{self.outcome}, {_RECEIVES[self.is_receiver]}"


@dataclass(frozen=True)
class Judged:
    """Whoever was asked about, where they live, and the verdicts on them."""

    wanted: str
    semester: str
    full_name: str | None
    address: str
    verdicts: tuple[Verdict, ...]

    @property
    def asked(self) -> tuple[Verdict, ...]:
        """The verdicts on those whom a programme is for; others are only of another age."""
        return tuple(one for one in self.verdicts if one.reason_code != "age_outside")

    @property
    def too_young_or_old(self) -> tuple[Verdict, ...]:
        """The verdicts that age alone decides."""
        return tuple(one for one in self.verdicts if one.reason_code == "age_outside")


def judge(warehouse: duckdb.DuckDBPyConnection, store: Store, wanted: str, semester: str) -> Judged | None:
    """The verdicts on a person, a family, or the person of a row.

    None where nobody is known by `wanted`, a person_id, family_id or record_id.
    """
    units = [row[0] for row in warehouse.execute(_UNITS, {"semester": semester, "wanted": wanted}).fetchall()]
    if not units:
        return None
    found = warehouse.execute(_TOLD, {"semester": semester, "units": units})
    names = [each[0] for each in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    if not rows:
        return None
    place = min(rows, key=lambda row: (row["unit_kind"], row["full_name"] is None))
    reports = _Reports(store)
    return Judged(wanted, semester, place["full_name"], _address(place), _merged(_told(row, reports) for row in rows))


def newest_semester(warehouse: duckdb.DuckDBPyConnection) -> str | None:
    """The newest semester with verdicts; None where there is none."""
    found = warehouse.execute("select max(semester) from core.dim_semester").fetchone()
    return found[0] if found else None


class _Reports:
    """File and column names, read from the report of a submission once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Submission | None] = {}

    def cells(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """File, sheet, row and column of the cell that decides; () without one."""
        if row["cell_submission_id"] is None:
            return ()
        report = self._report(row)
        name = report.file_name if report else f"{row['cell_agency_id']}/{row['cell_table_id']}"
        headings = {field: heading for heading, field in report.columns.items()} if report else {}
        column = headings.get(row["cell_field"], row["cell_field"])
        return (_place(name, row["cell_sheet"], row["cell_row_number"], column),)

    def _report(self, row: Mapping[str, Any]) -> Submission | None:
        key = row["cell_submission_id"]
        if key not in self._known:
            folder = self._store.conformed(row["cell_agency_id"], row["cell_table_id"], key[:7])
            path = folder / f"{key}.json"
            self._known[key] = Submission.load(path) if path.is_file() else None
        return self._known[key]


def _place(name: str, sheet: str | None, row: int, column: str = "") -> str:
    parts = [name, f"lembar {sheet}" if sheet else "", f"baris {row}", f"kolom {column}" if column else ""]
    return ", ".join(filter(None, parts))


def _told(row: Mapping[str, Any], reports: _Reports) -> Verdict:
    named: tuple[str, ...] = ()
    if row["list_table_id"]:
        named = (_place(f"{row['list_agency_id']}/{row['list_table_id']}", row["list_sheet"], row["list_row_number"]),)
    return Verdict(
        row["programme_code"], row["programme_name"], row["unit_kind"], row["reason_code"],
        ((row["unit_id"], row["full_name"]),), OUTCOMES[row["outcome"]], row["is_receiver"], row["reason_text"],
        _rule(row), _letter(row), reports.cells(row), named, row["turning_text"], row["ask_text"], _other(row),
        _doubt(row),
    )  # fmt: skip


def _rule(row: Mapping[str, Any]) -> str:
    if row["rule_id"] is None:
        return ""
    source = "surat kesepakatan" if row["rule_source"] == "agreed_source" else row["rule_source"]
    return f"{row['rule_id']}: {source} ({row['rule_sureness'].lower()})"


def _letter(row: Mapping[str, Any]) -> str:
    if row["letter_no"] is None:
        return "belum disepakati dengan surat" if row["snapshot_id"] else ""
    return f"{row['letter_no']} tanggal {day(row['letter_date'])}, {row['agreed_by']}"


def _other(row: Mapping[str, Any]) -> str:
    """The result by another public source, where it has another limit."""
    if row["other_source"] is None:
        return ""
    same = "sama" if row["other_outcome"] == row["outcome"] else OUTCOMES[row["other_outcome"]].lower()
    limit = f"desil {row['other_max_decile']}"
    return f"batas {limit} menurut {row['other_source']} ({row['other_sureness'].lower()}): {same}"


def _doubt(row: Mapping[str, Any]) -> str:
    if row["is_weak_link"]:
        return "Pencocokan dengan sumber acuan belum meyakinkan; mungkin orang lain."
    if row["is_unmatchable"]:
        return "Daftar tidak memuat NIK yang sah; mungkin sebenarnya tercatat."
    return ""


def _address(row: Mapping[str, Any]) -> str:
    words = (row["address"], row["rt"] and f"RT {row['rt']}", row["rw"] and f"RW {row['rw']}", row["village_name"])
    return ", ".join(filter(None, words))


def _merged(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """`verdicts` with those put together that say the same of several members of one programme."""
    together: dict[Verdict, list[Verdict]] = {}
    for one in verdicts:
        together.setdefault(replace(one, members=(), named=(), cells=()), []).append(one)
    return tuple(
        replace(
            key,
            members=tuple(member for one in same for member in one.members),
            named=tuple(place for one in same for place in one.named),
            cells=tuple(dict.fromkeys(place for one in same for place in one.cells)),
        )
        for key, same in together.items()
    )


def members_told(verdict: Verdict, names: Sequence[str]) -> str:
    """The family, or those of its members whom it is about."""
    return "Keluarga" if verdict.unit_kind == "family" else listed(list(names))
