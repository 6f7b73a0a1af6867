"""A submission: one file of one agency as one list, its counts and problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from ingest.declarations.contract import IssueCode
from ingest.parsers.masking import without_long_numbers
from ingest.store import Store, read_sealed, write_sealed

Severity = Literal["hold", "reject", "warning", "info"]
Status = Literal["conformed", "held", "duplicate", "admitted", "superseded", "withdrawn"]


@dataclass(frozen=True)
class Problem:
    """One thing to tell an office: code, place, masked finding, expectation, and action."""

    code: str
    severity: Severity
    message: str
    action: str
    sheet: str = ""
    cell: str = ""
    found: str = ""
    expected: str = ""
    count: int = 1

    @classmethod
    def of(cls, codes: Mapping[str, IssueCode], code: str, **place: Any) -> Problem:
        """The problem `code` in the code list's words, long numbers starred out.

        What is no field of a person (a header, a title, a file name) may hold one all the same.
        """
        words = codes[code]
        place["found"] = without_long_numbers(place.get("found", ""))
        return cls(code, words.severity, words.message, words.action, **place)

    def sentence(self) -> str:
        """The problem in one line for an office user."""
        where = ", ".join(
            part for part in (self.sheet and f"lembar {self.sheet}", self.cell and f"sel {self.cell}") if part
        )
        found = f" Tertulis: {self.found}." if self.found else ""
        expected = f" Diharapkan: {self.expected}." if self.expected else ""
        times = f" ({self.count} kali)" if self.count > 1 else ""
        line = f"{where + ': ' if where else ''}{self.message}{times}{found}{expected} {self.action}"
        return f"[{self.code}] {line}".rstrip()


@dataclass(frozen=True)
class StatedTotalCheck:
    """A total that a sheet states, beside what its rows give."""

    sheet: str
    row_number: int
    label: str
    field: str
    stated: float
    counted: float
    kind: Literal["total", "subtotal"] = "total"

    @property
    def agrees(self) -> bool:
        return abs(self.stated - self.counted) < 0.005


@dataclass(frozen=True)
class UnreadColumn:
    """A column that fills no field, with its looks; the sample is masked.

    `outdone`: the field that its header names, where a likelier column was read as that.
    """

    header: str
    sheet: str
    cell: str
    filled: float
    sample: str
    shape: str
    outdone: str = ""


@dataclass(frozen=True)
class SlippedColumn(UnreadColumn):
    """A column that is read, as `field`, and asked about all the same."""

    field: str = ""


@dataclass(frozen=True)
class WordMet:
    """A frequent word of a field; `meaning` is its status, "" where no code fits."""

    field: str
    word: str
    count: int
    meaning: str = ""


@dataclass(frozen=True)
class Submission:
    """One file as one list. rows_in = rows_accepted + rows_rejected + rows_furniture, always."""

    submission_id: str
    semester: str
    agency_id: str
    table_id: str
    entity: str
    programme_code: str
    file_name: str
    file_sha256: str
    received_at: str
    as_of_date: str | None = None
    snapshot_id: str | None = None
    rows_in: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_furniture: int = 0
    furniture: Mapping[str, int] = field(default_factory=dict)
    totals: tuple[StatedTotalCheck, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[UnreadColumn, ...] = ()
    slipped: tuple[SlippedColumn, ...] = ()
    words: tuple[WordMet, ...] = ()
    problems: tuple[Problem, ...] = ()
    status: Status = "conformed"
    hold_codes: tuple[str, ...] = ()
    contract_hash: str = ""
    corrects: tuple[str, ...] = ()  # submissions whose workbook this is, sent back with corrections; the newest first
    beside: tuple[str, ...] = ()  # the other lists that the same file brings
    changes: Mapping[str, int] = field(default_factory=dict)  # rows new, gone, changed against what this supersedes

    @property
    def holding(self) -> tuple[str, ...]:
        """The codes of problems that hold this submission, each once."""
        return tuple(sorted({problem.code for problem in self.problems if problem.severity == "hold"}))

    @property
    def stated_total(self) -> float | None:
        """The sum of what the sheets state for the first field that they total."""
        return sum(total.stated for total in self._first_totals()) if self.totals else None

    @property
    def counted_total(self) -> float | None:
        """The rows' figure for `stated_total`."""
        return sum(total.counted for total in self._first_totals()) if self.totals else None

    def _first_totals(self) -> list[StatedTotalCheck]:
        """Grand totals where a sheet has them, else its subtotals: never both."""
        first = [total for total in self.totals if total.field == self.totals[0].field]
        grand = {total.sheet for total in first if total.kind == "total"}
        return [total for total in first if total.kind == "total" or total.sheet not in grand]

    def with_status(self, status: Status, hold_codes: Sequence[str] = ()) -> Submission:
        return replace(self, status=status, hold_codes=tuple(hold_codes))

    def folder(self, store: Store) -> Path:
        return store.conformed(self.agency_id, self.table_id or "_unclaimed", self.semester)

    def report(self, store: Store) -> Path:
        return self.folder(store) / f"{self.submission_id}.json"

    def parquet(self, store: Store) -> Path:
        return self.folder(store) / f"{self.submission_id}.parquet"

    def rejects(self, store: Store) -> Path:
        return self.folder(store) / "rejects" / f"{self.submission_id}.parquet"

    def issues(self, store: Store) -> Path:
        return self.folder(store) / "issues" / f"{self.submission_id}.parquet"

    def unread_cells(self, store: Store) -> Path:
        return self.folder(store) / "unread" / f"{self.submission_id}.parquet"

    def failures(self, store: Store) -> Path:
        return self.folder(store) / "failures" / f"{self.submission_id}.parquet"

    def save(self, store: Store) -> None:
        """Writes the report beside the rows."""
        write_sealed(asdict(self), self.report(store))

    @classmethod
    def load(cls, path: Path) -> Submission:
        """The submission whose report stands at `path`; DamagedError where it is not what was written."""
        return cls.of_json(read_sealed(path))

    @classmethod
    def of_json(cls, content: dict[str, Any]) -> Submission:
        """The submission that was written as JSON."""
        content["problems"] = tuple(Problem(**problem) for problem in content["problems"])
        content["totals"] = tuple(StatedTotalCheck(**total) for total in content["totals"])
        content["unread"] = tuple(UnreadColumn(**column) for column in content.get("unread", ()))
        content["slipped"] = tuple(SlippedColumn(**column) for column in content.get("slipped", ()))
        content["words"] = tuple(WordMet(**word) for word in content.get("words", ()))
        content["hold_codes"] = tuple(content["hold_codes"])
        for name in ("corrects", "beside"):
            content[name] = tuple(content.get(name, ()))
        return cls(**content)
