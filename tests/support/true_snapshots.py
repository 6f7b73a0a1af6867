"""mart_snapshot_comparison where each semester has a snapshot of its own, from the book of truth and the files sent."""

from __future__ import annotations

import pandas as pd

from simulation.answers import MAX_DECILE
from tests.support.true_city import OF_PERSONS, TrueCity
from tests.support.true_targeting import OUTCOMES

_UNIT = ["programme_code", "unit"]


def comparison(city: TrueCity) -> pd.DataFrame:
    """Every receiver judged by each DTSEN known in its semester beside that of the semester, which is in force."""
    parts = []
    for number, semester in enumerate(city.semesters):
        units = city.units[city.units["semester"] == semester]
        in_force = _outcomes(city, semester, semester, units)
        for snapshot in city.semesters[: number + 1]:
            both = in_force.merge(_outcomes(city, semester, snapshot, units), on=_UNIT, suffixes=("_in_force", ""))
            parts.append(_counted(both).assign(semester=semester, snapshot_id=f"DTSEN-{snapshot}"))
    return pd.concat(parts, ignore_index=True)


def _outcomes(city: TrueCity, semester: str, snapshot: str, units: pd.DataFrame) -> pd.DataFrame:
    """in_target, out_of_target or not_found of each unit by the ranks that a snapshot gave."""
    ranks = _ranks(city, semester, snapshot)
    of_persons = units["programme_code"].isin(OF_PERSONS)
    best = pd.concat([
        units[of_persons].merge(ranks.groupby("person")["decile"].min(), left_on="unit", right_index=True),
        units[~of_persons].merge(ranks.groupby("family")["decile"].min(), left_on="unit", right_index=True),
    ])  # fmt: skip
    judged = units[_UNIT].merge(best[[*_UNIT, "decile"]].assign(is_found=True), how="left", on=_UNIT)
    judged["outcome"] = "not_found"
    judged.loc[judged["is_found"].notna(), "outcome"] = "out_of_target"  # also whom the snapshot lists without a rank
    judged.loc[judged["decile"] <= MAX_DECILE, "outcome"] = "in_target"
    return judged[[*_UNIT, "outcome"]]


def _ranks(city: TrueCity, semester: str, snapshot: str) -> pd.DataFrame:
    """Persons of a snapshot with the decile of their row as sent, and the family that they have in `semester`."""
    rows = city.rows[(city.rows["table_id"] == "dtsen") & (city.rows["semester"] == snapshot)]
    file = city.home / "inbox" / snapshot / "bappeda" / f"DTSEN-{snapshot}.csv"
    told = pd.read_csv(file, sep=";", dtype=str, encoding="utf-8-sig")["desil_nasional"]
    told.index = told.index + 2  # the first row of data is row 2 of the file
    decile = pd.to_numeric(rows["row_number"].map(told).str.extract(r"(\d+)", expand=False))
    now = city.persons[city.persons["semester"] == semester].set_index("true_person_id")["true_family_id"]
    return pd.DataFrame({
        "person": rows["true_person_id"], "family": rows["true_person_id"].map(now), "decile": decile.where(decile > 0),
    })  # fmt: skip


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
