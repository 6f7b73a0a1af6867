"""Commands that ask the warehouse (trace, try-rules, docs): what they say and give back where nothing can be asked."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli.app import app
from orchestration.cli.console import WRONG_USAGE
from orchestration.cli.trace import read_elsewhere

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


@pytest.mark.parametrize(("home", "read"), [("here", None), ("copy", "here/accepted")])
def test_a_copied_home_does_not_answer_from_the_old_one(tmp_path: Path, home: str, read: str | None) -> None:
    (tmp_path / "here" / "accepted").mkdir(parents=True)
    with duckdb.connect() as warehouse:
        rows = tmp_path / "here" / "accepted" / "part.parquet"
        warehouse.execute(f"copy (select 1 as one) to '{rows}' (format parquet)")
        warehouse.execute(f"create view stg_rows as from read_parquet('{rows}')")
        found = read_elsewhere(warehouse, tmp_path / home)
    assert found == (read and str(tmp_path / read))
