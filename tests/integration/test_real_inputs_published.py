"""Files of other cities, by the command, through to the published warehouse, to the last digit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[2]
FILES = ROOT.parent / "shared/real_inputs/agencies"
SENT = {
    "bandarlampung_dinsos": "A01*",
    "tangsel_dinsos": "A06*",
    "tangsel_bpkad": "A08*",
    "jabar_dinsos": "A09*",
    "sumut_dinsos": "A30*",
}
pytestmark = pytest.mark.skipif(not FILES.exists(), reason="the folder of real inputs is not here")


def test_real_files_come_out_of_the_published_warehouse_to_the_last_digit(tmp_path: Path) -> None:
    for agency, pattern in SENT.items():
        folder = tmp_path / "inbox/2023-S1" / agency
        folder.mkdir(parents=True)
        for path in FILES.glob(pattern):
            shutil.copy(path, folder)
    command = [str(Path(sys.executable).with_name("sinergi")), "run", "2023-S1", "--home", str(tmp_path)]
    declared = {"SINERGI_AGENCIES": str(ROOT / "tests/real_inputs/agencies")}
    done = subprocess.run(command, cwd=ROOT, env=os.environ | declared, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    with duckdb.connect(str(tmp_path / "published/current/warehouse.duckdb"), read_only=True) as published:
        allocations = published.sql("""
            select
                agency_id, count(*), count(distinct area_code),
                sum(person_count), sum(family_count), sum(recipient_count),
                sum(case_count)
            from core.fct_allocations group by agency_id order by agency_id
        """).fetchall()
        progress = published.sql("""
            select period_year, count(*), sum(realised_idr) from core.fct_programme_progress group by 1 order by 1
        """).fetchall()
    assert allocations == [
        ("bandarlampung_dinsos", 20, 20, 491_211, 161_542, None, None),
        ("jabar_dinsos", 216, 27, None, None, 11_416_132, None),
        ("sumut_dinsos", 33, 33, None, None, 789_834, None),
        ("tangsel_dinsos", 7, 7, None, None, None, 23_443),
    ]
    assert progress == [(2021, 7, 3_193_509_491_949), (2022, 7, 3_690_617_520_397)]
