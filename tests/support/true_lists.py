"""Lists and their quality, and how they agree with the source, from the book of truth."""

from __future__ import annotations

import pandas as pd

from tests.support.true_city import TrueCity
from tests.support.true_targeting import rate

_LIST = ["semester", "table_id"]
_PLACE = ["semester", "table_id", "file_name", "sheet", "row_number"]
_NUMBER_LOST = {f"{kind}-00{number}" for kind in ("NIK", "KK") for number in (1, 2, 3, 4, 6)}
_RUN = 8  # rows over which a number is dragged
_WITHOUT_CARD = ("pip", "rtlh", "umkm_aid")  # these lists have no column for the family card


def _faults(city: TrueCity) -> pd.DataFrame:
    """Faults as planted, with what the reader is to say of each."""
    faults = pd.read_parquet(city.home / "truth" / "faults.parquet").dropna(subset=["expected_code", "row_number"])
    # one number for two persons is said of both rows: the planted one and the one above it
    above = faults[faults["expected_code"] == "NIK-008"].copy()
    above["row_number"] -= 1
    return pd.concat([faults, above], ignore_index=True)


def _owners_of_dragged(faults: pd.DataFrame, rows: pd.DataFrame) -> pd.MultiIndex:
    """(semester, list, person) whose own number was dragged down a column: nothing shows that it is theirs."""
    dummies = faults[(faults["field"] == "nik") & (faults["expected_code"] == "NIK-004")]
    places = set(dummies[_PLACE].itertuples(index=False, name=None))
    first = [
        place for place in places
        if all((*place[:-1], place[-1] + step) in places for step in range(_RUN))
        and (*place[:-1], place[-1] - 1) not in places
    ]  # fmt: skip
    at = pd.MultiIndex.from_frame(rows[_PLACE]).isin(first)
    return pd.MultiIndex.from_frame(rows.loc[at, [*_LIST, _person(rows)]])


def _person(rows: pd.DataFrame) -> str:
    return "person" if "person" in rows else "true_person_id"


