"""Writes one page per semester that says how good each list is.

It is a file that opens anywhere, without a network.

Great Expectations' own Data Docs are not used: they fetch style and scripts from the internet, show SQL and English,
and can show failing values. This page has the rules in the office's words, and counts only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from expectations.verdict import RuleResult, Verdict
from ingest.declarations.catalogue import Catalogue
from ingest.store import Store, write_text

if TYPE_CHECKING:
    from ingest.submission import Submission

_DIMENSIONS = {
    "completeness": "kelengkapan", "uniqueness": "keunikan", "validity": "keabsahan", "consistency": "kesesuaian",
    "plausibility": "kewajaran", "volume": "jumlah",
}  # fmt: skip
_OWNERS = {"agency": "instansi", "bappeda": "Bappeda", "engineer": "pengelola sistem"}
_FATES = {
    "admitted": "diterima",
    "held": "ditahan",
    "superseded": "digantikan kiriman yang lebih baru",
    "duplicate": "berkas yang sama dikirim lagi",
}
_ORDER = {"failed": 0, "passed": 1, "not_asked": 2}
_PAGE = "quality_page.html.j2"


@dataclass(frozen=True)
class _List:
    """One list as the page shows it."""

    agency: str
    name: str
    anchor: str
    fate: str
    hold_codes: Sequence[str]
    rows_accepted: int
    rows_rejected: int
    failed_rules: int
    is_duplicate: bool
    held_by_reading: Sequence[tuple[str, str]]
    rules: Sequence[RuleResult]

    @property
    def is_open(self) -> bool:
        return self.failed_rules > 0 or self.fate == "held"


def write_docs(
    store: Store, catalogue: Catalogue, semester: str, submissions: Sequence[Submission], verdicts: Sequence[Verdict]
) -> Path:
    """Writes the page of `semester` and returns its path.

    The same verdicts give the same bytes.
    """
    verdict_of = {verdict.submission_id: verdict for verdict in verdicts}
    judged = [(s, verdict_of[s.submission_id]) for s in submissions if s.submission_id in verdict_of]
    judged.sort(key=lambda pair: (pair[0].agency_id, pair[0].table_id, pair[0].submission_id))
    path = store.quality / semester / "index.html"
    write_text(_page(catalogue, semester, judged), path)
    return path


def _page(catalogue: Catalogue, semester: str, judged: Sequence[tuple[Submission, Verdict]]) -> str:
    fates = Counter(_fate(submission, verdict) for submission, verdict in judged)
    # autoescape whatever the template's name ends in: names of files and lists are what offices wrote
    pages = Environment(
        loader=PackageLoader("expectations", "."), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return pages.get_template(_PAGE).render(
        semester=semester,
        lists=[_list(catalogue, submission, verdict) for submission, verdict in judged],
        counted=", ".join(f"{fates[fate]} {word}" for fate, word in _FATES.items() if fates[fate]),
        fates=_FATES,
        dimensions=_DIMENSIONS,
        owners=_OWNERS,
    )


def _list(catalogue: Catalogue, submission: Submission, verdict: Verdict) -> _List:
    folder, known = catalogue.agencies.get(submission.agency_id), catalogue.issue_codes
    return _List(
        agency=folder.agency.name if folder else submission.agency_id,
        name=submission.table_id or "tidak dikenal",
        anchor=submission.submission_id,
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
    )


def _fate(submission: Submission, verdict: Verdict) -> str:
    """The words for what became of a file.

    Accepting may hold or replace what was judged well (two rival files, a later version).
    """
    if submission.status in ("duplicate", "superseded"):
        return submission.status
    return "held" if submission.status == "held" or not verdict.admitted else "admitted"
