"""Commands that ask the warehouse (trace, try-rules, docs): what they say and give back where nothing can be asked."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli.app import app
from orchestration.cli.console import WRONG_USAGE
from orchestration.health.moved import elsewhere, follow_home

FIGURE = "mart_targeting.coverage_rate[semester=2017-S1]"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["trace"], "tulis satu saja"),
        (["trace", FIGURE, "--all"], "tulis satu saja"),
        (["trace", FIGURE], "TRC-040"),
        (["trace", "--all"], "TRC-040"),
        (["trace", "--lineage", "mart_targeting.coverage_rate"], "TRC-040"),
        (["try-rules", "absent.csv", "2017-S1"], "berkas tidak ada"),
        (["try-rules", "rules.csv", "2017-S1"], "TRC-040"),
        (["try-rules", "rules.csv", "2017"], "2017-S1"),
        (["docs"], "belum ada gudang data"),
    ],
)
def test_what_cannot_be_asked_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.csv").write_text("programme_code,max_percentile\nKKS,30\n", encoding="utf-8")
    found = CliRunner().invoke(app, arguments, env={"COLUMNS": "200", "SINERGI_HOME": str(tmp_path / "home")})
    assert found.exit_code == WRONG_USAGE
    assert said in found.stderr
    assert not (tmp_path / "home" / "warehouse").exists()


def test_the_warehouse_of_a_copied_home_reads_the_copy(tmp_path: Path) -> None:
    for name, value in (("here", 1), ("copy's", 2)):
        (tmp_path / name / "accepted").mkdir(parents=True)
        rows = str(tmp_path / name / "accepted" / "part.parquet").replace("'", "''")
        duckdb.sql(f"copy (select {value} as one) to '{rows}' (format parquet)")
    with duckdb.connect(str(tmp_path / "w.duckdb")) as warehouse:
        warehouse.execute(f"create view stg_rows as from read_parquet('{tmp_path}/here/accepted/part.parquet')")
        assert elsewhere(warehouse, tmp_path / "here") is None
        assert elsewhere(warehouse, tmp_path / "copy's") == str(tmp_path / "here")
    follow_home(tmp_path / "w.duckdb", tmp_path / "copy's")
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as warehouse:
        assert warehouse.execute("from stg_rows").fetchall() == [(2,)]
