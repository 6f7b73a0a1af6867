"""The end of a run on a terminal of 80 by 24."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console

from ingest.semester import Semester
from orchestration.cli.run_end import MOST_LINES, end_of, spoken_home
from orchestration.cli.run_report import Finding, RunReport
from orchestration.cli.screens import following
from orchestration.progress import Told
from orchestration.reminders import MissingList
from orchestration.settings import Settings

FIGURES = [(f"Angka {number}", "85,5 % (188 dari 220 keluarga sasaran) " * 2) for number in range(5)]
PLACES = {name: Path("/x") / name for name in ("Bahan rapat", "Mutu daftar", "Catatan lengkap")}


def report(held: int, missing: int = 0, questions: tuple[int, int] = (0, 0)) -> RunReport:
    text = "[KOL-001] Judul kolom tidak dikenal. Samakan judulnya, atau jawab di buku pertanyaan yang disediakan. " * 2
    findings = tuple(Finding("hold", f"dinsos/kks{number} berkas.xlsx", text) for number in range(held))
    lacks = tuple(MissingList(Semester(2017, 2), "dinsos", "Dinas", f"t{number}", "", 0) for number in range(missing))
    return RunReport("2017-S2", (), (), findings, lacks, (), questions)


@pytest.mark.parametrize("held", [0, 1, 3, 30])
def test_it_fits_the_screen(held: int) -> None:
    lines = list(end_of(report(held, missing=20), FIGURES, PLACES, 80))
    # the verdict follows on a line of its own
    assert len(lines) < MOST_LINES
    assert max(map(len, lines)) <= 80
    assert sum("[KOL-001]" in line for line in lines) == min(held, 3)


@pytest.mark.parametrize(
    ("held", "questions", "told"),
    [
        (1, (2, 1), "sinergi questions 2017-S2 (1 pertanyaan menahan berkas)"),
        (1, (0, 0), "perbaiki yang ditahan, lalu sinergi run 2017-S2"),
        (0, (2, 0), "sinergi questions 2017-S2 (2 pertanyaan)"),
        (0, (0, 0), "bawa bahan rapat ke rapat"),
    ],
)
def test_the_next_step_is_the_one_that_brings_most(held: int, questions: tuple[int, int], told: str) -> None:
    assert list(end_of(report(held, questions=questions), (), PLACES, 80))[-1] == f"Berikutnya:      {told}"


def test_the_next_step_goes_to_the_home_that_was_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As it is shown, so it can be typed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SINERGI_HOME", "data")
    words = spoken_home(Settings.from_environment(Path("data/demo")))
    assert (words, spoken_home(Settings.from_environment(Path("data")))) == (" --home data/demo", "")
    last = list(end_of(report(0, questions=(2, 0)), (), PLACES, 80, words))[-1]
    assert last == "Berikutnya:      sinergi questions 2017-S2 --home data/demo (2 pertanyaan)"


def test_what_libraries_print_never_reaches_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    screen = io.StringIO()
    with following(Console(file=screen, force_terminal=True, width=80)) as listener:
        listener(Told("start", "Gudang data"))
        sys.stdout.write("noise of dbt\n")
        sys.stderr.write("more noise\n")
    assert "noise" not in screen.getvalue()
    assert capsys.readouterr() == ("noise of dbt\n", "more noise\n")


def test_a_run_that_waits_says_so_at_once() -> None:
    screen = io.StringIO()
    with following(Console(file=screen, width=80)) as listener:
        listener(Told("news", "", "menunggu operator@kantor"))
        assert "menunggu operator@kantor" in screen.getvalue()
