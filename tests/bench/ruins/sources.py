"""Ways to ruin an agreed source."""

from __future__ import annotations

import numpy as np

from tests.bench.ruins.bench import Change, Frame, Ruin, ends_in_zero, only, put, repeated, shifted, shuffled

_RANK, _HOME = "welfare_percentile", "household_id"
_HOUSE = ("floor_area_m2", "floor_type", "wall_type", "wall_condition", "roof_type", "roof_condition")


def _by_home(*names: str, step: int | None = None) -> Change:
    """Columns dealt anew among households, or each household given those of one `step` further."""

    def change(frame: Frame) -> Frame:
        first = frame.drop_duplicates(_HOME).set_index(_HOME)
        count = len(first)
        order = np.random.default_rng(5).permutation(count) if step is None else np.roll(np.arange(count), step)
        dealt = first.iloc[order].set_axis(first.index)
        return frame.assign(**{name: frame[_HOME].map(dealt[name]) for name in names})

    return change


def _other_homes(frame: Frame) -> Frame:
    """The whole list twice, the second time under other household numbers."""
    twice = repeated(2)(frame)
    is_second = twice["row_number"] > 10_000_000
    for name in (_HOME, "source_family_id"):
        twice[name] = np.where(is_second, "X" + twice[name].astype(str), twice[name])
    return twice


def _one_digit_more(frame: Frame) -> Frame:
    """Ranks with a digit too many: reading refuses what is above 100."""
    ten = frame[_RANK] * 10
    return frame.assign(**{_RANK: ten.where(ten <= 100)})


def _head_numbers(frame: Frame) -> Frame:
    return frame.assign(nik=frame.groupby(_HOME)["nik"].transform("first"))


SOURCE_RUINS = (
    Ruin("ranks reversed", put(welfare_percentile=lambda f: 101 - f[_RANK])),
    Ruin("ranks reversed within the list", put(welfare_percentile=lambda f: f[_RANK].max() + 1 - f[_RANK])),
    Ruin("ranks dealt among households", _by_home(_RANK)),
    Ruin("ranks of the next household", _by_home(_RANK, step=1)),
    Ruin("ranks dealt among people", shuffled(_RANK)),
    Ruin("ranks one row too high", shifted(_RANK)),
    Ruin("ranks counted down the rows", put(welfare_percentile=lambda f: np.arange(len(f)) % 100 + 1)),
    Ruin("rank filled down", put(welfare_percentile=7)),
    Ruin("most ranks filled down", put(welfare_percentile=lambda f: f[_RANK].where(np.arange(len(f)) % 3 == 0, 7))),
    Ruin("ranks emptied", put(welfare_percentile=None)),
    Ruin("half of the ranks emptied", put(welfare_percentile=lambda f: f[_RANK].where(np.arange(len(f)) % 2 == 0))),
    Ruin("ranks with a digit too many", _one_digit_more),
    Ruin("ranks raised by thirty", put(welfare_percentile=lambda f: f[_RANK] + 30), before=True),
    Ruin("dwellings dealt anew", _by_home(*_HOUSE)),
    Ruin("everybody a head", put(relation_head="head", relation_family_head="head")),
    Ruin("nobody a head", put(relation_head="child", relation_family_head="child")),
    Ruin("relations one row too high", shifted("relation_head", "relation_family_head")),
    Ruin("relations dealt anew", shuffled("relation_head", "relation_family_head")),
    Ruin("every second row", only(lambda f: np.arange(len(f)) % 2 == 0)),
    Ruin("heads alone", only(lambda f: f["member_no"] == 1)),
    Ruin("children lost", only(lambda f: f["age_years"] >= 18)),
    Ruin("men alone", only(lambda f: f["sex"] == "L")),
    Ruin("first half", only(lambda f: np.arange(len(f)) < len(f) // 2), before=True),
    Ruin("first twentieth", only(lambda f: np.arange(len(f)) < len(f) // 20)),
    Ruin("one district lost", only(lambda f: f["district_code"] != "73.72.03"), before=True),
    Ruin("two districts lost", only(lambda f: ~f["district_code"].isin(["73.72.03", "73.72.04"])), before=True),
    Ruin("the largest kelurahan lost", only(lambda f: f["village_code"] != f["village_code"].mode()[0]), before=True),
    Ruin("pasted twice", repeated(2)),
    Ruin("pasted twice under other household numbers", _other_homes),
    Ruin("NIK one row too high", shifted("nik", "nik_status")),
    Ruin("NIK dealt anew", shuffled("nik", "nik_status")),
    Ruin("NIK end in 0", ends_in_zero("nik")),
    Ruin("NIK filled down", put(nik=lambda f: f["nik"].dropna().iloc[0], nik_status="valid")),
    Ruin("NIK of the head for all", _head_numbers),
    Ruin("NIK emptied", put(nik=None, nik_status="damaged")),
    Ruin("sexes swapped", put(sex=lambda f: f["sex"].map({"L": "P", "P": "L"}))),
    Ruin("sex filled down", put(sex="L")),
    Ruin("sex one row too high", shifted("sex")),
    Ruin("age filled down", put(age_years=30)),
    Ruin("ages one row too high", shifted("age_years")),
    Ruin("ages dealt anew", shuffled("age_years")),
    Ruin("ages twenty years too many", put(age_years=lambda f: f["age_years"] + 20)),
    Ruin("year of birth for age", put(age_years=lambda f: 2015 - f["age_years"])),
    Ruin("names emptied", put(full_name=None, name_key=None)),
    Ruin("name filled down", put(full_name="SITI", name_key="SITI")),
    Ruin("kelurahan filled down", put(village_code="73.72.01.1004")),
    Ruin("kelurahan dealt anew", shuffled("village_code")),
    Ruin("kelurahan not known", put(village_code=None)),
    Ruin("first kelurahan of the district", put(village_code=lambda f: f["district_code"] + ".1004"), before=True),
    Ruin("household number filled down", put(household_id="A", source_family_id="A")),
    Ruin(
        "a household for each row",
        put(household_id=lambda f: f["record_id"], source_family_id=lambda f: f["record_id"]),
    ),
    Ruin("household numbers one row too high", shifted("household_id", "source_family_id")),
    Ruin("size of the household filled down", put(household_size=4)),
    Ruin("families of the household filled down", put(family_count_in_household=3)),
)
