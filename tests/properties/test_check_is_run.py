"""`sinergi check` says of a file what `sinergi run` does with it: the same lists, rows, codes and verdict."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from ingest.submission import Problem
from orchestration.check import check_like_a_run
from orchestration.installation import Installation
from orchestration.settings import Settings
from orchestration.stages import take_in
from simulation import simulate
from tests.agencies.samples import samples
from tests.properties.files import as_the_format_holds_it, write
from tests.properties.layouts import UglySheet, workbooks

SEMESTER = "2017-S1"
EXAMPLES = int(os.environ.get("SINERGI_UGLY", "120")) // 20
# needs other files beside it: the check says so
_AFTERWARDS = frozenset({"FIL-004", "FIL-007", "FIL-008", "FIL-010", "KOL-009", "VOL-003"})
Line = tuple[int, bool, Counter[str], frozenset[str], frozenset[str]]
Said = dict[str, Line]


def site_in(home: Path) -> Installation:
    return Installation.open(Settings.from_environment(home, {}))


def run_says(site: Installation, agency: str) -> dict[str, Said]:
    """File name -> what a run does with it."""
    taken = take_in(site, SEMESTER, agency)
    said: dict[str, Said] = {}
    for one in taken.submissions:
        verdict = taken.verdicts.get(one.submission_id)
        failed = {result.code for result in (verdict.failed if verdict else ())}
        held = bool(one.holding) or not one.table_id or (verdict is not None and not verdict.admitted)
        holds = set(one.holding) | set(verdict.hold_codes if verdict else ())
        codes = {problem.code for problem in one.problems} | failed
        said.setdefault(one.file_name, {})[one.table_id] = _said(one.rows_accepted, held, one.problems, codes, holds)
    return said


def check_says(site: Installation, path: Path, agency: str) -> Said:
    """What a check says of the file."""
    found = check_like_a_run(path, site.catalogue, agency, SEMESTER, site.settings.bounds)
    said: Said = {}
    for one in (found, *found.beside):
        holds = {problem.code for problem in one.problems if problem.severity == "hold"}
        codes = {problem.code for problem in one.problems}
        rows = one.submission.rows_accepted if one.submission else 0
        problems = one.submission.problems if one.submission else one.problems
        said[one.table_id] = _said(rows, bool(holds), problems, codes, holds)
    return said


def _said(rows: int, held: bool, problems: Iterable[Problem], codes: set[str], holds: set[str]) -> Line:
    counts = Counter({problem.code: 0 for problem in problems})
    for problem in problems:
        counts[problem.code] += problem.count
    return rows, held, counts, frozenset(codes - _AFTERWARDS), frozenset(holds)


def test_of_the_samples_of_every_agency(tmp_path: Path) -> None:
    site = site_in(tmp_path)
    for folder, _, path in samples():
        inbox = site.store.inbox_of(SEMESTER, folder.agency.agency)
        inbox.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, inbox / path.name)
    for agency in sorted(site.catalogue.agencies):
        for name, said in run_says(site, agency).items():
            assert check_says(site, site.store.inbox_of(SEMESTER, agency) / name, agency) == said, name


@pytest.mark.parametrize("faults", ["light", "heavy"])
def test_of_the_files_of_a_city(tmp_path: Path, faults: str) -> None:
    simulate(tmp_path, 1000, (SEMESTER,), seed=5, faults=faults)  # type: ignore[arg-type]
    site = site_in(tmp_path)
    for agency in ("dinsos", "disdik", "perkim"):
        for name, said in run_says(site, agency).items():
            if said != {} and not _came_twice(site, name):
                assert check_says(site, site.store.inbox_of(SEMESTER, agency) / name, agency) == said, name


def _came_twice(site: Installation, name: str) -> bool:
    return any(row.file_name == name and row.status == "duplicate" for row in site.ledger.submissions())


def test_of_any_workbook_that_an_office_could_send(tmp_path: Path) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(workbooks())
    def check(drawn: list[UglySheet]) -> None:
        home = tmp_path / "home"
        shutil.rmtree(home, ignore_errors=True)
        site = site_in(home)
        path = site.store.inbox_of(SEMESTER, "dinsos") / "kks kiriman.xlsx"
        path.parent.mkdir(parents=True)
        write(path, "xlsx", [as_the_format_holds_it("xlsx", sheet) for sheet in drawn])
        ((_, said),) = run_says(site, "dinsos").items()
        assert check_says(site, path, "dinsos") == said

    check()
