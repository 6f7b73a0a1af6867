"""What changed from one semester to the next, and the findings of each, from the book of truth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from tests.support.true_city import OF_PERSONS, PROGRAMME_OF, UNKNOWN, TrueCity
from tests.support.true_source import SOURCE_TABLES

LEFT = {
    "deceased": "left_deceased_count", "moved": "left_moved_count", "graduated": "left_graduated_count",
    "switched_off": "left_switched_off_count", "nominated": "left_nominated_count",
    "unlisted": "left_unlisted_count", "not_found": "left_not_found_count",
}  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """Receivers of two semesters side by side. One row for each programme and receiver of either."""

    city: TrueCity
    before: str
    now: str

    def units(self) -> pd.DataFrame:
        """change = new, kept or left; reason of leaving; kelurahan by the list."""
        old, new = (self.city.units[self.city.units["semester"] == one] for one in (self.before, self.now))
        both = old.merge(new, how="outer", on=["programme_code", "unit"], suffixes=("_old", "_new"), indicator="side")
        both["change"] = both["side"].map({"left_only": "left", "right_only": "new", "both": "kept"})
        both["village"] = both["list_village_old"].where(both["change"] == "left", both["list_village_new"])
        both["village"] = both["village"].fillna(UNKNOWN)
        left = both["change"] == "left"
        both.loc[left, "reason"] = [
            self._reason(code, unit)
            for code, unit in zip(both.loc[left, "programme_code"], both.loc[left, "unit"], strict=True)
        ]
        return both

    def _reason(self, code: str, unit: str) -> str:
        persons = self._receiving.get((code, unit), frozenset())
        if persons & self._ended["deceased"]:
            return "deceased"
        if persons & self._ended["moved"]:
            return "moved"
        if (code, unit) in self._graduated:
            return "graduated"
        if (code, unit) in self._still_listed:
            return "nominated" if (code, unit) in self._nominated else "switched_off"
        return "unlisted" if unit in self._seen else "not_found"

    @cached_property
    def _receiving(self) -> dict[tuple[str, str], frozenset[str]]:
        rows = self.city.receipts[self.city.receipts["semester"] == self.before]
        return rows.groupby(["programme_code", "unit"])["person"].agg(frozenset).to_dict()

    @cached_property
    def _ended(self) -> dict[str, frozenset[str]]:
        answers = registry(self.city, self.now)
        return {name: frozenset(answers.index[answers == name]) for name in ("deceased", "moved")}

    @cached_property
    def _without_receipt(self) -> pd.DataFrame:
        """Rows of the semester that name somebody who does not receive, with the programme's unit."""
        rows = self.city.list_rows[
            (self.city.list_rows["semester"] == self.now) & ~self.city.list_rows["is_receipt"].astype(bool)
        ]
        return rows.assign(unit=rows["person"].where(rows["programme_code"].isin(OF_PERSONS), rows["family"]))

    @cached_property
    def _still_listed(self) -> frozenset[tuple[str, str]]:
        rows = self._without_receipt
        return frozenset(zip(rows["programme_code"], rows["unit"], strict=True))

    @cached_property
    def _graduated(self) -> frozenset[tuple[str, str]]:
        return self._of(self.city.graduates)

    @cached_property
    def _nominated(self) -> frozenset[tuple[str, str]]:
        return self._of(self.city.nominees)

    def _of(self, persons: frozenset[tuple[str, str, str]]) -> frozenset[tuple[str, str]]:
        """Programme and unit of the rows without a receipt that name one of `persons`."""
        rows = self._without_receipt
        told = pd.MultiIndex.from_frame(rows[["semester", "programme_code", "person"]]).isin(persons)
        return frozenset(zip(rows.loc[told, "programme_code"], rows.loc[told, "unit"], strict=True))

    @cached_property
    def _seen(self) -> frozenset[str]:
        tables = [*PROGRAMME_OF, "dapodik", "registry_match", *SOURCE_TABLES]
        rows = self.city.rows[(self.city.rows["semester"] == self.now) & self.city.rows["table_id"].isin(tables)]
        return frozenset(rows["true_person_id"]) | frozenset(rows["true_family_id"])


def registry(city: TrueCity, semester: str) -> pd.Series:
    """What the newest answer of the civil registry up to `semester` says of each person: deceased, moved or alive."""
    asked = city.rows[(city.rows["table_id"] == "registry_match") & (city.rows["semester"] <= semester)]
    asked = asked[["semester", "true_person_id"]].merge(city.persons, on=["semester", "true_person_id"])
    asked = asked.sort_values("semester").drop_duplicates("true_person_id", keep="last").set_index("true_person_id")
    status = pd.Series("alive", asked.index)
    status[asked["moved_out"]] = "moved"
    status[~asked["is_alive"]] = "deceased"
    return status


def changes(city: TrueCity) -> pd.DataFrame:
    """The columns of mart_programme_progress that tell the change against the semester before."""
    parts = []
    for before, now in zip(city.semesters, city.semesters[1:], strict=False):
        units = Changes(city, before, now).units()
        grouped = units.groupby("programme_code")
        told = pd.DataFrame({f"{name}_count": grouped["change"].agg(lambda kinds, name=name: (kinds == name).sum())
                             for name in ("new", "kept", "left")})  # fmt: skip
        told["previous_receiver_count"] = told["kept_count"] + told["left_count"]
        for reason, column in LEFT.items():
            told[column] = grouped["reason"].agg(lambda reasons, reason=reason: (reasons == reason).sum())
        parts.append(told.reset_index().assign(semester=now))
    return pd.concat(parts, ignore_index=True)


def receiver_changes(city: TrueCity) -> pd.DataFrame:
    """mart_receiver_changes: the same per kelurahan."""
    parts = []
    for before, now in zip(city.semesters, city.semesters[1:], strict=False):
        units = Changes(city, before, now).units().rename(columns={"village": "village_code"})
        grouped = units.groupby(["programme_code", "village_code"])["change"]
        parts.append(pd.DataFrame({
            "previous_receiver_count": grouped.agg(lambda kinds: (kinds != "new").sum()),
            "new_count": grouped.agg(lambda kinds: (kinds == "new").sum()),
            "left_count": grouped.agg(lambda kinds: (kinds == "left").sum()),
            "receiver_count": grouped.agg(lambda kinds: (kinds != "left").sum()),
        }).reset_index().assign(semester=now))  # fmt: skip
    return pd.concat(parts, ignore_index=True)
