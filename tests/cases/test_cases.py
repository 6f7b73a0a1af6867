"""Each case of `../shared/cases`: the situation that offices met, through `check` and `run`, with the right outcome."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cases import BESIDE, FOLDER, Case, Run, cases, check, failures, run

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=BESIDE)

FAILS_TODAY: dict[str, str] = {}


def _marked(case: Case) -> object:
    reason = FAILS_TODAY.get(case.name)
    return pytest.param(case, id=case.name, marks=[pytest.mark.xfail(strict=True, reason=reason)] if reason else [])


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One home with the files of all cases that may stand together."""
    home = tmp_path_factory.mktemp("batch")
    together = [case for case in cases() if case.run == "batch"]
    for case in together:
        case.put_into(home)
    return run(home, [case.agencies for case in together if case.agencies])


@pytest.mark.parametrize("case", [_marked(case) for case in cases() if not case.run])
def test_a_file_is_checked(case: Case) -> None:
    assert failures(case, check(case), None) == []


@pytest.mark.parametrize("case", [_marked(case) for case in cases() if case.run == "batch"])
def test_a_file_is_published_among_others(case: Case, batch: Run) -> None:
    assert failures(case, check(case), batch) == []


@pytest.mark.parametrize("case", [_marked(case) for case in cases() if case.run == "alone"])
def test_a_city_of_its_own(case: Case, tmp_path: Path) -> None:
    case.put_into(tmp_path)
    assert failures(case, check(case), run(tmp_path, [case.agencies] if case.agencies else [])) == []
