"""What a release says of the families of each combination of programmes: the rows shown, and the city's figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import combinations
from math import inf
from typing import Any

import pandas as pd

from delivery.release.small_cells import SMALL_CELL
from tests.support.cell_attack import Attack, possible

SETS = "mart_complementarity"
Cells = dict[int, int]


def learn_sets(
    attack: Attack,
    tables: Mapping[str, pd.DataFrame],
    exact: Callable[[str], pd.DataFrame],
    *,
    is_blind: bool,
    release: str = "",
) -> dict[tuple[str, bool, frozenset[str]], int]:
    """Every combination of the programmes with lists, in and out of the target group, and what ties them."""
    bridge = tables["mart_number_bridge"].set_index(["semester", "step_code"])
    steps = {name: bridge[name].to_dict() for name in ("step_count", "step_gone_count")}
    known = len(attack.names)
    cells = _cells(attack, tables, exact, is_blind=is_blind)
    gone = _gone(attack, tables, exact, cells, is_blind=is_blind)
    attack.names[known:] = [f"{release} {name}".strip() for name in attack.names[known:]]
    groups: dict[tuple[Any, ...], Cells] = defaultdict(dict)
    for (semester, is_target, members), cell in cells.items():
        groups[semester, "in" if is_target else "out"][cell] = 1
        if is_target:
            groups[semester, f"target_served_{min(len(members), 3)}"][cell] = 1
        elif members:
            groups[semester, "outside_target_served"][cell] = 1
    for (semester, name), of_it in groups.items():
        for column, of_column in (("step_count", of_it), ("step_gone_count", {gone[cell]: 1 for cell in of_it})):
            told = steps[column]
            target, listed = (int(told[semester, step]) for step in ("target_families", "listed_families"))
            total = {"in": target, "out": listed - target}.get(name)
            total = int(told.get((semester, name), 0)) if total is None else total
            attack.tie(of_column, total, total)
    _programmes(attack, tables, cells, gone)
    _pairs(attack, tables, cells)
    return cells


def _cells(
    attack: Attack, tables: Mapping[str, pd.DataFrame], exact: Callable[[str], pd.DataFrame], *, is_blind: bool
) -> dict[tuple[str, bool, frozenset[str]], int]:
    told, truth = (
        frame.set_index(["semester", "is_target", "programme_set"])["family_count"].to_dict()
        for frame in (tables[SETS], exact(SETS))
    )
    cells = {}
    for semester, programmes in _listed(tables).items():
        for is_target in (True, False):
            for members in (
                frozenset(each) for size in range(len(programmes) + 1) for each in combinations(programmes, size)
            ):
                name = "+".join(sorted(members)) or "-"
                key = (semester, is_target, name)
                shown = told.get(key)
                if is_blind:
                    between = (0, 10_000)
                elif key not in told:
                    between = (0, SMALL_CELL - 1)
                else:
                    # a combination that has a row is somebody's
                    least, most = possible(None if pd.isna(shown) else int(shown), 10_000)
                    between = max(least, 1), most
                cells[semester, is_target, members] = attack.unknown(f"{SETS} {key}", int(truth.get(key, 0)), between)
    return cells


def _gone(
    attack: Attack,
    tables: Mapping[str, pd.DataFrame],
    exact: Callable[[str], pd.DataFrame],
    cells: Mapping[tuple[str, bool, frozenset[str]], int],
    *,
    is_blind: bool,
) -> dict[int, int]:
    """Of the families of each combination those who are dead or moved away: cell -> theirs."""
    told, truth = (
        frame.set_index(["semester", "is_target", "programme_set"])["present_family_count"].to_dict()
        for frame in (tables[SETS], exact(SETS))
    )
    gone = {}
    for (semester, is_target, members), cell in cells.items():
        key = (semester, is_target, "+".join(sorted(members)) or "-")
        shown = None if is_blind or pd.isna(told.get(key)) else int(told[key])
        present = attack.unknown(f"{SETS} {key} present", int(truth.get(key, 0)), possible(shown, 10_000))
        apart = attack.truth[cell] - attack.truth[present]
        gone[cell] = attack.unknown(f"{SETS} {key} gone", apart, (0, 10_000))
        attack.tie({cell: 1, present: -1, gone[cell]: -1}, 0, 0)
    return gone


def _listed(tables: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """The programmes of each semester that may be part of a combination: those with receivers."""
    city, things = tables["mart_targeting"], tables["dim_programme"].set_index("programme_code")["is_benefit"]
    rows = city[(city["receiver_count"] > 0) & city["programme_code"].map(things)]
    return {semester: sorted(of_it["programme_code"]) for semester, of_it in rows.groupby("semester")}


def _programmes(
    attack: Attack,
    tables: Mapping[str, pd.DataFrame],
    cells: Mapping[tuple[str, bool, frozenset[str]], int],
    gone: Mapping[int, int],
) -> None:
    """The listed families that a programme of families reaches, and those of them within its limit."""
    kinds = tables["dim_programme"].set_index("programme_code")["unit_kind"]
    for row in tables["mart_targeting"].to_dict("records"):
        if kinds[row["programme_code"]] != "family" or pd.isna(row["receiver_count"]):
            continue
        of_it = {
            key: cell for key, cell in cells.items() if key[0] == row["semester"] and row["programme_code"] in key[2]
        }
        attack.tie(dict.fromkeys(of_it.values(), 1), *(2 * [int(row["listed_receiver_count"])]))
        attack.tie({cell: 1 for key, cell in of_it.items() if key[1]}, int(row["target_receiver_count"]), inf)
        present = int(row["listed_receiver_count"] - row["listed_gone_receiver_count"])
        there = {**dict.fromkeys(of_it.values(), 1), **{gone[cell]: -1 for cell in of_it.values()}}
        attack.tie(there, present, present)


def _pairs(
    attack: Attack, tables: Mapping[str, pd.DataFrame], cells: Mapping[tuple[str, bool, frozenset[str]], int]
) -> None:
    """Families with two programmes: the city's figure has those who are not listed too."""
    for row in tables["mart_programme_overlap"].to_dict("records"):
        pair = {row["programme_a"], row["programme_b"]}
        of_it = {cell: 1 for key, cell in cells.items() if key[0] == row["semester"] and pair <= key[2]}
        if of_it and not pd.isna(row["family_both_count"]):
            attack.tie(of_it, 0, int(row["family_both_count"]))
