"""Agreed sources as honest cities hold them: odd, unfinished, small, and not to be held."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tests.bench.ruins.bench import Change, Frame, only, put, repeated

_HOUSE = ("floor_area_m2", "floor_type", "wall_type", "wall_condition", "roof_type", "roof_condition")


def _some(frame: Frame, share: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(len(frame)) < share


def _half_verified(frame: Frame) -> Frame:
    """A verification that has come to the half of the rows: the rest has no NIK and no marital status yet."""
    later = np.arange(len(frame)) >= len(frame) // 2
    return frame.assign(
        nik=frame["nik"].where(~later, None), nik_status=frame["nik_status"].where(~later, "missing"),
        marital_status=frame["marital_status"].where(~later, None),
    )  # fmt: skip


def _old_village(frame: Frame) -> Frame:
    """A kelurahan whose young have all left: everybody old, most alone, many a widow."""
    village = frame["village_code"].mode()[0]
    kept = frame[(frame["village_code"] != village) | (frame["member_no"] == 1)].reset_index(drop=True)
    old = kept["village_code"] == village
    aged = 60 + np.arange(len(kept)) % 30
    return kept.assign(
        age_years=kept["age_years"].where(~old, aged), nik=kept["nik"].where(~old, None),
        nik_status=kept["nik_status"].where(~old, "missing"), household_size=kept["household_size"].where(~old, 1),
        family_count_in_household=kept["family_count_in_household"].where(~old, 1),
        sex=kept["sex"].where(~old | (aged % 4 == 0), "P"),
        **{name: kept[name].where(~old, "head") for name in ("relation_head", "relation_family_head")},
    )  # fmt: skip


def _ages_told(frame: Frame) -> Frame:
    """Ages as people tell them: to the next five for every third."""
    told = (frame["age_years"] / 5).round() * 5
    return frame.assign(age_years=frame["age_years"].where(np.arange(len(frame)) % 3 > 0, told))


def _written_twice(frame: Frame) -> Frame:
    """One row in forty typed a second time."""
    twice = repeated(2)(frame)
    return twice[(twice["row_number"] < 10_000_000) | (np.arange(len(twice)) % 40 == 0)].reset_index(drop=True)


def _members_moved_out(frame: Frame) -> Frame:
    """One in fifty has left and was struck off, the size of the household still as it was."""
    return frame[~_some(frame, 0.02, 3)].reset_index(drop=True)


HONEST: Mapping[str, Change] = {
    "as it came": lambda frame: frame,
    "a half-finished verification": _half_verified,
    "a village with only old people": _old_village,
    "ages as people tell them": _ages_told,
    "one row in forty twice": _written_twice,
    "one member in fifty struck off": _members_moved_out,
    "one sex in fifty wrong": lambda f: f.assign(sex=np.where(_some(f, 0.02, 4), "L", f["sex"])),
    "a fifth without a rank": lambda f: f.assign(
        welfare_percentile=f["welfare_percentile"].where(f["household_id"].factorize()[0] % 5 > 0)
    ),
    "no word on dwellings": put(**dict.fromkeys(_HOUSE)),
    "no word on relations": put(relation_head=None, relation_family_head=None),
    "one small kelurahan without a listed household": only(
        lambda f: f["village_code"] != f["village_code"].value_counts().index[-1]
    ),
    "rows in another order": lambda f: f.sample(frac=1, random_state=8).reset_index(drop=True),
}
