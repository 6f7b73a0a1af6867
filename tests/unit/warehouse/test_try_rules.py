"""Other rules on the small city: who enters and leaves by hand count, all faults of a file, nothing changed."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from delivery.trial import (
    Change,
    PublishedRule,
    RuleProblem,
    changes,
    named_units,
    published_rules,
    read_rules,
    small_cells_hidden,
    try_rules,
)
from orchestration.dbt.manifest import with_compiled_code
from tests.unit.warehouse.small_city import S1, S3

pytestmark = pytest.mark.slow

LAST_DAY = date(2017, 6, 30)


def written(folder: Path, text: str) -> Path:
    path = folder / "aturan.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def manifest(built: Path) -> dict[str, Any]:
    return with_compiled_code(built / "target" / "manifest.json", built / "target" / "compiled")


@pytest.mark.parametrize(
    ("semester", "rule", "expected"),
    [
        # F3 stands on 26 and receives KKS; the amount is not known
        (S1, "KKS,26,,", (3, 4, 1, 1, 0, 0, None, None)),
        # F2 stands on 25 and receives KKS, F1 (10) and F6 stay
        (S1, "KKS,24,,", (3, 2, 0, 0, 1, 1, None, None)),
        # the same target group at another price
        (S1, "PKH,,1.000.000,", (3, 3, 0, 0, 0, 0, 2_835_000, 3_000_000)),
        # quotas but no names came of Rastra: who receives it now is not known, which is not nobody
        (S1, "RASTRA,26,,", (3, 4, 1, None, 0, None, None, None)),
        # where the agreement itself says 30, the file goes before it: Q99 stands on 31
        (S3, "PBI_JK,31,,", (17, 18, 1, 0, 0, 0, 2_346_000, 2_346_000 + 138_000)),
    ],
)
def test_who_enters_and_who_leaves(
    built: Path, warehouse: duckdb.DuckDBPyConnection, manifest: dict[str, Any], tmp_path: Path,
    semester: str, rule: str, expected: tuple[int | None, ...],
) -> None:  # fmt: skip
    published = published_rules(warehouse, semester)
    file = written(
        tmp_path, f"programme_code;max_percentile;amount_per_semester_idr;valid_to\n{rule.replace(',', ';')}\n"
    )
    rules = read_rules(file, published, LAST_DAY)
    store = built / "home" / "warehouse" / "build.duckdb"
    before, beside = hashlib.sha256(store.read_bytes()).hexdigest(), sorted(store.parent.rglob("*"))
    with try_rules(store, manifest, rules, semester) as scratch:
        city, *areas = changes(scratch, rules, semester)
        names = named_units(scratch, rules, semester)
    assert (
        city.target_before, city.target_after, city.entering, city.entering_receiving, city.leaving,
        city.leaving_receiving, city.cost_before_idr, city.cost_after_idr,
    ) == expected  # fmt: skip
    assert sum(area.entering or 0 for area in areas) == city.entering
    assert len(names) == (city.entering or 0) + (city.leaving or 0)
    assert hashlib.sha256(store.read_bytes()).hexdigest() == before
    assert sorted(store.parent.rglob("*")) == beside


def test_every_fault_of_a_file_is_told_at_once(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "programme_code,max_percentil,max_percentile,max_decile,min_age_years,max_age_years,target_unit,valid_to\n"
        "KKZ,,30,,,,,\nKKS,,abc,,,,,2016-12-31\nPKH,,,,12,,,\nPKH,,30,,,,,\nPIP,,,,22,15,,\nRTLH,,,,,,person,\n"
        "PBI_JK,,40,,,,,\n",
    )
    with pytest.raises(RuleProblem) as error:
        read_rules(file, published_rules(warehouse, S1), LAST_DAY)
    assert [problem[:15].strip() for problem in error.value.problems] == [
        "ATR-002 Kolom t", "ATR-004 baris 2", "ATR-005 baris 3", "ATR-008 baris 3", "ATR-012 baris 4",
        "ATR-007 baris 5", "ATR-006 baris 6", "ATR-010 baris 7", "ATR-009 baris 8",
    ]  # fmt: skip
    assert "mungkin max_percentile" in error.value.problems[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "FIL-003"),
        ("\n\n", "FIL-003"),
        ("max_decile\n3\n", "ATR-003"),
        ("programme_code,max_decile\n", "ATR-001"),
        ("programme_code,max_decile\nKKS,-\n", "ATR-013"),
    ],
)
def test_a_file_without_rules(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(RuleProblem) as error:
        read_rules(
            written(tmp_path, text), {"KKS": PublishedRule("KKS", "family", None, 2, None, None, True, None)}, LAST_DAY
        )
    assert error.value.problems[0].startswith(code)


def area(village: str | None, target: int, entering: int) -> Change:
    name = f"Kelurahan {village}" if village else "Seluruh kota"
    return Change("KKS", village, name, target, target + entering, entering, 0, 0, 0, None, None)


def test_a_small_cell_is_hidden_with_the_next_smallest() -> None:
    shown = small_cells_hidden([area(None, 90, 18), area("1", 40, 8), area("2", 20, 2), area("3", 30, 8)])
    assert [(row.village_code, row.is_hidden, row.entering) for row in shown] == [
        (None, False, 18), ("1", False, 8), ("2", True, None), ("3", True, None),
    ]  # fmt: skip
