"""A list that its format cannot hold comes in parts, and the truth knows each."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.yaml_files import read_yaml
from simulation import parts, simulate

SEMESTER = "2017-S1"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "_XLS_ROWS", 30)
        patch.setattr(parts, "_XLSX_CELLS", 101 * 250)
        simulate(folder, 1_000, [SEMESTER])
    return folder


def test_parts_hold_every_row_and_fault_once(out: Path, tmp_path: Path) -> None:
    simulate(tmp_path, 1_000, [SEMESTER])

    def truth(home: Path, table: str, where: str, columns: list[str]) -> list[str]:
        lines = pq.read_table(home / "truth" / f"{table}.parquet").to_pandas()
        lines = lines.query(f"table_id in ('bdt_2015', 'bpnt') and {where}")
        return sorted(map(repr, lines[columns].itertuples(index=False, name=None)))

    rows = ("rows", "kind == 'data'", ["true_person_id", "expected", "village_code"])
    faults = ("faults", "fault_no not in (12, 17)", ["field", "fault_no", "expected_code", "true_value"])  # not layout
    assert truth(out, *rows) == truth(tmp_path, *rows)
    assert truth(out, *faults) == truth(tmp_path, *faults)


def test_parts_are_told_by_name_and_agreed_on_all(out: Path) -> None:
    lines = pq.read_table(out / "truth" / "files.parquet").to_pandas()
    bdt = lines.query("table_id == 'bdt_2015'")
    assert bdt["file_name"].tolist() == ["BDT 2015 Kota Parepare bagian 1.xlsx", "BDT 2015 Kota Parepare bagian 2.xlsx"]
    assert (lines.query("table_id == 'bpnt'")["data_rows"] <= 30).all()
    agreed = read_yaml(out / "inbox" / SEMESTER / "agreed_source.yml")["files"]
    assert [(file["sha256"], file["rows"]) for file in agreed] == list(
        bdt[["sha256", "data_rows"]].itertuples(index=False, name=None)
    )
