"""Everything that would be said about one file, without a run and without keeping anything: ingest alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from ingest.catalogue import AgencyFolder, Catalogue
from ingest.claim import claim, claims_by_name
from ingest.conform import Conformed, conform
from ingest.listed import Listed
from ingest.parsers.masking import mask
from ingest.receive import Arrival
from ingest.semester import Semester
from ingest.submission import Problem, Submission
from ingest.workbook import UnreadableFile, Workbook, open_workbook

_MASKS = {"nik": "identifier", "family_card": "identifier", "id_text": "identifier", "name": "name"}


@dataclass(frozen=True)
class ColumnSeen:
    """One header: the field that it fills (or `ignored`, `unknown`), and a first value, masked where it is personal."""

    header: str
    field: str
    sample: str


@dataclass(frozen=True)
class FileCheck:
    """What would be said of a file. `others` names the lists that it could be as well."""

    file_name: str
    semester: str
    agency_id: str
    table_id: str
    submission: Submission | None
    columns: tuple[ColumnSeen, ...]
    problems: tuple[Problem, ...]
    others: tuple[str, ...] = ()

    @property
    def is_held(self) -> bool:
        return any(problem.severity == "hold" for problem in self.problems)


def guess_place(path: Path, catalogue: Catalogue) -> tuple[str | None, str | None]:
    """(agency, semester) that the folders of an inbox tell: `.../2017-S1/dinsos/kks.xlsx`."""
    names = path.resolve().parts[:-1]
    agency = next((name for name in reversed(names) if name in catalogue.agencies), None)
    return agency, next((name for name in reversed(names) if _is_semester(name)), None)


def _is_semester(text: str) -> bool:
    try:
        Semester.parse(text)
    except ValueError:
        return False
    return True


def check_file(
    path: Path, catalogue: Catalogue, agency_id: str | None = None, semester: str | None = None
) -> FileCheck:
    """What would be said of the file at `path`. Agency and semester come from its folders when they are not given."""
    own_agency, own_semester = guess_place(path, catalogue)
    agency_id = agency_id or own_agency
    when = Semester.parse(semester or own_semester or str(Semester.containing(date.today())))
    folders = [catalogue.agencies[agency_id]] if agency_id else [f for _, f in sorted(catalogue.agencies.items())]
    arrival = _arrival(path)
    blank = FileCheck(path.name, str(when), agency_id or "", "", None, (), ())
    try:
        workbook = open_workbook(path)
        claims = _claims(path.name, workbook, folders, when, catalogue)
        if not claims:
            return replace(blank, problems=(_unclaimed(path.name, folders, catalogue),))
        one, others = claims[0], [f"{each.folder.agency.agency}/{each.table_id}" for each in claims[1:]]
        conformed = conform(arrival, workbook, one)
    except UnreadableFile as unreadable:
        problem = replace(Problem.of(catalogue.issue_codes, unreadable.code), message=unreadable.reason_id)
        return replace(blank, problems=(problem,))
    return FileCheck(
        path.name, str(when), one.folder.agency.agency, one.table_id, conformed.submission,
        tuple(_columns(conformed, one)), conformed.submission.problems, tuple(others),
    )  # fmt: skip


def _arrival(path: Path) -> Arrival:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        for block in iter(lambda: source.read(1 << 20), b""):
            digest.update(block)
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Arrival(path.name, digest.hexdigest(), path, modified)


def _claims(
    name: str, workbook: Workbook, folders: Sequence[AgencyFolder], when: Semester, catalogue: Catalogue
) -> list[Listed]:
    """The lists that the file can be: by its name where a name fits, else by its headers."""
    named = [folder for folder in folders if claims_by_name(name, folder, when, catalogue)]
    found = (claim(name, workbook, folder, when, catalogue) for folder in named or folders)
    return [one for one in found if one is not None]


def _unclaimed(name: str, folders: Sequence[AgencyFolder], catalogue: Catalogue) -> Problem:
    patterns = sorted({p for folder in folders for table in folder.agency.tables.values() for p in table.files})
    expected = ", ".join(patterns) if len(folders) == 1 else "nama berkas salah satu daftar"
    return Problem.of(catalogue.issue_codes, "FIL-005", found=name, expected=expected)


def _columns(conformed: Conformed, one: Listed) -> Iterator[ColumnSeen]:
    for header, field in conformed.submission.columns.items():
        yield ColumnSeen(header, field, _sample(conformed, one, field))


def _sample(conformed: Conformed, one: Listed, field: str) -> str:
    if field not in conformed.rows.column_names:
        return ""
    value = next((cell for cell in conformed.rows[field].to_pylist()[:200] if cell is not None), None)
    column = one.schema.columns.get(field)
    if value is None or column is None or column.personal_data == "none":
        return "" if value is None else str(value)[:40]
    known = one.schema.fields.get(field)
    return mask(str(value), _MASKS.get(known.type, "other") if known else "other")  # type: ignore[arg-type]
