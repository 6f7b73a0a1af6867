"""Each case of `../shared/cases`: the situation that offices met, through `check` and `run`, with the right outcome."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.support.cases import BESIDE, FOLDER, SEMESTER, Case, Run, cases, check, failures, run

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
    _put_free_text_into(home)
    return run(home, [case.agencies for case in together if case.agencies])


def _put_free_text_into(home: Path) -> None:
    """The files of case 26, which asks about every byte that is published."""
    for where, name, named in (
        ("bappeda", "masalah.xlsx", "masalah.xlsx"), ("bappeda", "progres.xlsx", "progres.xlsx"),
        ("dinsos", "KKS.xlsx", "KKS Ibu Wulandariswati 7799010101909999.xlsx"),
    ):  # fmt: skip
        to = home / "inbox" / SEMESTER / where
        to.mkdir(parents=True, exist_ok=True)
        shutil.copy(FOLDER / "26_names_in_free_text" / name, to / named)


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


def test_26_no_name_or_number_of_free_text_is_published(batch: Run) -> None:
    accepted = batch.published("select count(*) from fct_submissions where rows_accepted > 0 and table_id = 'kks'")
    assert accepted == [[1]]
    assert _tokens_in(batch.home / "published") == set()


def _tokens_in(published: Path) -> set[str]:
    """The names and numbers of the case that any published table, file or manifest holds, however written."""

    texts = [path.read_text("utf-8") for path in published.rglob("*.json")]
    for path in published.rglob("*.parquet"):
        with duckdb.connect() as database:
            rows = database.from_parquet(str(path)).fetchall()
        texts.append("\n".join(str(cell) for row in rows for cell in row if isinstance(cell, str)))
    whole = "\n".join(texts)
    digits = re.sub(r"(?<=\d)[ .-](?=\d)", "", whole)
    return {token for token in ("7799010101909999", "089999777111") if token in digits} | (
        {"Wulandariswati"} if "wulandariswati" in whole.lower() else set()
    )
