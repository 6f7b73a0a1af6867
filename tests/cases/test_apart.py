"""The cases that need several runs or a whole city: a file taken away, the agreed source."""

from __future__ import annotations

import re
import runpy
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli.app import app
from simulation import simulate
from tests.support.cases import BESIDE, FOLDER, SEMESTER, Run, run

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=BESIDE)
HELD, NOT_PUBLISHED = 3, 4
BDT_CODES = re.compile(r"bappeda.*?\b[A-Z]{2,4}-\d{3}", re.DOTALL)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated home, to be copied and changed."""
    home = tmp_path_factory.mktemp("city")
    simulate(home, 1000, (SEMESTER,), seed=11)
    return home


def _copied(city: Path, to: Path) -> Path:
    shutil.copytree(city, to, dirs_exist_ok=True)
    return to


def _kks_benefit(done: Run) -> int:
    sql = "select sum(benefit_amount_idr) from mart_beneficiary_inventory where programme_code = 'KKS'"
    return int(done.published(sql)[0][0] or 0)


def test_16_a_version_taken_away_leaves_the_old_one_standing(tmp_path: Path) -> None:
    files, inbox = FOLDER / "16_file_taken_away_again", tmp_path / "inbox" / SEMESTER
    for name, agency in (("BDT 2015.xlsx", "bappeda"), ("KKS Juni.xlsx", "dinsos")):
        (inbox / agency).mkdir(parents=True)
        shutil.copy(files / name, inbox / agency)
    newer = inbox / "dinsos" / "KKS Juni baru.xlsx"
    first = run(tmp_path)
    assert (first.code, _kks_benefit(first)) == (0, 7_200_000)
    shutil.copy(files / newer.name, newer)
    second = run(tmp_path)
    assert (second.code, _kks_benefit(second)) == (0, 7_250_000)
    newer.unlink()
    third = run(tmp_path)
    assert (third.code, _kks_benefit(third)) == (0, 7_200_000), third.screen[-1500:]
    assert "KKS Juni.xlsx" in third.screen
    fourth = run(tmp_path)
    assert (fourth.code, _kks_benefit(fourth)) == (0, 7_200_000)


def _ruined(city: Path, to: Path, mutant: str) -> Path:
    home = _copied(city, to)
    runpy.run_path(str(FOLDER / "23_ruined_agreed_source/ruin.py"))["ruin"](home, mutant)
    return home


def test_23_a_ruined_agreed_source_is_held(city: Path, tmp_path: Path) -> None:
    done = run(_ruined(city, tmp_path / "home", "rank_reversed"))
    assert done.code in (HELD, NOT_PUBLISHED), done.screen[-1500:]
    assert BDT_CODES.search(done.screen), done.screen[-1500:]


@pytest.mark.parametrize(
    ("mutant", "code"),
    [
        ("rank_reversed", "RNK-106"),
        ("half_rows", "SEP-008"),
        ("nik_shifted_by_one_row", "NIK-108"),
        ("everyone_a_head", "KEL-103"),
    ],
)
def test_23_each_ruin_is_held_by_a_rule_of_its_own(city: Path, tmp_path: Path, mutant: str, code: str) -> None:
    """Asked of the check, which says what a run says."""
    home = _ruined(city, tmp_path / "home", mutant)
    (file,) = (home / "inbox" / SEMESTER / "bappeda").glob("BDT*")
    command = ["check", str(file), "--semester", SEMESTER, "--agency", "bappeda"]
    done = CliRunner().invoke(app, command, env={"COLUMNS": "200", "SINERGI_HOME": str(home)})
    assert done.exit_code == HELD, done.output
    assert code in done.output


def test_24_another_file_than_the_letter_names_is_held(city: Path, tmp_path: Path) -> None:
    home = _copied(city, tmp_path / "home")
    agreed = home / "inbox" / SEMESTER / "agreed_source.yml"
    text = agreed.read_text(encoding="utf-8")
    digest = re.search(r"file_sha256: (\w+)", text)
    assert digest
    other = ("0" if digest[1][0] != "0" else "1") + digest[1][1:]
    agreed.write_text(text.replace(digest[1], other), encoding="utf-8")
    done = run(home)
    assert done.code in (HELD, NOT_PUBLISHED), done.screen[-1500:]
    assert other[:12] in done.screen
    assert digest[1][:12] in done.screen
