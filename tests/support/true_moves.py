"""The marts of moves from the book of truth: who was whose family, then and now."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from simulation.programmes import PROGRAMMES
from tests.support.true_city import AGE_LIMITS, OF_PERSONS, TrueCity, most_often
from tests.support.true_findings import amounts
from tests.support.true_source import is_within

KINDS = ("same", "poorer", "better_off", "ranked", "unranked", "appeared", "gone")
_MEMBER = ["person", "family", "decile", "percentile", "village", "home", "source", "age"]


def reference_moves(city: TrueCity) -> pd.DataFrame:
    """Families by semester and cause."""
    moves, target = families(city), _of_families(city)
    stakes = target.pivot_table(index=["semester", "family"], columns="move", values="stake", aggfunc=_sum)
    stakes = stakes.reindex(columns=["left", "entered"]).add_suffix("_stake_idr").reset_index()
    moves = moves.merge(stakes, how="left", on=["semester", "family"])
    money = moves.groupby(["semester", "cause_code"])[["left_stake_idr", "entered_stake_idr"]].agg(_sum)
    return counted(moves).join(money).reset_index()


def version_moves(city: TrueCity) -> pd.DataFrame:
    """Families by semester and cause, of the versions that came: one in a semester."""
    came = city.source.snapshots
    pairs = [pair for pair in _pairs(city) if came.keys() >= {*pair}]
    moves = [_moves(city, *pair) for pair in pairs] or [families(city).head(0)]
    return counted(pd.concat(moves, ignore_index=True)).reset_index()


def counted(moves: pd.DataFrame) -> pd.DataFrame:
    """Families by semester and cause, of each kind of move."""
    grouped = moves.assign(
        family=1, family_before=moves["kind"] != "appeared", family_now=moves["kind"] != "gone",
        far=(moves["decile_now"] - moves["decile_before"]).abs() >= 2,
        **{kind: moves["kind"] == kind for kind in KINDS},
    ).groupby(["semester", "cause_code"])  # fmt: skip
    return grouped[["family", "family_before", "family_now", "far", *KINDS]].sum().add_suffix("_count")


def target_moves(city: TrueCity) -> pd.DataFrame:
    """Units that entered or left the target of each programme by their rank."""
    units = _of_families(city)
    entered, left = units["move"] == "entered", units["move"] == "left"
    grouped = units.assign(
        entered=entered, entered_receiver=entered & units["receives"], left_target=left,
        left_receiver=left & units["receives"],
    ).groupby(["semester", "programme_code"])  # fmt: skip
    counts = grouped[["entered", "entered_receiver", "left_target", "left_receiver"]].sum().add_suffix("_count")
    money = {
        f"{move}_stake_idr": units[units["move"] == move].groupby(["semester", "programme_code"])["stake"].agg(_sum)
        for move in ("left", "entered")
    }
    return counts.assign(**money).reset_index()


def families(city: TrueCity, told_in: str | None = None) -> pd.DataFrame:
    """Every family of the source in either of two semesters, its move and the cause.

    `told_in` is the one semester in which everything is known; else each is known in its own.
    """
    return pd.concat([_moves(city, *pair, told_in) for pair in _pairs(city)], ignore_index=True)


def _pairs(city: TrueCity) -> Iterator[tuple[str, str]]:
    yield from zip(city.semesters, city.semesters[1:], strict=False)


def _sum(amounts: pd.Series) -> float:
    return float(amounts.sum(min_count=1))


def _members(city: TrueCity, semester: str) -> pd.DataFrame:
    return city.listed[city.listed["semester"] == semester][_MEMBER]


def _both(city: TrueCity, before: str, semester: str) -> pd.DataFrame:
    old, new = _members(city, before), _members(city, semester)
    return old.merge(new, how="outer", on="person", suffixes=("_before", "_now"))


def _moves(city: TrueCity, before: str, semester: str, told_in: str | None = None) -> pd.DataFrame:
    both = _both(city, before, semester)
    dead = _dead(city, told_in or semester)
    left = both[both["family_before"].notna() & (both["family_before"] != both["family_now"])]
    came = both[both["family_now"].notna() & (both["family_before"] != both["family_now"])]
    stayed = both[both["family_before"] == both["family_now"]]
    gone = left[left["family_now"].isna()]
    old, new = (_families_of(_members(city, one)) for one in (before, semester))
    table = old.join(new, how="outer", lsuffix="_before", rsuffix="_now")
    was, stands = table.index.isin(old.index), table.index.isin(new.index)
    went = table.index.isin(left.loc[left["family_now"].notna(), "family_before"])
    joined = table.index.isin(came.loc[came["family_before"].notna(), "family_now"])
    flagged = stayed[
        stayed["source_before"].notna() & stayed["source_now"].notna()
        & (stayed["source_before"] != stayed["source_now"])
    ]  # fmt: skip
    elsewhere = stayed[
        stayed["home_before"].notna() & stayed["home_now"].notna() & (stayed["home_before"] != stayed["home_now"])
    ]
    causes = {
        "card_joined": (joined & was & stands) | (went & ~stands),
        "card_split": (went & was & stands) | (joined & ~was),
        "member_died": table.index.isin(gone.loc[gone["person"].isin(dead), "family_before"]),
        "member_left": table.index.isin(gone.loc[~gone["person"].isin(dead), "family_before"]),
        "member_came": table.index.isin(came.loc[came["family_before"].isna(), "family_now"]),
        "moved_house": table[["village_before", "village_now"]].notna().all(axis=1)
        & ((table["village_before"] != table["village_now"]) | table.index.isin(elsewhere["family_now"])),
        "source_flag": table.index.isin(flagged["family_now"]),
    }  # fmt: skip
    kind = pd.Series("same", index=table.index)
    one, other = table["decile_before"], table["decile_now"]
    kind[one > other], kind[one < other] = "poorer", "better_off"
    kind[one.isna() & other.notna()], kind[one.notna() & other.isna()] = "ranked", "unranked"
    kind[~was], kind[~stands] = "appeared", "gone"
    cause = pd.Series("not_found", index=table.index)
    for code, mask in reversed(causes.items()):
        cause[mask] = code
    cause[kind == "same"] = "unmoved"
    return pd.DataFrame({
        "semester": semester, "family": table.index, "kind": kind, "cause_code": cause, "decile_before": one,
        "decile_now": other,
    }).reset_index(drop=True)  # fmt: skip


def _families_of(persons: pd.DataFrame) -> pd.DataFrame:
    ranks = persons.groupby("family")[["decile"]].min()
    ranks["village"] = most_often(persons, ["family"], "village")
    return ranks


def _dead(city: TrueCity, semester: str) -> set[str]:
    """Whom the registry has told to be dead, up to the semester."""
    told = city.rows[(city.rows["table_id"] == "registry_match") & (city.rows["semester"] <= semester)]
    alive = city.persons.set_index(["semester", "true_person_id"])["is_alive"]
    is_alive = pd.MultiIndex.from_frame(told[["semester", "true_person_id"]]).map(alive)
    return set(told.loc[~is_alive.astype(bool), "true_person_id"])


def _of_families(city: TrueCity) -> pd.DataFrame:
    """Units whose rank took them over the limit of a programme, with the family and what is at stake."""
    parts = []
    for before, semester in _pairs(city):
        both = _both(city, before, semester)
        both["family"] = both["family_now"].fillna(both["family_before"])
        both["age"] = both["age_now"].fillna(both["age_before"])
        old, new = (_ranks(_members(city, one)) for one in (before, semester))
        whole = old.join(new, how="outer", lsuffix="_before", rsuffix="_now").rename_axis("family").reset_index()
        for code, programme in PROGRAMMES.items():
            if code in OF_PERSONS:
                low, high = AGE_LIMITS.get(code, (-1000, 1000))
                part = both[both["age"].between(low, high)].assign(unit=lambda frame: frame["person"])
            else:
                part = whole.assign(unit=whole["family"])
            was, now = (is_within(part, programme.max_percentile, f"_{side}") for side in ("before", "now"))
            part = part[was != now].assign(move=["entered" if one else "left" for one in now[was != now]])
            parts.append(part[["unit", "family", "move"]].assign(semester=semester, programme_code=code))
    moved = pd.concat(parts, ignore_index=True)
    keys = ["semester", "programme_code", "unit"]
    received = city.units[[*keys, "amount"]].assign(receives=True)
    moved = moved.merge(received, how="left", on=keys)
    moved["receives"] = moved["receives"].notna()
    benefit = _benefits(moved)
    claim = benefit.where((moved["move"] == "entered") & ~moved["receives"])
    moved["stake"] = claim.fillna(moved["amount"].fillna(benefit).where((moved["move"] == "left") & moved["receives"]))
    return moved


def _ranks(persons: pd.DataFrame) -> pd.DataFrame:
    return persons.astype({"percentile": float}).groupby("family")[["percentile", "decile"]].min()


def _benefits(moved: pd.DataFrame) -> pd.Series:
    usual = {semester: amounts(semester) for semester in moved["semester"].unique()}
    pairs = zip(moved["semester"], moved["programme_code"], strict=True)
    return pd.Series([usual[semester].get(code) for semester, code in pairs], index=moved.index, dtype=float)
