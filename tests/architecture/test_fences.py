"""Fences: libraries' private parts are touched in one place alone, which import-linter cannot see."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = "orchestration/dagster_private/"
PRODUCT = ("ingest", "expectations", "linkage", "delivery", "orchestration", "simulation")


def test_dagsters_private_modules_are_imported_behind_their_fence_alone() -> None:
    importers = {
        path.relative_to(ROOT).as_posix()
        for package in (*PRODUCT, "tests")
        for path in (ROOT / package).rglob("*.py")
        if any(_is_private(name) for name in _imported(path, "dagster"))
    }
    assert {importer for importer in importers if not importer.startswith(FENCE)} == set()
    assert importers, "the fence is where this test thinks"


def test_great_expectations_is_taken_from_where_its_import_is_quick() -> None:
    importers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "expectations").rglob("*.py")
        if any(name.split(".")[0] == "great_expectations" for name in _imported(path, "great_expectations"))
    }
    assert importers == {"expectations/gx.py"}


def _imported(path: Path, library: str) -> list[str]:
    """The dotted names that a file imports, where it speaks of the library at all."""
    text = path.read_text(encoding="utf-8")
    if library not in text:
        return []
    names: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def _is_private(name: str) -> bool:
    """Tells whether a dotted name leads into a private part of Dagster or dagster-dbt."""
    first, *rest = name.split(".")
    return first in ("dagster", "dagster_dbt") and any(part.startswith("_") for part in rest)
