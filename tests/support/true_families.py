"""Families and the programmes that reach them, and the bridge of numbers, from the book of truth."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from tests.support.true_city import OF_PERSONS, PROGRAMME_OF, TrueCity
from tests.support.true_lists import with_faults
from tests.support.true_source import last_day
from tests.support.true_targeting import rate

_CITY = "73.72"
SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"


def overlap(city: TrueCity) -> pd.DataFrame:
    """mart_programme_overlap: families of each programme and of both."""
    parts = []
    for semester in city.semesters:
        rows = city.family_programmes[city.family_programmes["semester"] == semester]
        families = {code: set(rows.loc[rows["programme_code"] == code, "family"]) for code in PROGRAMME_OF.values()}
        for first, second in combinations(sorted(families), 2):
            both = len(families[first] & families[second])
            parts.append((semester, first, second, len(families[first]), len(families[second]), both))
    names = ["semester", "programme_a", "programme_b", "family_a_count", "family_b_count", "family_both_count"]
    found = pd.DataFrame(parts, columns=names)
    found["share_of_a"] = rate(found["family_both_count"], found["family_a_count"])
    found["share_of_b"] = rate(found["family_both_count"], found["family_b_count"])
    return found


def complementarity(city: TrueCity) -> pd.DataFrame:
    """mart_complementarity: listed families by the set of programmes that reach them."""
    keys = ["semester", "is_target", "programme_set"]
    found = city.ladder.groupby(keys).size().rename("family_count").reset_index()
    found["programme_count"] = [0 if text == "-" else text.count("+") + 1 for text in found["programme_set"]]
    found["group_family_count"] = found.groupby(["semester", "is_target"])["family_count"].transform("sum")
    found["family_share"] = rate(found["family_count"], found["group_family_count"])
    return found


def kelurahan(city: TrueCity, villages: list[str]) -> pd.DataFrame:
    """mart_kelurahan_profile of the given kelurahan."""
    index = pd.MultiIndex.from_product([city.semesters, villages], names=["semester", "village_code"])
    keys, ladder = ["semester", "village"], city.ladder
    target = ladder[ladder["is_target"]]
    receipts = city.receipts.rename(columns={"village_code": "village"}).groupby(keys)
    counts = {
        "reference_person_count": city.listed.groupby(keys).size(),
        "reference_household_count": city.listed.groupby(keys)["household"].nunique(),
        "reference_family_count": ladder.groupby(keys).size(),
        "target_family_count": target.groupby(keys).size(),
        "receiver_family_count": receipts["family"].nunique(), "receiver_person_count": receipts["person"].nunique(),
    }  # fmt: skip
    for number in range(3):
        counts[f"target_served_{number}_count"] = target[target["programmes"] == number].groupby(keys).size()
    counts["target_served_3_count"] = target[target["programmes"] >= 3].groupby(keys).size()
    found = pd.DataFrame(
        {name: series.rename_axis(index.names).reindex(index).fillna(0) for name, series in counts.items()}
    )
    if city.source.is_handed_over:
        found["reference_household_count"] = None  # the source knows families and no households
    return found.reset_index()


_RIGHTS = ("BPNT", "KKS", "PBI_JK", "PIP")  # all of the target group have a right to them, and their lists came


def rights(city: TrueCity) -> pd.DataFrame:
    """Each listed family with each programme that it, or a member, has a right to: do all of them receive it?"""
    entitled = city.candidates[city.candidates["is_target"] & city.candidates["programme_code"].isin(_RIGHTS)].copy()
    of_persons = entitled["programme_code"].isin(OF_PERSONS)
    entitled["family"] = entitled["family"].where(of_persons, entitled["unit"])
    met = entitled.groupby(["semester", "family", "programme_code"])["receives"].all().rename("is_met").reset_index()
    by_family = met.groupby(["semester", "family"])["is_met"]
    return met.assign(right_count=by_family.transform("size"), met_count=by_family.transform("sum"))


def rights_ladder(city: TrueCity) -> pd.DataFrame:
    """mart_rights_ladder: families by rights and rights met."""
    families = rights(city).drop_duplicates(["semester", "family"])
    return families.groupby(["semester", "right_count", "met_count"]).size().rename("family_count").reset_index()


def programme_rights(city: TrueCity) -> pd.DataFrame:
    """mart_programme_rights: whose right is met, and for whom the programme is the only one that lacks."""
    each = rights(city)
    each["is_short"] = ~each["is_met"]
    each["is_one_short"] = each["is_short"] & (each["met_count"] >= 1) & (each["right_count"] - each["met_count"] == 1)
    grouped = each.groupby(["semester", "programme_code"])
    return pd.DataFrame({
        "entitled_family_count": grouped.size(), "met_family_count": grouped["is_met"].sum(),
        "short_family_count": grouped["is_short"].sum(), "one_short_family_count": grouped["is_one_short"].sum(),
    }).reset_index()  # fmt: skip


_COMPARED = {
    "listed_persons": "residents", "poor_by_survey": "listed_persons", "valid_nik_persons": "listed_persons",
    "unique_nik_persons": "valid_nik_persons", "target_families": "listed_families", "target_served": "target_families",
    "target_served_1": "target_served", "target_served_2": "target_served", "target_served_3": "target_served",
    "target_served_0": "target_families", "outside_target_served": "receiving_families",
    "unlisted_served": "receiving_families",
}  # fmt: skip


def bridge(city: TrueCity) -> pd.DataFrame:
    """mart_number_bridge: from residents to families served."""
    parts = []
    for semester in city.semesters:
        steps = _steps(city, semester)
        for number, (code, count) in enumerate(steps.items(), start=1):
            base = _COMPARED.get(code)
            ratio = steps["listed_persons"] / count if code in ("listed_households", "listed_families") else None
            parts.append((semester, number, code, count, steps[base] - count if base else None, ratio))
    names = ["semester", "step_no", "step_code", "step_count", "difference_count", "per_unit_ratio"]
    return pd.DataFrame(parts, columns=names)


def _official(semester: str) -> tuple[float, float]:
    """Residents by the newest count of them, else by the survey of poverty; and the poor by that survey."""
    counts = pd.read_csv(SEEDS / "official_population.csv", dtype=str)
    counts = counts[(counts["region_code"] == _CITY) & (counts["as_of_date"] <= last_day(semester))]
    surveys = pd.read_csv(SEEDS / "official_poverty.csv").set_index("year").reindex([int(semester[:4])])
    poor, share = surveys["poor_person_count"].iloc[0], surveys["p0_percent"].iloc[0]
    residents = counts.sort_values("as_of_date")["person_count"].astype(float)
    return np.round(poor * 100 / share) if residents.empty else residents.iloc[-1], poor


def _steps(city: TrueCity, semester: str) -> dict[str, float]:
    residents, poor = _official(semester)
    listed = city.listed[city.listed["semester"] == semester]
    with_nik, alone = _numbers(city, semester)
    ladder = city.ladder[city.ladder["semester"] == semester]
    target = ladder[ladder["is_target"]]
    receiving = set(city.family_programmes.loc[city.family_programmes["semester"] == semester, "family"])
    served = target["programmes"]
    return {
        "residents": residents, "listed_rows": len(listed),
        "listed_persons": listed["person"].nunique(), "poor_by_survey": poor, "valid_nik_persons": with_nik,
        "unique_nik_persons": alone, "listed_households": listed["household"].nunique() or np.nan,
        "listed_families": len(ladder), "target_families": len(target), "target_served": int((served > 0).sum()),
        "target_served_1": int((served == 1).sum()), "target_served_2": int((served == 2).sum()),
        "target_served_3": int((served >= 3).sum()), "target_served_0": int((served == 0).sum()),
        "receiving_families": len(receiving),
        "outside_target_served": int((ladder["programmes"] > 0).sum() - (served > 0).sum()),
        "unlisted_served": len(receiving - set(ladder["family"])),
    }  # fmt: skip


def _numbers(city: TrueCity, semester: str) -> tuple[int, int]:
    """Listed persons whose row has a whole number, and of those the ones who have it for themselves."""
    rows = with_faults(city, city.source.rows_of(semester))
    return int(rows["has_nik"].sum()), int((rows["has_nik"] & rows["is_alone"]).sum())
