"""Defines the YAML that people write: entities, vocabularies, agencies. Unknown keys are errors.

Only the form is judged here; whether names point at something that exists is the catalogue's work.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from ingest.semester import Semester

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
ProgrammeCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
SemesterText = Annotated[str, AfterValidator(lambda text: str(Semester.parse(text)))]
FieldType = Literal[
    "text", "id_text", "name", "nik", "family_card", "date", "date_or_age", "place_and_date", "integer", "decimal",
    "rupiah", "age", "percentile", "decile", "sex", "yes_no", "code", "programme", "village", "district", "area",
    "region_code", "rt", "rw", "rt_rw", "address", "year",
]  # fmt: skip
PersonalData = Literal["none", "personal", "restricted", "specific"]
PlaceSource = Literal["column", "sheet_name", "title", "file_name"]
StoredType = Literal["text", "integer", "bigint", "decimal", "date", "boolean"]


class Strict(BaseModel):
    """Base of every declaration: frozen, and a key that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EntityField(Strict):
    """One field that a column can fill, with every known spelling of its header."""

    type: FieldType
    description: str
    personal_data: PersonalData = "none"
    unit: str | None = None
    vocabulary: str | None = None
    width: int | None = None
    blank_is: Literal["no", "unknown"] = "unknown"
    spellings: tuple[str, ...] = ()


class StoredColumn(Strict):
    """One column of a canonical table as stored, where no field of that name exists."""

    type: StoredType
    description: str
    personal_data: PersonalData = "none"
    unit: str | None = None
    vocabulary: str | None = None


class Dictionary(Strict):
    """All fields and columns of the house: one meaning, one name, written once."""

    fields: dict[Identifier, EntityField]
    columns: dict[Identifier, StoredColumn]
    ignored: tuple[str, ...] = ()
    meant_beside: dict[Identifier, dict[str, tuple[str, ...]]] = {}
    abbreviations: dict[str, str] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}


class Entity(Strict):
    """One canonical table: its fields read from sheets and its stored columns, by dictionary name."""

    entity: Identifier
    description: str
    grain: str
    required_any: tuple[tuple[Identifier, ...], ...] = ()
    fields: tuple[Identifier, ...]
    columns: tuple[Identifier, ...]
    ignored: tuple[str, ...] = ()


class VocabularyCode(Strict):
    """One code of a closed list with the spellings that mean it."""

    label: str
    spellings: tuple[str, ...] = ()
    unit: Literal["person", "family", "house", "pupil", "case"] | None = None
    cluster: int | None = None
    benefit_type: str | None = None


class Vocabulary(Strict):
    """A closed list of codes."""

    vocabulary: Identifier
    description: str
    codes: dict[str, VocabularyCode]

    @property
    def spelled(self) -> dict[str, list[str]]:
        """Code -> its spellings and its label."""
        return {code: [*entry.spellings, entry.label] for code, entry in self.codes.items()}


class Programme(VocabularyCode):
    """A programme that an agency brings along with its declaration."""

    unit: Literal["person", "family", "house", "pupil", "case"]


class Header(Strict):
    """The words by which a table's header band is known."""

    contains: tuple[str | tuple[str, ...], ...] = ()


class RowBounds(Strict):
    """The row counts of a healthy list; below `min` holds, above `max` warns."""

    min: int = Field(default=0, ge=0)
    max: int | None = None


class Receipt(Strict):
    """The rows that are receipts: all, unless statuses or the list's `words` say otherwise."""

    status: dict[Literal["in", "not"], tuple[str, ...]] = {}
    words: dict[str, bool] = {}


class Unpivot(Strict):
    """Columns that hold one figure for several categories or years: one output row for each."""

    into: Identifier
    columns: dict[str, dict[Identifier, str | int]]


class Join(Strict):
    """The list of families to take columns from, and the number that both lists have."""

    table: Identifier
    by: Identifier


class Versions(Strict):
    """The versions of a source within a semester, each true on its day (`as_of`, MM-DD)."""

    found: tuple[str, ...]  # expressions with groups year and version, for file names and cells of snapshot_version
    snapshot: str
    as_of: dict[str, Annotated[str, StringConstraints(pattern=r"^[01][0-9]-[0-3][0-9]$")]] = {}


class Change(Strict):
    """The differences from a semester on."""

    columns: dict[Identifier, tuple[str, ...]] = {}
    ignore: tuple[str, ...] = ()
    files: tuple[str, ...] | None = None


