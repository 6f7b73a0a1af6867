"""mart_targeting and what else follows from outcomes, from the book of truth."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from simulation.answers import MAX_DECILE
from simulation.programmes import PROGRAMMES
from tests.support.true_city import OF_PERSONS, PROGRAMME_OF, UNKNOWN, TrueCity
from tests.support.true_gone import with_gone
from tests.support.true_source import last_day

_SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
_BREAKDOWNS = {
    "city": None, "village": "village", "decile": "decile", "sex": "sex", "age_band": "band",
    "disability": "is_disabled",
}  # fmt: skip
_OF_PERSONS_ALONE = ("sex", "age_band", "disability")
KEYS = ["semester", "programme_code", "breakdown", "breakdown_code"]
OUTCOMES = ("in_target", "out_of_target", "not_found")


def rate(part: pd.Series, whole: pd.Series) -> pd.Series:
    """`part` / `whole`; missing where there is nothing to share."""
    return (part.astype(float) / whole.astype(float)).where(whole > 0)


def targeting(city: TrueCity) -> pd.DataFrame:
    """Outcomes, target groups, coverage and lift of every programme and breakdown."""
    received = _in_cells(city.outcomes)
    listed = _in_cells(with_gone(city, city.candidates, "unit", "person", "family"))
    is_target = listed["is_target"]
    counts = received.groupby(KEYS).size().rename("receiver_count").to_frame()
    for outcome in OUTCOMES:
        counts[f"{outcome}_count"] = received[received["outcome"] == outcome].groupby(KEYS).size()
    unranked = received["percentile"].isna() & received["decile"].isna() & (received["outcome"] == "out_of_target")
    groups = pd.DataFrame({
        "unranked_count": received[unranked].groupby(KEYS).size(),
        "target_count": listed[is_target].groupby(KEYS).size(),
        "target_receiver_count": listed[is_target & listed["receives"]].groupby(KEYS).size(),
        "target_gone_count": listed[is_target & listed["gone"]].groupby(KEYS).size(),
        "target_gone_receiver_count": listed[is_target & listed["gone"] & listed["receives"]].groupby(KEYS).size(),
        "listed_count": listed.groupby(KEYS).size(),
        "listed_receiver_count": listed[listed["receives"]].groupby(KEYS).size(),
        "listed_gone_count": listed[listed["gone"]].groupby(KEYS).size(),
        "listed_gone_receiver_count": listed[listed["gone"] & listed["receives"]].groupby(KEYS).size(),
    })  # fmt: skip
    every = counts.join(groups, how="outer").fillna(0)
    every = every.reset_index()
    unlisted = ~every["programme_code"].isin(PROGRAMME_OF.values())  # Rastra comes as figures of areas, without names
    known = ("target_count", "target_gone_count", "listed_count", "listed_gone_count")
    every.loc[unlisted, [name for name in every if name.endswith("_count") and name not in known]] = None
    every["max_percentile"] = every["programme_code"].map(
        {code: one.max_percentile for code, one in PROGRAMMES.items()}
    )
    every["max_decile"] = every["max_percentile"] // 10
    if city.source.ranks_by_decile:
        every["max_percentile"], every["max_decile"] = None, MAX_DECILE
    return _with_rates(every)


def _in_cells(units: pd.DataFrame) -> pd.DataFrame:
    """Each unit once for every breakdown that it is counted in."""
    return pd.concat(_cells(units), ignore_index=True)


def _cells(units: pd.DataFrame) -> Iterable[pd.DataFrame]:
    for breakdown, column in _BREAKDOWNS.items():
        part = units[units["programme_code"].isin(OF_PERSONS)] if breakdown in _OF_PERSONS_ALONE else units
        if column is None:
            yield part.assign(breakdown=breakdown, breakdown_code="all")
        else:
            codes = [
                UNKNOWN if pd.isna(code) else str(int(code)) if column == "decile" else str(code)
                for code in part[column]
            ]
            yield part.assign(breakdown=breakdown, breakdown_code=codes)


def _with_rates(every: pd.DataFrame) -> pd.DataFrame:
    reached, target, receivers = every["target_receiver_count"], every["target_count"], every["receiver_count"]
    every["coverage_rate"] = rate(reached, target)
    every["present_coverage_rate"] = rate(
        reached - every["target_gone_receiver_count"], target - every["target_gone_count"]
    )
    every["exclusion_error_rate"] = 1 - every["coverage_rate"]
    every["exclusion_error_lower_rate"] = (1 - rate(reached + every["not_found_count"], target)).clip(lower=0)
    every["inclusion_error_rate"] = rate(every["out_of_target_count"], receivers)
    every["not_found_rate"] = rate(every["not_found_count"], receivers)
    every["inclusion_error_upper_rate"] = rate(every["out_of_target_count"] + every["not_found_count"], receivers)
    city = every[every["breakdown"] == "city"].set_index(["semester", "programme_code"])
    at = pd.MultiIndex.from_frame(every[["semester", "programme_code"]])
    all_listed, all_reached = (
        pd.Series(at.map(city[name]), every.index) for name in ("listed_count", "listed_receiver_count")
    )
    is_city, has_lift = every["breakdown"] == "city", every["breakdown"].isin(["city", "decile"])
    hits = reached.where(is_city, every["listed_receiver_count"])
    base = target.where(is_city, every["listed_count"])
    every["lift_ratio"] = rate(rate(hits, all_reached), rate(base, all_listed)).where(has_lift)
    every["present_lift_ratio"] = _present_lift(every, at).where(has_lift)
    for name in ("listed_count", "listed_receiver_count", "listed_gone_count", "listed_gone_receiver_count"):
        every[name] = every[name].where(has_lift)
    return every


def _present_lift(every: pd.DataFrame, at: pd.MultiIndex) -> pd.Series:
    """Lift with each of its counts less those who are dead or moved away."""
    listed, target = (every[f"{name}_count"] - every[f"{name}_gone_count"] for name in ("listed", "target"))
    listed_reached, target_reached = (
        every[f"{name}_receiver_count"] - every[f"{name}_gone_receiver_count"] for name in ("listed", "target")
    )
    is_city = every["breakdown"] == "city"
    all_listed, all_reached = (
        pd.Series(at.map(each[is_city].set_axis(at[is_city])), every.index) for each in (listed, listed_reached)
    )
    hits, base = target_reached.where(is_city, listed_reached), target.where(is_city, listed)
    return rate(rate(hits, all_reached), rate(base, all_listed))


def target_rules(city: TrueCity) -> pd.DataFrame:
    """mart_target_rules: the limit of the agreement and that of another public source, and what comes of either."""
    keys = ["semester", "programme_code"]
    rules = targeting(city).query("breakdown == 'city'").set_index(keys)
    rules["target_gone_rate"] = rate(rules["target_gone_count"], rules["target_count"])
    rules = rules[[
        "max_percentile", "max_decile", "target_count", "in_target_count", "out_of_target_count", "target_gone_count",
        "target_gone_rate", "target_receiver_count", "target_gone_receiver_count", "present_coverage_rate",
    ]].copy()  # fmt: skip
    seed = pd.read_csv(_SEEDS / "disputed_limits.csv")
    for (semester, code), rule in rules.iterrows():
        others = seed[(seed["programme_code"] == code) & (seed["valid_from"] <= last_day(semester))]
        others = others[others["max_decile"] != rule["max_decile"]]
        if not others.empty:
            limit = others["max_decile"].max()
            rules.loc[(semester, code), "other_max_decile"] = limit
            for name, count in _by_decile(city, semester, code, limit).items():
                rules.loc[(semester, code), f"other_{name}_count"] = count
    names = ["other_max_percentile", "other_max_decile", *(f"other_{name}_count" for name in ("target", *OUTCOMES[:2]))]
    return rules.reindex(columns=[*rules.columns, *(name for name in names if name not in rules)]).reset_index()


def _by_decile(city: TrueCity, semester: str, code: str, limit: int) -> dict[str, int]:
    """The target and two outcomes under another limit of decile."""
    listed, received = (
        frame[(frame["semester"] == semester) & (frame["programme_code"] == code)]
        for frame in (city.candidates, city.outcomes)
    )
    found = received[received["outcome"] != "not_found"]
    inside = int((found["decile"] <= limit).sum())
    target = int((listed["decile"] <= limit).sum())
    return {"target": target, "in_target": inside, "out_of_target": len(found) - inside}
