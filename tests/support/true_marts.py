"""Every published mart beside the book of truth: what is compared, what is not and why, what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd

from tests.support import (
    true_changes,
    true_families,
    true_findings,
    true_lists,
    true_moves,
    true_snapshots,
    true_targeting,
)
from tests.support.true_city import TrueCity

_PROGRAMME = ["semester", "programme_code"]
_NUMBERS = ("BIGINT", "INTEGER", "DOUBLE", "DECIMAL")
_INTERVAL = "an interval has no true value: formula in msr_targeting.tests.yml, hold rate in tests/bench"
NOT_COMPARED: Mapping[tuple[str, str], str] = {
    ("mart_targeting", column): _INTERVAL
    for column in (
        "coverage_ci_lower_rate", "coverage_ci_upper_rate", "exclusion_error_ci_lower_rate",
        "exclusion_error_ci_upper_rate", "inclusion_error_ci_lower_rate", "inclusion_error_ci_upper_rate",
        "lift_ci_lower_ratio", "lift_ci_upper_ratio",
    )
}  # fmt: skip


@dataclass(frozen=True)
class TrueMart:
    """What a mart is to hold: its key and how to count it. `sums` = columns added up over what the key leaves out."""

    keys: list[str]
    count: Callable[[TrueCity], pd.DataFrame]
    sums: bool = False


def _progress(city: TrueCity) -> pd.DataFrame:
    return true_lists.progress(city).merge(true_changes.changes(city), how="left", on=_PROGRAMME)


def _kelurahan(city: TrueCity) -> pd.DataFrame:
    return true_families.kelurahan(city, sorted(city.persons["village_code"].unique()))


MARTS: Mapping[str, TrueMart] = {
    "mart_programme_progress": TrueMart(_PROGRAMME, _progress),
    "mart_receiver_changes": TrueMart([*_PROGRAMME, "village_code"], true_changes.receiver_changes),
    "mart_beneficiary_inventory": TrueMart(["semester", "table_id"], true_lists.inventory),
    "mart_targeting": TrueMart(true_targeting.KEYS, true_targeting.targeting),
    "mart_source_agreement": TrueMart(["semester", "table_id", "snapshot_id"], true_lists.source_agreement),
    "mart_snapshot_comparison": TrueMart([*_PROGRAMME, "snapshot_id"], true_snapshots.comparison),
    "mart_reference_moves": TrueMart(["semester", "cause_code"], true_moves.reference_moves),
    "mart_version_moves": TrueMart(["semester", "cause_code"], true_moves.version_moves),
    "mart_target_rules": TrueMart(_PROGRAMME, true_targeting.target_rules),
    "mart_target_moves": TrueMart(_PROGRAMME, true_moves.target_moves),
    "mart_findings": TrueMart(true_findings.KEYS, true_findings.findings, sums=True),
    "mart_programme_overlap": TrueMart(["semester", "programme_a", "programme_b"], true_families.overlap),
    "mart_complementarity": TrueMart(["semester", "is_target", "programme_set"], true_families.complementarity),
    "mart_rights_ladder": TrueMart(["semester", "right_count", "met_count"], true_families.rights_ladder),
    "mart_programme_rights": TrueMart(_PROGRAMME, true_families.programme_rights),
    "mart_number_bridge": TrueMart(["semester", "step_code"], true_families.bridge),
    "mart_kelurahan_profile": TrueMart(["semester", "village_code"], _kelurahan),
}


def numeric_columns(warehouse: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """(mart, column) of every number that is published."""
    found = warehouse.execute(
        "select table_name, column_name, data_type from information_schema.columns where table_schema = 'marts'"
    ).fetchall()
    return {(mart, column) for mart, column, kind in found if kind.startswith(_NUMBERS)}


def beside_truth(
    warehouse: duckdb.DuckDBPyConnection, city: TrueCity, mart: str, true_mart: TrueMart | None = None
) -> pd.DataFrame:
    """One row for each figure of a mart: its key as one text, column, what we publish and what is true."""
    true_mart = true_mart or MARTS[mart]
    numbers = sorted(c for m, c in numeric_columns(warehouse) if m == mart and (m, c) not in NOT_COMPARED)
    numbers = [column for column in numbers if column not in true_mart.keys]
    found = warehouse.execute(f"select * from marts.{mart}").df()
    if true_mart.sums:  # issues are told by the problem, whatever programme it names
        found.loc[found["finding_code"] == "ISS-001", "programme_code"] = "*"
        found = found.groupby(true_mart.keys)[numbers].sum(min_count=1).reset_index()
    truth = true_mart.count(city)
    sides = [_figures(frame, true_mart.keys, numbers) for frame in (found, truth)]
    return pd.concat(sides, axis=1, keys=["ours", "truth"]).rename_axis(["key", "column"]).reset_index()


def _figures(frame: pd.DataFrame, keys: list[str], numbers: list[str]) -> pd.Series:
    """(key, column) -> figure, missing ones included."""
    key = frame[keys].astype(str).agg(" ".join, axis=1)
    values = pd.DataFrame({name: pd.to_numeric(frame[name]).astype(float) for name in numbers})
    return values.set_axis(key, axis=0).stack()


def differences(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures that differ: by more than rounding, or known to one side alone."""
    same = (figures["ours"] - figures["truth"]).abs() <= 1e-9 * figures["truth"].abs().clip(lower=1)
    return figures[~(same | (figures["ours"].isna() & figures["truth"].isna()))]
