"""Families and the programmes that reach them, and the bridge of numbers, from the book of truth."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from tests.support.true_city import OF_PERSONS, PROGRAMME_OF, TrueCity
from tests.support.true_gone import gone_units, listed_gone, with_gone
from tests.support.true_lists import with_faults
from tests.support.true_source import last_day
from tests.support.true_targeting import rate

_CITY = "73.72"


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
    ladder = with_gone(city, city.ladder, "family", "family")
    found = ladder.groupby(keys)["gone"].agg(family_count="size", gone="sum").reset_index()
    found["programme_count"] = [0 if text == "-" else text.count("+") + 1 for text in found["programme_set"]]
    found["group_family_count"] = found.groupby(["semester", "is_target"])["family_count"].transform("sum")
    found["family_share"] = rate(found["family_count"], found["group_family_count"])
    found["present_family_count"] = found["family_count"] - found["gone"]
    found["group_gone_family_count"] = found.groupby(["semester", "is_target"])["gone"].transform("sum")
    present = found["group_family_count"] - found["group_gone_family_count"]
    found["present_family_share"] = rate(found["present_family_count"], present)
    return found


def kelurahan(city: TrueCity, villages: list[str]) -> pd.DataFrame:
    """mart_kelurahan_profile of the given kelurahan."""
    index = pd.MultiIndex.from_product([city.semesters, villages], names=["semester", "village_code"])
    keys, ladder, listed = ["semester", "village"], with_gone(city, city.ladder, "family", "family"), listed_gone(city)
    target = ladder[ladder["is_target"]]
    receipts = city.receipts.rename(columns={"village_code": "village"}).groupby(keys)
    counts = {
        "reference_person_count": city.listed.groupby(keys).size(),
        "reference_gone_person_count": listed.groupby(keys)["gone"].sum(),
        "reference_household_count": city.listed.groupby(keys)["household"].nunique(),
        "reference_family_count": ladder.groupby(keys).size(),
        "reference_gone_family_count": ladder.groupby(keys)["gone"].sum(),
        "target_family_count": target.groupby(keys).size(),
        "target_gone_family_count": target.groupby(keys)["gone"].sum(),
        "target_gone_served_count": target[target["gone"] & (target["programmes"] > 0)].groupby(keys).size(),
        "receiver_family_count": receipts["family"].nunique(), "receiver_person_count": receipts["person"].nunique(),
    }  # fmt: skip
    for number in range(3):
        counts[f"target_served_{number}_count"] = target[target["programmes"] == number].groupby(keys).size()
    counts["target_served_3_count"] = target[target["programmes"] >= 3].groupby(keys).size()
    found = pd.DataFrame(
        {name: series.rename_axis(index.names).reindex(index).fillna(0) for name, series in counts.items()}
    )
    served = found[[f"target_served_{number}_count" for number in (1, 2, 3)]].sum(axis=1)
    found["served_rate"] = rate(served, found["target_family_count"])
    present = found["target_family_count"] - found["target_gone_family_count"]
    found["present_served_rate"] = rate(served - found["target_gone_served_count"], present)
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
    families = with_gone(city, families, "family", "family")
    grouped = families.groupby(["semester", "right_count", "met_count"])["gone"]
    return grouped.agg(family_count="size", gone_family_count="sum").reset_index()


def programme_rights(city: TrueCity) -> pd.DataFrame:
    """mart_programme_rights: whose right is met, and for whom the programme is the only one that lacks."""
    each = with_gone(city, rights(city), "family", "family")
    each["is_gone_met"] = each["is_met"] & each["gone"]
    each["is_short"] = ~each["is_met"]
    each["is_one_short"] = each["is_short"] & (each["met_count"] >= 1) & (each["right_count"] - each["met_count"] == 1)
    grouped = each.groupby(["semester", "programme_code"])
    found = pd.DataFrame({
        "entitled_family_count": grouped.size(), "met_family_count": grouped["is_met"].sum(),
        "short_family_count": grouped["is_short"].sum(), "one_short_family_count": grouped["is_one_short"].sum(),
        "entitled_gone_family_count": grouped["gone"].sum(),
        "met_gone_family_count": grouped["is_gone_met"].sum(),
    }).reset_index()  # fmt: skip
    found["met_rate"] = rate(found["met_family_count"], found["entitled_family_count"])
    present = found["entitled_family_count"] - found["entitled_gone_family_count"]
    found["present_met_rate"] = rate(found["met_family_count"] - found["met_gone_family_count"], present)
    return found


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
        steps, gone = _steps(city, semester), _steps_gone(city, semester)
        for number, (code, count) in enumerate(steps.items(), start=1):
            base = _COMPARED.get(code)
            ratio = steps["listed_persons"] / count if code in ("listed_households", "listed_families") else None
            difference = steps[base] - count if base else None
            present = (steps["listed_persons"] - gone["listed_persons"]) / (count - gone[code]) if ratio else None
            parts.append((semester, number, code, count, gone.get(code), difference, ratio, present))
    names = [
        "semester", "step_no", "step_code", "step_count", "step_gone_count", "difference_count", "per_unit_ratio",
        "present_per_unit_ratio",
    ]  # fmt: skip
    return pd.DataFrame(parts, columns=names)


def _official(city: TrueCity, semester: str) -> tuple[float, float]:
    """Residents by the newest count of them, else by the survey of poverty; and the poor by that survey."""
    counts = pd.read_csv(city.home / "city" / "official_population.csv", dtype=str)
    counts = counts[(counts["region_code"] == _CITY) & (counts["as_of_date"] <= last_day(semester))]
    surveys = pd.read_csv(city.home / "city" / "official_poverty.csv").set_index("year").reindex([int(semester[:4])])
    poor, share = surveys["poor_person_count"].iloc[0], surveys["p0_percent"].iloc[0]
    residents = counts.sort_values("as_of_date")["person_count"].astype(float)
    return np.round(poor * 100 / share) if residents.empty else residents.iloc[-1], poor


def _steps(city: TrueCity, semester: str) -> dict[str, float]:
    residents, poor = _official(city, semester)
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


def _steps_gone(city: TrueCity, semester: str) -> dict[str, float]:
    """Of each step that counts the listed, those who are dead or moved away."""
    listed = listed_gone(city)
    gone = set(listed.loc[(listed["semester"] == semester) & listed["gone"], "person"])
    with_nik, alone = _numbers(city, semester, gone)
    households = gone_units(city, "household").get(semester, pd.Series(dtype=bool))
    ladder = with_gone(city, city.ladder[city.ladder["semester"] == semester], "family", "family")
    families = ladder[ladder["gone"]]
    target = families["is_target"]
    served = families.loc[target, "programmes"]
    return {
        "listed_persons": len(gone), "valid_nik_persons": with_nik, "unique_nik_persons": alone,
        "listed_households": np.nan if households.empty else int(households.sum()), "listed_families": len(families),
        "target_families": len(served), "target_served": int((served > 0).sum()),
        "target_served_1": int((served == 1).sum()), "target_served_2": int((served == 2).sum()),
        "target_served_3": int((served >= 3).sum()), "target_served_0": int((served == 0).sum()),
        "outside_target_served": int((families.loc[~target, "programmes"] > 0).sum()),
    }  # fmt: skip


def _numbers(city: TrueCity, semester: str, among: set[str] | None = None) -> tuple[int, int]:
    """Listed persons whose row has a whole number, and of those the ones who have it for themselves."""
    rows = with_faults(city, city.source.rows_of(semester))
    rows = rows if among is None else rows[rows["true_person_id"].isin(among)]
    return int(rows["has_nik"].sum()), int((rows["has_nik"] & rows["is_alone"]).sum())
