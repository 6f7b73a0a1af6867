"""The same arguments give the same bytes, whatever the process; another seed gives another town."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from simulation import simulate

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
CALL = "import sys, pathlib, simulation; simulation.simulate(pathlib.Path(sys.argv[1]), 500, faults='heavy')"


def digests(home: Path) -> dict[str, str]:
    return {
        str(path.relative_to(home)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


def test_another_process_with_other_hashes_writes_the_same_bytes(tmp_path: Path) -> None:
    simulate(tmp_path / "here", 500, faults="heavy")
    command = [sys.executable, "-c", CALL, str(tmp_path / "there")]
    subprocess.run(command, check=True, cwd=ROOT, env={"PYTHONHASHSEED": "77", "PYTHONPATH": str(ROOT)})
    here = digests(tmp_path / "here")
    assert len(here) == 43  # 15 + 14 files, 2 copies, 2 letters, 8 tables of truth, 2 of official figures
    assert digests(tmp_path / "there") == here


def test_another_seed_is_another_town(tmp_path: Path) -> None:
    simulate(tmp_path / "one", 300, ["2017-S1"], seed=1)
    simulate(tmp_path / "two", 300, ["2017-S1"], seed=2)
    one, two = digests(tmp_path / "one"), digests(tmp_path / "two")
    assert one.keys() == two.keys()
    same = [name for name in one if one[name] == two[name]]
    # what agencies complain of is the same text in every town; the letter names the BDT file, which differs
    assert same == ["inbox/2017-S1/bappeda/Permasalahan dan Solusi Semester I 2017.xlsx"]


def test_a_semester_does_not_depend_on_those_after_it(tmp_path: Path) -> None:
    simulate(tmp_path / "one", 300, ["2017-S1"])
    simulate(tmp_path / "two", 300, ["2017-S1", "2017-S2"])
    first = {name: digest for name, digest in digests(tmp_path / "two").items() if name.startswith("inbox/2017-S1")}
    assert first == {name: digest for name, digest in digests(tmp_path / "one").items() if name.startswith("inbox")}


@pytest.mark.parametrize("semesters", [["2015-S1"], [], ["2017-1"]])
def test_a_semester_that_cannot_be_is_refused(tmp_path: Path, semesters: list[str]) -> None:
    with pytest.raises(ValueError, match="semester"):
        simulate(tmp_path, 300, semesters)
    assert not list(tmp_path.iterdir())
