"""mart_snapshot_comparison from the book of truth: every receiver by each snapshot known, beside the one in force."""

from __future__ import annotations

import pandas as pd

from simulation.programmes import PROGRAMMES
from tests.support.true_city import OF_PERSONS, TrueCity
from tests.support.true_source import is_within
from tests.support.true_targeting import OUTCOMES

_UNIT = ["programme_code", "unit"]


def comparison(city: TrueCity) -> pd.DataFrame:
    """Receivers by their outcome under a snapshot and under that of the semester, which is in force."""
    parts = []
    for semester in city.semesters:
        units = city.units[city.units["semester"] == semester]
        in_force = _outcomes(units, city.source.listed(semester))
        for delivered, snapshot_id in city.source.snapshots.items():
            if delivered <= semester:
                found = _outcomes(units, city.source.listed(semester, delivered))
                both = in_force.merge(found, on=_UNIT, suffixes=("_in_force", ""))
                parts.append(_counted(both).assign(semester=semester, snapshot_id=snapshot_id))
    return pd.concat(parts, ignore_index=True)


def _outcomes(units: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """in_target, out_of_target or not_found of each unit by the ranks that a snapshot gave."""
    ranks = listed.astype({"percentile": float, "decile": float})
    of_persons = units["programme_code"].isin(OF_PERSONS)
    judged = pd.concat([
        units.loc[mask, _UNIT].merge(
            ranks.groupby(key)[["percentile", "decile"]].min().assign(is_found=True),
            how="left", left_on="unit", right_index=True,
        )
        for mask, key in ((of_persons, "person"), (~of_persons, "family"))
    ])  # fmt: skip
    limit = judged["programme_code"].map({code: one.max_percentile for code, one in PROGRAMMES.items()})
    judged["outcome"] = "out_of_target"  # also whom the snapshot lists without a rank
    judged.loc[is_within(judged, limit), "outcome"] = "in_target"
    judged.loc[judged["is_found"].isna(), "outcome"] = "not_found"
    return judged[[*_UNIT, "outcome"]]


def _counted(both: pd.DataFrame) -> pd.DataFrame:
    grouped = both.assign(
        receiver=True, unchanged=both["outcome"] == both["outcome_in_force"],
        **{name: both["outcome"] == name for name in OUTCOMES},
        **{
            f"{before}_to_{after}": (both["outcome_in_force"] == before) & (both["outcome"] == after)
            for before in OUTCOMES for after in OUTCOMES if before != after
        },
    ).drop(columns=["unit", "outcome", "outcome_in_force"])  # fmt: skip
    return grouped.groupby("programme_code").sum().add_suffix("_count").reset_index()
