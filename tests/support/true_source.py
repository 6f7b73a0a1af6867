"""The agreed source as each semester has it, from the book of truth: whom it lists, with which rank, from where.

A survey of percentiles, or DTSEN as handed over: a file of families with deciles and one of members.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import pandas as pd

from simulation.answers import MAX_DECILE, uses_deciles

SURVEY, MEMBERS = "bdt_2015", "dtsen_members"
SURVEY_SNAPSHOT, SURVEY_YEAR = "BDT-2015", 2015
SOURCE_TABLES = (SURVEY, MEMBERS)
_FAMILIES = "dtsen_families"
_OLD = 8  # the simulation's number of this fault
_BANDS = {"00-05": 5, "06-12": 12, "13-15": 15, "16-18": 18, "19-21": 21, "22-59": 59, "60+": 150}


def last_day(semester: str) -> str:
    """The last day of a semester, as text."""
    return f"{semester[:4]}-{'06-30' if semester.endswith('S1') else '12-31'}"


def is_within(units: pd.DataFrame, max_percentile: int | pd.Series, suffix: str = "") -> pd.Series:
    """Within the limit: by percentile where there is one, else by the decile of the agreement."""
    percentile = units[f"percentile{suffix}"].astype(float)
    return (percentile <= max_percentile).where(percentile.notna(), units[f"decile{suffix}"] <= MAX_DECILE)


class TrueSource:
    """The source of a simulated city. `rows` = accepted rows; `persons` = everybody, once for each semester."""

    def __init__(self, truth: Path, rows: pd.DataFrame, persons: pd.DataFrame) -> None:
        self._truth = truth
        self._rows = rows[rows["table_id"].isin(SOURCE_TABLES)]
        families = rows[rows["table_id"] == _FAMILIES].drop_duplicates(["semester", "true_family_id"])
        self._domicile = families.set_index(["semester", "true_family_id"])["village_code"]
        self._persons = persons

    @property
    def is_handed_over(self) -> bool:
        """True for DTSEN in two files."""
        return bool((self._rows["table_id"] == MEMBERS).any())

    @cached_property
    def snapshots(self) -> dict[str, str]:
        """Semester -> the snapshot that came in it. A survey comes once."""
        if not self.is_handed_over:
            return {min(self._rows["semester"], default=""): SURVEY_SNAPSHOT}
        return self._deciles.reset_index().drop_duplicates("semester").set_index("semester")["snapshot_id"].to_dict()

    @property
    def ranks_by_decile(self) -> bool:
        """True where the source has deciles and no percentiles."""
        return any(uses_deciles(snapshot) for snapshot in self.snapshots.values())

    def rows_of(self, semester: str) -> pd.DataFrame:
        """Accepted rows of persons of the delivery in force in a semester."""
        delivered = max(one for one in self.snapshots if one <= semester)
        return self._rows[self._rows["semester"] == delivered]

    def listed(self, semester: str, delivered: str | None = None) -> pd.DataFrame:
        """Persons of a delivery, by default that in force, with the family that they have in `semester`."""
        rows = self.rows_of(delivered or semester)
        now = self._persons[self._persons["semester"] == semester].set_index("true_person_id")
        parts = self._members(rows) if self.is_handed_over else self._surveyed(rows, now)
        listed = parts.assign(semester=semester)
        listed["family"] = listed["person"].map(now["true_family_id"])
        home = listed["person"].map(now["rt"].astype(str) + "/" + now["rw"].astype(str))
        # who moved and is told with the old address: where the source has the home is not in the book
        listed["home"] = home.mask(pd.MultiIndex.from_frame(listed[["file_name", "row_number"]]).isin(self._of_old))
        listed["sex"] = listed["person"].map(now["sex"])
        listed["age"] = self._ages(listed, semester, now)
        listed["band"] = pd.cut(listed["age"], [-1, *_BANDS.values()], labels=list(_BANDS)).astype(str)
        return listed

    @cached_property
    def _of_old(self) -> pd.MultiIndex:
        """File and row of members who are told as they were before their last change."""
        told = pd.read_parquet(self._truth / "faults.parquet")
        old = told[(told["table_id"] == MEMBERS) & (told["fault_no"] == _OLD) & (told["field"] == "family_card_no")]
        return pd.MultiIndex.from_frame(old[["file_name", "row_number"]])

    @cached_property
    def _deciles(self) -> pd.DataFrame:
        told = pd.read_parquet(self._truth / "source_deciles.parquet")
        return told.set_index(["semester", "true_family_id"])

    def _surveyed(self, rows: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
        columns = {
            "true_person_id": "person", "village_code": "village", "age_years": "told_age", "household_id": "household",
            "row_number": "row_number", "semester": "delivered", "file_name": "file_name", "sheet": "sheet",
        }  # fmt: skip
        listed = rows[list(columns)].rename(columns=columns)
        listed["percentile"] = listed["person"].map(now["reference_percentile"])
        listed["decile"] = (listed["percentile"] + 9) // 10
        disability = rows["disability_code"]
        return listed.assign(source=None, is_disabled=disability.map(lambda code: "no" if code == "0" else "yes"))

    def _members(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Members with what the row of their family says; a family without a row says nothing."""
        family = pd.MultiIndex.from_frame(rows[["semester", "true_family_id"]])
        told = self._deciles.reindex(family)
        has_row, decile = told["has_row"].to_numpy(dtype=bool), told["welfare_decile"].to_numpy()
        return pd.DataFrame({
            "person": rows["true_person_id"], "village": self._domicile.reindex(family).to_numpy(), "household": None,
            "row_number": rows["row_number"], "delivered": rows["semester"], "file_name": rows["file_name"],
            "sheet": rows["sheet"], "percentile": None,
            "decile": pd.Series(decile, rows.index).where(has_row & (decile > 0)),
            "source": pd.Series(told["record_source"].to_numpy(), rows.index).where(has_row),
            "is_disabled": rows["walking_difficulty"].map(lambda code: "yes" if code in ("1", "2") else "no"),
        }).drop_duplicates("person")  # fmt: skip

    def _ages(self, listed: pd.DataFrame, semester: str, now: pd.DataFrame) -> pd.Series:
        """By the birth date where the source tells it, else as the survey told, grown by the years since."""
        if not self.is_handed_over:
            return listed["told_age"].astype(int) + int(semester[:4]) - SURVEY_YEAR
        born, day = pd.to_datetime(listed["person"].map(now["birth_date"])), pd.Timestamp(last_day(semester))
        had_birthday = (born.dt.month < day.month) | ((born.dt.month == day.month) & (born.dt.day <= day.day))
        return day.year - born.dt.year - (~had_birthday).astype(int)
