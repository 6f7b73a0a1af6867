"""One semester of a release, with its names and dates, for all chapters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from delivery.pack.figures import UNITS, Source
from delivery.pack.numerals import day, half
from delivery.pack.queries import Tables, read_tables
from delivery.release.frames import Row
from delivery.release.frames import Tables as ReleasedTables
from ingest.semester import Semester

# A programme whose name is no longer than this is called by it, others by their letters.
_SHORT = 16


@dataclass(frozen=True)
class Village:
    """One kelurahan of the city."""

    code: str
    name: str
    district: str

    @property
    def chapter(self) -> str:
        """The key of its chapter."""
        return f"k-{self.code.replace('.', '')}"


@dataclass(frozen=True)
class Meeting:
    """One semester as a release tells it."""

    semester: Semester
    city_code: str
    release: str
    tables: Tables
    before: Tables

    @classmethod
    def of(cls, released: ReleasedTables, semester: str, city_code: str) -> Meeting:
        """The meeting of a semester, from the tables of a release."""
        wanted = Semester.parse(semester)
        return cls(wanted, city_code, released.release.name, *read_tables(released, wanted))

    @property
    def has_before(self) -> bool:
        """True when the release holds the semester before too."""
        return bool(self.before["mart_programme_progress"])

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table."""
        return self.tables[table]

    def sources(self, mart: str, **where: Any) -> list[Source]:
        """The rows of a mart that fit, with the date of their list."""
        return [
            Source(mart, row, self.as_of(row.get("programme_code")))
            for row in self.tables[mart]
            if all(row[key] == value for key, value in where.items())
        ]

    def sources_before(self, mart: str) -> list[Source]:
        """The rows of a mart in the semester before."""
        return [Source(mart, row) for row in self.before[mart]]

    def as_of(self, programme_code: str | None) -> date | None:
        """The date of the newest list of a programme."""
        days = [
            row["as_of_date"]
            for row in self.rows("fct_submissions")
            if row["programme_code"] == programme_code and row["as_of_date"]
        ]
        return max(days, default=None)

    @cached_property
    def agencies(self) -> Mapping[str, str]:
        """Agency -> its name."""
        return {row["agency_id"]: row["agency_name"] for row in self.rows("dim_agency")}

    @cached_property
    def programmes(self) -> Mapping[str, Row]:
        """Programme -> what it is."""
        return {row["programme_code"]: row for row in self.rows("dim_programme")}

    def programme(self, code: str) -> str:
        """The short name of a programme, or of several together."""
        return " + ".join(map(self._short, code.split("+"))) if code != "-" else "semua program"

    def _short(self, code: str) -> str:
        name = self.programmes[code]["programme_name"] if code in self.programmes else code
        return str(name) if len(name) <= _SHORT else code.replace("_", "-")

    def list_name(self, row: Row) -> str:
        """The name of a list: its programme, else what the list is called."""
        return (
            self.programme(row["programme_code"]) if row["programme_code"] else str(row["table_id"]).replace("_", " ")
        )

    def unit(self, code: str) -> str:
        """The unit that a programme is counted in, in words."""
        return UNITS.get(self.programmes[code]["unit"], "penerima") if code in self.programmes else "penerima"

    @cached_property
    def city(self) -> str:
        """The name of the city."""
        names = [row["region_name"] for row in self.rows("dim_region") if row["region_code"] == self.city_code]
        return names[0] if names else "Seluruh wilayah"

    @cached_property
    def villages(self) -> tuple[Village, ...]:
        """The kelurahan of the city, by kecamatan."""
        found = [
            Village(row["region_code"], row["region_name"], row["parent_name"])
            for row in self.rows("dim_region")
            if row["region_level"] == "village" and row["region_code"].startswith(self.city_code)
        ]
        return tuple(sorted(found, key=lambda village: (village.district, village.name)))

    @cached_property
    def snapshot(self) -> Row | None:
        """The agreed source in force, or None."""
        return next((row for row in self.rows("dim_reference_snapshot") if row["is_in_force"]), None)

    @property
    def period(self) -> str:
        """The semester in words."""
        return half(self.semester)

    @property
    def source_note(self) -> str:
        """The sentence on dates under a table that compares lists with the agreed source."""
        if self.snapshot is None:
            return f"Data: daftar {self.period}; belum ada sumber acuan. Rilis {self.release}."
        as_of = f" per {day(self.snapshot['as_of_date'])}" if self.snapshot["as_of_date"] else ""
        return f"Data: daftar {self.period}; sumber acuan {self.snapshot['snapshot_id']}{as_of}. Rilis {self.release}."
