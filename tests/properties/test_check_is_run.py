"""`sinergi check` says of a file what `sinergi run` does with it: the same lists, rows, codes and verdict."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from orchestration.installation import Installation
from orchestration.settings import Settings
from simulation import simulate
from tests.agencies.samples import samples
from tests.properties.files import as_the_format_holds_it, write
from tests.properties.layouts import UglySheet, workbooks
from tests.support.check_and_run import came_twice, check_says, run_says

SEMESTER = "2017-S1"
EXAMPLES = int(os.environ.get("SINERGI_UGLY", "120")) // 20


def site_in(home: Path) -> Installation:
    return Installation.open(Settings.from_environment(home, {}))


def test_of_the_samples_of_every_agency(tmp_path: Path) -> None:
    site = site_in(tmp_path)
    for folder, _, path in samples():
        inbox = site.store.inbox_of(SEMESTER, folder.agency.agency)
        inbox.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, inbox / path.name)
    for agency in sorted(site.catalogue.agencies):
        for name, said in run_says(site, SEMESTER, agency).items():
            assert check_says(site, SEMESTER, agency, site.store.inbox_of(SEMESTER, agency) / name) == said, name


@pytest.mark.parametrize("faults", ["light", "heavy"])
def test_of_the_files_of_a_city(tmp_path: Path, faults: str) -> None:
    simulate(tmp_path, 1000, (SEMESTER,), seed=5, faults=faults)  # type: ignore[arg-type]
    site = site_in(tmp_path)
    for agency in ("dinsos", "disdik", "perkim"):
        for name, said in run_says(site, SEMESTER, agency).items():
            if said != {} and not came_twice(site, name):
                assert check_says(site, SEMESTER, agency, site.store.inbox_of(SEMESTER, agency) / name) == said, name


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
        ((_, said),) = run_says(site, SEMESTER, "dinsos").items()
        assert check_says(site, SEMESTER, "dinsos", path) == said

    check()


def test_of_a_list_in_several_small_files(tmp_path: Path) -> None:
    """Each has too few rows for the list, all together have enough: a run counts them together, and so does a check."""
    site = site_in(tmp_path)
    inbox = site.store.inbox_of(SEMESTER, "dinsos")
    for part, village in enumerate(("Lompoe", "Lemoe", "Galung Maloang")):
        people = [[n, f"777201{n:02d}0780{part}{n:03d}", f"ORANG {part} {n}", village] for n in range(1, 8)]
        sheet = openpyxl.Workbook()
        for row in (["NO", "NIK", "NAMA PENERIMA", "KELURAHAN"], *people):
            sheet.active.append(row)
        inbox.mkdir(parents=True, exist_ok=True)
        sheet.save(inbox / f"KKS {village}.xlsx")
    (site.store.inbox_of(SEMESTER, "dinsos") / "PKH catatan.txt").write_text("bukan daftar", encoding="utf-8")
    first = inbox / "KKS Lemoe.xlsx"
    for name, said in run_says(site, SEMESTER, "dinsos").items():
        if name.startswith("KKS"):
            assert not said["kks"][1], said
            assert check_says(site, SEMESTER, "dinsos", inbox / name) == said, name
    shutil.copy(first, tmp_path / first.name)
    assert "VOL-001" in check_says(site, SEMESTER, "dinsos", tmp_path / first.name)["kks"][4]
