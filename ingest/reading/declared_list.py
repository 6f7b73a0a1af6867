"""One list of one agency as declared for a semester, with all that reading needs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from ingest.declarations.catalogue import AgencyFolder, Catalogue, EntitySchema
from ingest.declarations.contract import Table
from ingest.inbox.receive import Arrival
from ingest.parsers.places import Regions
from ingest.reading.fitting import fits_field
from ingest.reading.typed import Reading
from ingest.semester import Semester
from ingest.sheets.mapping import HeaderBook
from ingest.sheets.said_otherwise import with_other_ways
from ingest.submission import Submission
from ingest.workbook import Cell


@dataclass(frozen=True)
class DeclaredList:
    """One list of one agency as it is declared for one semester."""

    folder: AgencyFolder
    table_id: str
    table: Table
    schema: EntitySchema
    semester: Semester
    catalogue: Catalogue
    aside: frozenset[str] = frozenset()  # fields that people have set aside in this file

    @cached_property
    def book(self) -> HeaderBook:
        return HeaderBook(self.table, self.schema, self.catalogue.ignored_headers, self._fits, self.aside)

    @property
    def reading(self) -> Reading:
        """The needs of reading its columns."""
        table = self.table.model_copy(update={"snapshot": self.snapshot_id})
        return Reading(table, self.schema, self.catalogue, self.regions, self.as_of)

    def _fits(self, field: str, cells: Sequence[Cell]) -> bool:
        return fits_field(field, cells, self.reading)

    @property
    def regions(self) -> Regions:
        return _regions(self.folder.regions_path)

    @property
    def as_of(self) -> dt.date:
        return dt.date.fromisoformat(self.table.as_of) if self.table.as_of else self.semester.last_day

    @property
    def snapshot_id(self) -> str | None:
        return self.table.snapshot.format(semester=self.semester) if self.table.snapshot else None

    def of_file(self, sha256: str) -> DeclaredList:
        """The list as one file has it, less what is set aside there."""
        aside = self.table.aside_in(sha256)
        return replace(self, table=self.table.of_file(sha256), aside=with_other_ways(aside)) if aside else self

    def of_version(self, *texts: str) -> DeclaredList:
        """The list as the version of its source that one of `texts` names.

        It is the list itself where none does. `texts` are the file's name and what stands in its cells of
        snapshot_version.
        """
        versions = self.table.versions
        if versions is None:
            return self
        named = (re.search(pattern, text, re.IGNORECASE) for text in texts for pattern in versions.found)
        found = next(filter(None, named), None)
        if found is None:
            return self
        day = versions.as_of.get(found["version"])
        told = {"snapshot": versions.snapshot.format(**found.groupdict())}
        if day is not None:
            told["as_of"] = f"{found['year']}-{day}"
        return replace(self, table=self.table.model_copy(update=told))


@lru_cache(maxsize=8)
def _regions(path: Path) -> Regions:
    return Regions.load(path)


def declared_list(folder: AgencyFolder, table_id: str, semester: Semester, catalogue: Catalogue) -> DeclaredList:
    """The list `table_id` as declared for `semester`."""
    table = folder.agency.tables[table_id].at(semester)
    return DeclaredList(folder, table_id, table, catalogue.entities[table.feeds], semester, catalogue)


def submission_of(arrival: Arrival, declared: DeclaredList) -> Submission:
    """The submission that `arrival` is as the list `declared`, nothing counted yet."""
    return Submission(
        submission_id=f"{declared.semester}-{declared.folder.agency.agency}-{declared.table_id}-{arrival.sha256[:12]}",
        semester=str(declared.semester),
        agency_id=declared.folder.agency.agency,
        table_id=declared.table_id,
        entity=declared.table.feeds,
        programme_code=declared.table.programme or "",
        file_name=arrival.file_name,
        file_sha256=arrival.sha256,
        received_at=arrival.received_at,
        as_of_date=declared.as_of.isoformat(),
        snapshot_id=declared.snapshot_id,
    )
