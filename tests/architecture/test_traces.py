"""Every number that a mart publishes says what it counts."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from delivery.tracing import load_traces

PROJECT = Path(__file__).parents[2] / "dbt_project"
NUMBERS = ("bigint", "integer", "double", "decimal")
MARTS = sorted(PROJECT.glob("models/marts/mart_*.yml"))
COMPILED = {path.stem: path.read_text(encoding="utf-8") for path in PROJECT.glob("models/**/*.sql")}
RELATIONS = {path.stem: path.stem for kind in ("models/**/*.sql", "seeds/*.csv") for path in PROJECT.glob(kind)}


@pytest.mark.parametrize("path", [path for path in MARTS if ".tests" not in path.name], ids=lambda path: path.stem)
def test_every_number_of_a_mart_has_a_trace(path: Path) -> None:
    (model,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    numbers = {column["name"] for column in model["columns"] if column["data_type"].startswith(NUMBERS)}
    traced = load_traces(PROJECT / "traces", RELATIONS, COMPILED).marts[path.stem]
    assert set(traced.columns) == numbers