class Table(Strict):
    """One list of one agency: which files, which columns, which rows."""

    feeds: Identifier
    title: str = ""
    description: str = ""
    programme: ProgrammeCode | None = None
    files: tuple[str, ...]
    sheets: tuple[str, ...] = ()
    ignore_sheets: tuple[str, ...] = ()
    header: Header = Header()
    place_from: tuple[PlaceSource, ...] = ("column", "sheet_name", "title", "file_name")
    area_level: Literal["village", "district", "regency", "province"] | None = None
    columns: dict[Identifier, tuple[str, ...]] = {}
    constants: dict[Identifier, str | int] = {}
    receipt: Receipt = Receipt()
    ignore: tuple[str, ...] = ()
    unpivot: tuple[Unpivot, ...] = ()
    values: dict[Identifier, dict[str, str]] = {}
    blank_is: dict[Identifier, Literal["no", "unknown"]] = {}
    role: dict[Identifier, Literal["pupil", "adult", "any"]] = {}
    region_codes: Literal["bps", "kemendagri"] | None = None
    required: tuple[Identifier, ...] = ()
    rows: RowBounds = RowBounds()
    expected: Literal["semester", "once", "no"] = "semester"
    alternatives: tuple[Identifier, ...] = ()  # lists of this office, any of which may come in its place
    since: SemesterText | None = None
    until: SemesterText | None = None
    snapshot: str | None = None
    as_of: str | None = None
    versions: Versions | None = None
    join: Join | None = None
    period: Literal["semester", "any"] = "semester"
    unique: tuple[Identifier, ...] = ()
    reads_hidden: bool = False
    totals: dict[Identifier, Literal["sum", "count"]] = {}
    set_aside: dict[Identifier, tuple[str, ...]] = {}  # fields of no use in single files, by how their hashes begin
    told_versions: dict[str, Literal["current", "older", "part"]] = {}  # what rival files are, by how hashes begin
    told_repeats: tuple[str, ...] = ()  # files whose repeated NIKs people let stand, by how their hashes begin
    changes: dict[SemesterText, Change] = {}

    def is_in_force(self, semester: Semester) -> bool:
        """True when this list exists in `semester` at all."""
        begun = self.since is None or Semester.parse(self.since) <= semester
        return begun and (self.until is None or semester <= Semester.parse(self.until))

    def is_awaited(self, semester: Semester, here: Collection[str | None]) -> bool:
        """True when this list is awaited in `semester` and no alternative is `here`."""
        return self.expected == "semester" and self.is_in_force(semester) and not set(self.alternatives) & set(here)

    def aside_in(self, sha256: str) -> frozenset[str]:
        """Fields that are set aside in the file with this hash."""
        return frozenset(name for name, files in self.set_aside.items() if sha256.startswith(files))

    def version_told(self, sha256: str) -> str:
        """The word of people about the file with this hash; "" where there is none."""
        return next((word for start, word in self.told_versions.items() if sha256.startswith(start)), "")

    def of_file(self, sha256: str) -> Table:
        """The table less the fields that are set aside in one file."""
        aside = self.aside_in(sha256)
        required = tuple(name for name in self.required if name not in aside)
        unique = () if aside.intersection(self.unique) else self.unique
        return self.model_copy(update={"required": required, "unique": unique}) if aside else self

    def at(self, semester: Semester) -> Table:
        """The table as it is declared for `semester`, all changes up to it applied."""
        table = self
        for text in sorted((t for t in self.changes if Semester.parse(t) <= semester), key=Semester.parse):
            change = self.changes[text]
            table = table.model_copy(
                update={
                    "columns": {**table.columns, **change.columns},
                    "ignore": table.ignore + change.ignore,
                    "files": change.files or table.files,
                }
            )
        return table


class Agency(Strict):
    """One agency: who it is, where its files are, and its tables."""

    agency: Identifier
    name: str
    aliases: tuple[str, ...] = ()
    pull: str = "inbox"
    contact: str = ""
    regions: str | None = None
    programmes: dict[ProgrammeCode, Programme] = {}
    ignore_files: tuple[str, ...] = ()
    tables: dict[Identifier, Table]


class IssueCode(Strict):
    """One stable code of what can be wrong, in the words of the office user."""

    severity: Literal["hold", "reject", "warning", "info"]
    title: str
    message: str
    action: str
    owner: Literal["agency", "bappeda", "engineer"] = "agency"
