"""The city as the simulation's book of truth has it, counted in plain pandas, never by the warehouse's SQL.

Persons, families and receipts are the true ones; ranks, ages and kelurahan are those that stand in the rows, as the
offices meant them, since no warehouse could know what no row says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from simulation.programmes import PROGRAMMES
from tests.support.true_source import TrueSource, is_within

PROGRAMME_OF = {
    "kks": "KKS", "pkh": "PKH", "bpnt": "BPNT", "pip": "PIP", "pbi_jk": "PBI_JK", "training": "TRAINING",
    "umkm_aid": "UMKM", "food_reserve_rice": "CBP", "rtlh": "RTLH",
}  # fmt: skip
OF_PERSONS = tuple(code for code, programme in PROGRAMMES.items() if programme.unit in ("person", "pupil"))
AGE_LIMITS = {"PIP": (6, 21), "TRAINING": (18, 59), "UMKM": (18, 59)}  # domain notes 4.4; city rules
_WITHOUT_PLACE = ("pip",)  # this export has no column for the kelurahan
_BUDGETS = ("segment", "budget_source")
UNKNOWN = "unknown"


def most_often(frame: pd.DataFrame, keys: list[str], value: str) -> pd.Series:
    """The value that stands most often in each group, the first where two do; groups without any are left out."""
    counted = frame.dropna(subset=[value]).groupby([*keys, value]).size().rename("rows").reset_index()
    first = counted.sort_values([*keys, "rows", value], ascending=[True] * len(keys) + [False, True])
    return first.drop_duplicates(keys).set_index(keys)[value]


@dataclass(frozen=True)
class TrueCity:
    """The frames that indicators are counted from. `home` = a simulated city's folder."""

    home: Path

    def _read(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.home / "truth" / f"{name}.parquet")

    @cached_property
    def semesters(self) -> list[str]:
        """All semesters, in order."""
        return sorted(self.persons["semester"].unique())

    @cached_property
    def persons(self) -> pd.DataFrame:
        """Everybody, once for each semester, as they are at its end."""
        return self._read("persons")

    @cached_property
    def families(self) -> pd.Series:
        """(semester, person) -> family."""
        return self.persons.set_index(["semester", "true_person_id"])["true_family_id"]

    @cached_property
    def data_rows(self) -> pd.DataFrame:
        """Every row of data that was sent once, accepted or rejected."""
        rows = self._read("rows")
        rows = rows.reindex(columns=rows.columns.union(_BUDGETS, sort=False))  # a home simulated earlier tells none
        rows = rows[(rows["kind"] == "data") & rows["expected"].notna()].copy()
        rows["programme_code"] = rows["table_id"].map(PROGRAMME_OF)
        rows.loc[rows["table_id"].isin(_WITHOUT_PLACE), "village_code"] = None
        rows["amount"] = pd.to_numeric(rows["benefit_amount_idr"])
        faults = self._read("faults")  # an amount that can be read in two ways is no amount
        faults = faults[(faults["field"] == "benefit_amount_idr") & faults["expected_code"].notna()]
        place = ["semester", "file_name", "sheet", "row_number"]
        unread = pd.MultiIndex.from_frame(rows[place]).isin(pd.MultiIndex.from_frame(faults[place]))
        rows.loc[unread, "amount"] = None
        return rows

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows that can be accepted."""
        return self.data_rows[self.data_rows["expected"] == "accepted"]

    @cached_property
    def list_rows(self) -> pd.DataFrame:
        """Rows of lists of persons who receive, are to receive, or are registered at school; with their families."""
        rows = self.rows[self.rows["table_id"].isin([*PROGRAMME_OF, "dapodik"])].copy()
        rows["family"] = pd.MultiIndex.from_frame(rows[["semester", "true_person_id"]]).map(self.families)
        return rows.rename(columns={"true_person_id": "person"})

    @cached_property
    def receipts(self) -> pd.DataFrame:
        """Rows of lists that say somebody receives, with the programme's unit."""
        rows = self.list_rows[self.list_rows["is_receipt"].astype(bool) & self.list_rows["programme_code"].notna()]
        rows = rows.copy()
        rows["unit"] = rows["person"].where(rows["programme_code"].isin(OF_PERSONS), rows["family"])
        return rows

    @cached_property
    def source(self) -> TrueSource:
        """The agreed source, in each semester."""
        return TrueSource(self.home / "truth", self.rows, self.persons)

    @cached_property
    def listed(self) -> pd.DataFrame:
        """Persons of the agreed source in force, once for each semester: rank, kelurahan, age, family."""
        return pd.concat([self.source.listed(semester) for semester in self.semesters], ignore_index=True)

    @cached_property
    def listed_families(self) -> pd.DataFrame:
        """Families of the agreed source: the rank of the poorest listed member, the kelurahan of most of them."""
        keys = ["semester", "family"]
        ranks = self.listed.astype({"percentile": float}).groupby(keys)[["percentile", "decile"]].min()
        ranks["village"] = most_often(self.listed, keys, "village")
        return ranks.reset_index()

    @cached_property
    def graduates(self) -> frozenset[tuple[str, str, str]]:
        """(semester, programme, person) of whom a list says that they left for a better life."""
        return self._told("is_graduated")

    @cached_property
    def nominees(self) -> frozenset[tuple[str, str, str]]:
        """(semester, programme, person) whom a list names, not yet decided: PIP nominated, training not verified."""
        return self._told("is_nominated")

    def _told(self, flag: str) -> frozenset[tuple[str, str, str]]:
        told = self._read("receipts")
        if flag not in told:  # a home simulated earlier
            return frozenset()
        told = told[told[flag]]
        return frozenset(told[["semester", "programme_code", "true_person_id"]].itertuples(index=False, name=None))

    @cached_property
    def units(self) -> pd.DataFrame:
        """Who receives what: one row for each semester, programme and receiver in the programme's unit."""
        keys = ["semester", "programme_code", "unit"]
        units = self.receipts.groupby(keys).agg(
            rows=("person", "size"),
            persons=("person", "nunique"),
            amount=("amount", lambda amounts: amounts.sum(min_count=1)),
            **{name: (name, "nunique") for name in _BUDGETS},
        )
        units["budgets"] = units[list(_BUDGETS)].max(axis=1)
        units["list_village"] = most_often(self.receipts, keys, "village_code")
        return units.reset_index()

    @cached_property
    def candidates(self) -> pd.DataFrame:
        """Each programme with every listed unit of its age: is it in the target group, does it receive?"""
        parts = []
        for code, programme in PROGRAMMES.items():
            if code in OF_PERSONS:
                low, high = AGE_LIMITS.get(code, (-1000, 1000))
                part = self.listed[self.listed["age"].between(low, high)].rename(columns={"person": "unit"})
            else:
                part = self.listed_families.rename(columns={"family": "unit"})
            part = part.assign(programme_code=code, is_target=is_within(part, programme.max_percentile))
            parts.append(part)
        candidates = pd.concat(parts, ignore_index=True)
        received = self.units[["semester", "programme_code", "unit"]].assign(receives=True)
        candidates = candidates.merge(received, how="left", on=["semester", "programme_code", "unit"])
        candidates["receives"] = candidates["receives"].notna()
        return candidates

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Every receiver with what the agreed source says of it, and where it is counted."""
        by_person = self.listed.rename(columns={"person": "unit"})
        by_family = self.listed_families.rename(columns={"family": "unit"})
        of_persons = self.units["programme_code"].isin(OF_PERSONS)
        parts = [
            self.units[mask].merge(ranks.assign(is_found=True), how="left", on=["semester", "unit"])
            for mask, ranks in ((of_persons, by_person), (~of_persons, by_family))
        ]
        outcomes = pd.concat(parts, ignore_index=True)
        limit = outcomes["programme_code"].map({code: one.max_percentile for code, one in PROGRAMMES.items()})
        outcomes["outcome"] = "out_of_target"  # also whom the source lists without a rank
        outcomes.loc[is_within(outcomes, limit), "outcome"] = "in_target"
        outcomes.loc[outcomes["is_found"].isna(), "outcome"] = "not_found"
        outcomes["village"] = outcomes["village"].fillna(outcomes["list_village"])
        return outcomes

    @cached_property
    def family_programmes(self) -> pd.DataFrame:
        """Which family receives which programme, through whichever member."""
        return self.receipts[["semester", "family", "programme_code"]].drop_duplicates().reset_index(drop=True)

    @cached_property
    def ladder(self) -> pd.DataFrame:
        """Every listed family: is it in the target group of a family programme, and what reaches it."""
        of_families = self.candidates[~self.candidates["programme_code"].isin(OF_PERSONS)]
        targets = of_families[of_families["is_target"]].groupby(["semester", "unit"]).size()
        sets = self.family_programmes.groupby(["semester", "family"])["programme_code"].agg(
            lambda codes: "+".join(sorted(codes))
        )
        ladder = self.listed_families.copy()
        index = pd.MultiIndex.from_frame(ladder[["semester", "family"]])
        ladder["is_target"] = index.isin(targets.index)
        ladder["programme_set"] = pd.Series(index.map(sets)).fillna("-").to_numpy()
        ladder["programmes"] = [0 if text == "-" else text.count("+") + 1 for text in ladder["programme_set"]]
        return ladder
