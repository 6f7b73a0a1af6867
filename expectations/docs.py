"""Writes one page per semester that says how good each list is.

It is a file that opens anywhere, without a network.

Great Expectations' own Data Docs are not used: they fetch style and scripts from the internet, show SQL and English,
and can show failing values. This page has the rules in the office's words, and counts only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from expectations.history import semesters_judged, trends_of
from expectations.rules import DIMENSIONS
from expectations.verdict import RuleResult, Verdict
from ingest.declarations.catalogue import Catalogue
from ingest.parsers.masking import without_long_numbers
from ingest.store import Store, write_text

if TYPE_CHECKING:
    from ingest.submission import Submission

_OWNERS = {"agency": "instansi", "bappeda": "Bappeda", "engineer": "pengelola sistem"}
_FATES = {
    "admitted": "diakui",
    "held": "ditahan",
    "superseded": "digantikan kiriman yang lebih baru",
    "duplicate": "berkas yang sama dikirim lagi",
}
_ORDER = {"failed": 0, "passed": 1, "not_asked": 2}
_KINDS = {
    "text": "teks", "date": "tanggal", "integer": "bilangan", "bigint": "bilangan", "decimal": "bilangan",
    "boolean": "ya/tidak",
}  # fmt: skip
_PAGE = "quality_page.html.j2"
_INDEX = "quality_index.html.j2"


@dataclass(frozen=True)
class _List:
    """One list as the page shows it."""

    agency: str
    name: str
    anchor: str
    file_name: str
    received_at: str
    workbook: str
    fate: str
    hold_codes: Sequence[str]
    rows_accepted: int
    rows_rejected: int
    failed_rules: int
    is_duplicate: bool
    held_by_reading: Sequence[tuple[str, str]]
    rules: Sequence[RuleResult]
    causes: Mapping[str, str]
    trends: Mapping[str, str]

    @property
    def is_open(self) -> bool:
        return self.failed_rules > 0 or self.fate == "held"


def write_docs(
    store: Store,
    catalogue: Catalogue,
    semester: str,
    submissions: Sequence[Submission],
    verdicts: Sequence[Verdict],
    workbooks: Mapping[str, Path] | None = None,
) -> Path:
    """Writes the page of `semester` and the index over all; returns the page's path.

    The same verdicts give the same bytes. `workbooks`: the correction workbook of each submission that gets one.
    """
    verdict_of = {verdict.submission_id: verdict for verdict in verdicts}
    judged = [(s, verdict_of[s.submission_id]) for s in submissions if s.submission_id in verdict_of]
    judged.sort(key=lambda pair: (pair[0].agency_id, pair[0].table_id, pair[0].submission_id))
    path = store.quality / semester / "index.html"
    lists = [_list(store, catalogue, submission, verdict, workbooks or {}) for submission, verdict in judged]
    write_text(_page(semester, judged, lists), path)
    write_text(_template(_INDEX).render(semesters=semesters_judged(store)), store.quality / "index.html")
    return path


def _template(name: str) -> Template:
    # autoescape whatever the template's name ends in: names of files and lists are what offices wrote
    pages = Environment(
        loader=PackageLoader("expectations", "."), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return pages.get_template(name)


def _page(semester: str, judged: Sequence[tuple[Submission, Verdict]], lists: Sequence[_List]) -> str:
    fates = Counter(_fate(submission, verdict) for submission, verdict in judged)
    return _template(_PAGE).render(
        semester=semester,
        lists=lists,
        counted=", ".join(f"{fates[fate]} {word}" for fate, word in _FATES.items() if fates[fate]),
        fates=_FATES,
        dimensions=DIMENSIONS,
        owners=_OWNERS,
    )


def _list(
    store: Store, catalogue: Catalogue, submission: Submission, verdict: Verdict, workbooks: Mapping[str, Path]
) -> _List:
    workbook = workbooks.get(submission.submission_id)
    folder, known = catalogue.agencies.get(submission.agency_id), catalogue.issue_codes
    return _List(
        agency=folder.agency.name if folder else submission.agency_id,
        name=_name(catalogue, submission),
        anchor=submission.submission_id,
        file_name=without_long_numbers(submission.file_name),
        received_at=submission.received_at[:16].replace("T", " "),
        workbook=f"../../{workbook.relative_to(store.home).as_posix()}" if workbook else "",
        fate=_fate(submission, verdict),
        hold_codes=sorted({*submission.hold_codes, *verdict.hold_codes}),
        rows_accepted=submission.rows_accepted,
        rows_rejected=submission.rows_rejected,
        failed_rules=len(verdict.failed),
        is_duplicate=submission.status == "duplicate",
        held_by_reading=[
            (code, f"{known[code].title}. {known[code].action}" if code in known else "") for code in verdict.hold_codes
        ],
        rules=sorted(verdict.results, key=lambda result: (_ORDER[result.outcome], result.severity != "critical")),
        causes=_causes(store, catalogue, submission),
        trends=trends_of(store, submission),
    )


def _name(catalogue: Catalogue, submission: Submission) -> str:
    """The list in words."""
    folder = catalogue.agencies.get(submission.agency_id)
    table = folder.agency.tables.get(submission.table_id) if folder else None
    return catalogue.list_name(submission.table_id, table) if table else "berkas yang belum dikenal"


def _causes(store: Store, catalogue: Catalogue, submission: Submission) -> dict[str, str]:
    """The columns in which rows break each rule, with their kind; no value."""
    path, schema = submission.failures(store), catalogue.entities.get(submission.entity)
    if schema is None or not path.exists():
        return {}
    counts: dict[str, Counter[str]] = {}
    for row in pq.read_table(path, columns=["rule_code", "field"]).to_pylist():
        counts.setdefault(row["rule_code"], Counter())[row["field"]] += 1
    kinds = {name: _KINDS.get(column.type, column.type) for name, column in schema.columns.items()}
    return {
        code: ", ".join(f"{field} ({kinds.get(field, '?')}): {times}" for field, times in sorted(columns.items()))
        for code, columns in counts.items()
    }


def _fate(submission: Submission, verdict: Verdict) -> str:
    """The words for what became of a file.

    Accepting may hold or replace what was judged well (two rival files, a later version).
    """
    if submission.status in ("duplicate", "superseded"):
        return submission.status
    return "held" if submission.status == "held" or not verdict.admitted else "admitted"
