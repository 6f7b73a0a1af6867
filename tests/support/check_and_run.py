"""What `sinergi check` says of a file, and what `sinergi run` does with it, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ingest.submission import Problem
from orchestration.check import check_like_a_run
from orchestration.installation import Installation
from orchestration.stages import take_in

# needs other files beside it: the check says so
AFTERWARDS = frozenset({"FIL-004", "FIL-007", "FIL-008", "FIL-010", "KOL-009", "VOL-003"})
Line = tuple[int, bool, Counter[str], frozenset[str], frozenset[str]]
Said = dict[str, Line]


def run_says(site: Installation, semester: str, agency: str) -> dict[str, Said]:
    """File name -> what a run does with it."""
    taken = take_in(site, semester, agency)
    said: dict[str, Said] = {}
    for one in taken.submissions:
        verdict = taken.verdicts.get(one.submission_id)
        failed = {result.code for result in (verdict.failed if verdict else ())}
        unknown = set() if one.table_id else {"FIL-005"}
        holds = unknown | set(one.holding) | set(verdict.hold_codes if verdict else ())
        codes = {problem.code for problem in one.problems} | failed
        said.setdefault(one.file_name, {})[one.table_id] = _said(one.rows_accepted, one.problems, codes, holds)
    return said


def check_says(site: Installation, semester: str, agency: str, path: Path) -> Said:
    """What a check says of the file."""
    found = check_like_a_run(path, site.catalogue, agency, semester, site.settings.bounds)
    said: Said = {}
    for one in (found, *found.beside):
        holds = {problem.code for problem in one.problems if problem.severity == "hold"}
        codes = {problem.code for problem in one.problems}
        rows = one.submission.rows_accepted if one.submission else 0
        problems = one.submission.problems if one.submission else one.problems
        said[one.table_id] = _said(rows, problems, codes, holds)
    return said


def came_twice(site: Installation, name: str) -> bool:
    """True for a file whose bytes lie in the inbox under another name as well."""
    return any(row.file_name == name and row.status == "duplicate" for row in site.ledger.submissions())


def _said(rows: int, problems: Iterable[Problem], codes: set[str], holds: set[str]) -> Line:
    counts = Counter({problem.code: 0 for problem in problems})
    for problem in problems:
        counts[problem.code] += problem.count
    own = frozenset(holds - AFTERWARDS)
    return rows, bool(own), counts, frozenset(codes - AFTERWARDS), own
