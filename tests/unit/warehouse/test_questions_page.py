"""Every statement that the page of questions shows can be asked of the warehouse, and asks the table that it names."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[3] / "docs" / "questions.md"
LINES = re.findall(r"^\| (.+?) \| `(\S+)` \| `(select .+?)` \| \d+ x (\d+) \|$", PAGE.read_text(encoding="utf-8"), re.M)
MARTS = {path.stem for path in PAGE.parents[1].glob("dbt_project/models/marts/mart_*.sql")}


def test_every_mart_answers_a_question() -> None:
    assert {table.removeprefix("marts.") for _, table, _, _ in LINES} >= MARTS


@pytest.mark.parametrize(("table", "statement", "width"), [line[1:] for line in LINES], ids=[line[0] for line in LINES])
def test_the_statement_of_a_question_runs(
    warehouse: duckdb.DuckDBPyConnection, table: str, statement: str, width: str
) -> None:
    assert f" from {table} " in statement
    answer = warehouse.execute(statement)
    assert len(answer.description or []) == int(width)
    assert answer.fetchall()


README = (PAGE.parents[1] / "README.md").read_text(encoding="utf-8")
SIX = re.findall(r"^\| (.+?) \| `(select .+?)` \| .+ \|$", README, re.M)


@pytest.mark.parametrize("statement", [line[1] for line in SIX], ids=[line[0] for line in SIX])
def test_the_statements_of_the_readme_have_an_answer(warehouse: duckdb.DuckDBPyConnection, statement: str) -> None:
    assert len(SIX) == 6
    assert warehouse.execute(statement).fetchall()