def with_faults(city: TrueCity, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with what the reader is to say of them: number or card kept, number alone its own, number there."""
    faults = _faults(city)
    told = {
        "has_nik": ~faults["expected_code"].isin(_NUMBER_LOST) | (faults["field"] != "nik"),
        "has_card": ~faults["expected_code"].isin(_NUMBER_LOST) | (faults["field"] != "family_card_no"),
        "is_alone": faults["expected_code"] != "NIK-008",
        "names_nik": ~((faults["expected_code"] == "NIK-001") & (faults["field"] == "nik")),
    }
    marked = faults[_PLACE].assign(**told).groupby(_PLACE, dropna=False).all()
    found = rows.merge(marked.reset_index(), how="left", on=_PLACE)
    found = found.assign(**{name: found[name].astype("boolean").fillna(True).astype(bool) for name in told})
    dragged = _owners_of_dragged(faults, rows)
    found.loc[pd.MultiIndex.from_frame(found[[*_LIST, _person(found)]]).isin(dragged), "has_nik"] = False
    return found


def inventory(city: TrueCity) -> pd.DataFrame:
    """mart_beneficiary_inventory: rows, persons and families of each list, and the six parts of its quality.

    Two parts are what the reader says of cells, not what is true of the city: those are counted again from its issues.
    """
    rows = with_faults(city, city.list_rows)
    rows.loc[rows["table_id"].isin(_WITHOUT_CARD), "has_card"] = False
    receipts = rows[rows["is_receipt"].astype(bool)]
    grouped, paid = rows.groupby(_LIST), receipts.groupby(_LIST)
    rejected = city.data_rows[city.data_rows["expected"] == "rejected"].groupby(_LIST).size()
    lists = pd.DataFrame({
        "record_count": grouped.size(), "person_count": grouped["person"].nunique(),
        "family_count": grouped["family"].nunique(), "receipt_record_count": paid.size(),
        "receipt_person_count": paid["person"].nunique(), "receipt_family_count": paid["family"].nunique(),
        "benefit_amount_idr": paid["amount"].agg(lambda amounts: amounts.sum(min_count=1)),
        "benefit_amount_known_count": paid["amount"].count(),
    })  # fmt: skip
    receivers = city.receipts.groupby(_LIST)["unit"].nunique()
    lists["receipt_record_count"] = lists["receipt_record_count"].fillna(0)
    for name in ("receipt_person_count", "receipt_family_count", "benefit_amount_known_count"):
        lists[name] = lists[name].fillna(0)
    lists["rejected_row_count"] = rejected.reindex(lists.index).fillna(0)
    lists["receiver_count"] = receivers.reindex(lists.index)
    persons = city.listed.set_index(["semester", "person"]).index
    found = rows[pd.MultiIndex.from_frame(rows[["semester", "person"]]).isin(persons)]
    matched = found.groupby(_LIST)["person"].nunique().reindex(lists.index).fillna(0)
    for name, flag in (("complete_rate", "names_nik"), ("valid_rate", "has_nik"), ("family_card_rate", "has_card")):
        lists[name] = grouped[flag].mean()
    issues = pd.read_parquet(city.home / "accepted" / "record_issues").dropna(subset=["record_id"])
    issues = issues.assign(semester=issues["semester"].astype(str))
    for name, which in (("unique_rate", issues["code"] == "NIK-007"),
                        ("consistent_rate", issues["severity"] == "warning")):  # fmt: skip
        told = issues[which].groupby(_LIST)["record_id"].nunique().reindex(lists.index).fillna(0)
        lists[name] = 1 - rate(told, lists["record_count"])
    doubled = issues[issues["code"] == "NIK-007"][[*_LIST, "record_id"]].drop_duplicates()
    accepted = pd.read_parquet(
        city.home / "accepted" / "enrolment_records",
        columns=["record_id", "is_receipt", "benefit_amount_idr"],
        partitioning=None,  # the rows say their semester themselves
    )
    repeated = doubled.merge(accepted[accepted["is_receipt"].astype(bool)], on="record_id").groupby(_LIST)
    lists["doubled_amount_idr"] = (
        repeated["benefit_amount_idr"]
        .sum()
        .reindex(lists.index)
        .fillna(0)
        .where(lists["benefit_amount_known_count"] > 0)
    )
    lists["located_rate"] = grouped["village_code"].agg(lambda codes: codes.notna().mean())
    lists["matched_rate"] = rate(matched, lists["person_count"])
    lists["timely_rate"] = 1.0  # every list came in its own semester
    six = ["complete_rate", "valid_rate", "unique_rate", "timely_rate", "consistent_rate", "matched_rate"]
    lists["quality_score"] = lists[six].mean(axis=1)
    lists = lists.reset_index()
    before = lists[[*_LIST, "quality_score"]].rename(columns={"quality_score": "previous_quality_score"})
    following = dict(zip(city.semesters, [*city.semesters[1:], ""], strict=True))
    lists = lists.merge(before.assign(semester=before["semester"].map(following)), how="left", on=_LIST)
    lists["quality_change"] = lists["quality_score"] - lists["previous_quality_score"]
    return lists


def source_agreement(city: TrueCity) -> pd.DataFrame:
    """mart_source_agreement: whom of each list each source known has; by true links everybody is known for sure."""
    parts = []
    for semester in city.semesters:
        rows = city.list_rows[city.list_rows["semester"] == semester]
        for delivered, snapshot_id in city.source.snapshots.items():
            if delivered <= semester:
                found = _agreement(rows, city.source.listed(semester, delivered))
                parts.append(found.reset_index().assign(snapshot_id=snapshot_id))
    return pd.concat(parts, ignore_index=True)


def _agreement(rows: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    rows = rows.assign(is_person=rows["person"].isin(listed["person"]), is_family=rows["family"].isin(listed["family"]))
    each = rows.groupby([*_LIST, "person"])[["is_person", "is_family"]].any().reset_index()
    each["is_family_only"] = each["is_family"] & ~each["is_person"]
    each["is_unmatched"] = ~each["is_family"] & ~each["is_person"]
    by_list = each.groupby(_LIST)
    lists = pd.DataFrame({
        "record_count": rows.groupby(_LIST).size(), "person_count": by_list.size(),
        "matched_person_count": by_list["is_person"].sum(),
        "family_only_person_count": by_list["is_family_only"].sum(),
        "unmatched_person_count": by_list["is_unmatched"].sum(),
        "family_count": rows.groupby(_LIST)["family"].nunique(),
        "matched_family_count": rows[rows["is_family"]].groupby(_LIST)["family"].nunique(),
    })  # fmt: skip
    lists["matched_family_count"] = lists["matched_family_count"].fillna(0)
    lists["matched_rung_1_count"] = lists["matched_person_count"]
    lists["matched_rung_2_count"] = lists["matched_rung_3_count"] = lists["matched_other_count"] = 0
    lists["person_match_rate"] = rate(lists["matched_person_count"], lists["person_count"])
    lists["family_match_rate"] = rate(lists["matched_family_count"], lists["family_count"])
    return lists


def progress(city: TrueCity) -> pd.DataFrame:
    """mart_programme_progress without the changes: plans, budgets and quotas as the offices meant to write them."""
    keys = ["semester", "programme_code"]
    lines = city.data_rows[city.data_rows["table_id"] == "programme_progress"].drop(columns="programme_code")
    told = pd.read_parquet(city.home / "truth" / "rows.parquet", columns=["programme_code"]).loc[lines.index]
    lines = lines.assign(programme_code=told["programme_code"])
    names = ["target_count", "realised_count", "budget_idr", "realised_idr"]
    lines[names] = lines[names].astype(float)
    found = lines.groupby(keys)[names].sum()
    found["progress_line_count"] = lines.groupby(keys).size()
    for name in ("budget", "realised"):
        found[f"{name}_known_count"] = lines.groupby(keys)[f"{name}_idr"].count()
    found["achievement_rate"] = rate(found["realised_count"], found["target_count"])
    found["absorption_rate"] = rate(found["realised_idr"], found["budget_idr"])
    units = city.units.groupby(keys)
    found["receiver_count"] = units.size()
    found["benefit_amount_idr"] = units["amount"].agg(lambda amounts: amounts.sum(min_count=1))
    found["benefit_amount_known_count"] = units["amount"].count()
    quotas = pd.read_parquet(city.home / "truth" / "answers_allocations.parquet").groupby(keys)
    for name in ("quota_count", "quota_kg", "realised_kg"):
        found[name] = quotas[name].sum()
    return found.reset_index().assign(quota_recipient_count=None)
