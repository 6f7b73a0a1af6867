"""The reader of a release: what its tables, and the meaning of their columns, say of the counts below the city."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import Any

import pandas as pd

from tests.support.cell_attack import Attack, possible
from tests.support.cell_meanings import BETWEEN, EQUAL, NOT_BELOW_ZERO, STEPS, STEPS_GONE, WITHIN

Key = tuple[Any, ...]
# Table -> the mart that it is made of, and the column of the part that its rows are about.
PARTS = {
    "mart_targeting_village": ("village", "village_code"),
    "mart_targeting_decile": ("decile", "welfare_decile"),
    "mart_targeting_sex": ("sex", "sex"),
    "mart_targeting_age_band": ("age_band", "age_band_code"),
    "mart_targeting_disability": ("disability", "disability_code"),
}
CHANGES, PROFILE, SETS = "mart_receiver_changes", "mart_kelurahan_profile", "mart_complementarity"
_OF_TARGET = frozenset(
    {"in_target_count", "target_count", "target_receiver_count", "target_gone_count", "target_gone_receiver_count"}
)


@dataclass
class Reader:
    """One who holds a release, and asks what stands behind its numbers.

    `tables` are those of the release by name, `exact` gives the warehouse's rows of a mart: only to check that what the
    reader takes for true is true, and to name the small counts.
    """

    tables: Mapping[str, pd.DataFrame]
    exact: Callable[[str], pd.DataFrame]
    release: str = ""
    # one who looks at no number below the city: what is recovered even so are figures of the city
    is_blind: bool = False
    attack: Attack = field(default_factory=Attack)
    cells: dict[tuple[str, Key, str], int] = field(default_factory=dict)
    shown: dict[tuple[str, Key, str], int | None] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)

    def learn(self) -> Attack:
        """All that the release tells."""
        for table in (*PARTS, CHANGES, PROFILE):
            self._read(table)
            self._rows(table)
            self._totals(table)
        self._no_such_part()
        self._same_targets()
        return self.attack

    def _read(self, table: str) -> None:
        """Each count below the city, between what may stand behind its number."""
        told = dict(self._keyed(self.tables[table], table))
        for key, row in self._truth(table).items():
            for column in self._columns(table):
                if pd.isna(row[column]):
                    continue
                # a part may be without a row: nobody is of it, or it is left out
                number = told[key][column] if key in told else None
                number = None if self.is_blind or pd.isna(number) else int(number)
                name = f"{self.release} {table} {' '.join(map(str, key))} {column}".strip()
                between = possible(number, self._most(table, key, column))
                self.cells[table, key, column] = self.attack.unknown(name, int(row[column]), between)
                self.shown[table, key, column] = number
            if table == CHANGES and key in told:
                # a row stands there for one at least; elsewhere for the listed too, who are not shown
                self._tie(table, key, {"previous_receiver_count": 1, "new_count": 1}, 1, inf)

    def _rows(self, table: str) -> None:
        """What ties the counts of a row together."""
        for key in {key for name, key, _ in self.cells if name == table}:
            for terms in EQUAL:
                if set(terms) <= set(self._columns(table)):
                    self._tie(table, key, terms, 0, 0)
            for part, wholes in WITHIN.items():
                for whole in wholes:
                    if {part, whole} <= set(self._columns(table)):
                        told = self.shown.get((table, key, whole)), self.shown.get((table, key, part))
                        # the same units show the same number: another one is of more
                        more = None not in told and told[0] != told[1]
                        self._tie(table, key, {whole: 1, part: -1}, int(more), inf)
            for terms in NOT_BELOW_ZERO:
                if set(terms) <= set(self._columns(table)):
                    self._tie(table, key, terms, 0, inf)
            for name, terms in BETWEEN.items():
                self._between(table, key, name, terms)

    def _between(self, table: str, key: Key, name: str, terms: Mapping[str, int]) -> None:
        """Those whom columns tell apart, as a number of its own that is asked for."""
        cells = {self.cells[table, key, one]: sign for one, sign in terms.items() if (table, key, one) in self.cells}
        if len(cells) == len(terms):
            truth = sum(self.attack.truth[cell] * sign for cell, sign in cells.items())
            told = f"{self.release} {table} {' '.join(map(str, key))} {name}".strip()
            apart = self.attack.unknown(told, truth, (0, 10_000_000))
            self.attack.tie({**cells, apart: -1}, 0, 0)

    def _tie(self, table: str, key: Key, terms: Mapping[str, int], least: float, most: float) -> None:
        cells = {
            self.cells[table, key, column]: factor
            for column, factor in terms.items()
            if (table, key, column) in self.cells
        }
        if len(cells) == len(terms):
            self.attack.tie(cells, least, most)

    def _totals(self, table: str) -> None:
        """The city's totals of each column over the parts of a table."""
        parts: dict[tuple[Key, str], dict[int, int]] = {}
        for (name, key, column), cell in self.cells.items():
            if name == table:
                parts.setdefault((self._without_part(table, key), column), {})[cell] = 1
        for (key, column), cells in parts.items():
            total = self._total(table, key, column)
            if total is not None:
                # some of the city may be of no kelurahan: the profile has no row for them
                counted = sum(self.attack.truth[cell] for cell in cells)
                self.attack.tie(cells, min(total, counted) if table == PROFILE else total, total)

    def _total(self, table: str, key: Key, column: str) -> int | None:
        semester, rest = key[0], key[1:]
        if table == PROFILE:
            found = self._step(semester, column)
        else:
            found = self._by_programme[table in PARTS][semester, rest[0]][column]
        return None if found is None or pd.isna(found) else int(found)

    def _step(self, semester: str, column: str) -> Any:
        every, gone = self._by_step["step_count"], self._by_step["step_gone_count"]
        if column in STEPS_GONE:
            return gone.get((semester, STEPS_GONE[column]))
        return every.get((semester, STEPS.get(column, "")))

    @cached_property
    def _by_step(self) -> dict[str, dict[Any, Any]]:
        steps = self.tables["mart_number_bridge"].set_index(["semester", "step_code"])
        return {name: steps[name].to_dict() for name in ("step_count", "step_gone_count")}

    @cached_property
    def _by_programme(self) -> dict[bool, dict[Any, Any]]:
        """The city's row of each semester and programme: in the table of targeting (True), and in that of progress."""
        return {
            name == "mart_targeting": self.tables[name].set_index(["semester", "programme_code"]).to_dict("index")
            for name in ("mart_targeting", "mart_programme_progress")
        }

    def _no_such_part(self) -> None:
        """Who is not found in the source has no decile, sex, age; who is within the limit is in no decile beyond it."""
        rules = self._by_programme[True]
        for (table, key, column), cell in self.cells.items():
            if table not in PARTS or table == "mart_targeting_village":
                continue
            rule, part = rules[key[:2]], key[2]
            if (part, column) == ("unknown", "unranked_count") and table == "mart_targeting_decile":
                # found, without a decile: unranked, and so out of target
                self._tie(table, key, {"out_of_target_count": 1, column: -1}, 0, 0)
            none = (column == "not_found_count" and part != "unknown") or (
                table == "mart_targeting_decile" and _beyond(column, part, rule["max_percentile"], rule["max_decile"])
            )
            if none:
                self.attack.tie({cell: 1}, 0, 0)

    def _same_targets(self) -> None:
        """Programmes of one unit and one limit have one target group."""
        rules = self._by_programme[True]
        kinds = self.tables["dim_programme"].set_index("programme_code")["unit_kind"]
        seen: dict[Key, int] = {}
        for (table, key, column), cell in self.cells.items():
            if column not in {"target_count", "target_gone_count"} or kinds[key[1]] != "family":
                continue
            rule = rules[key[:2]]
            group = (table, column, key[0], rule["max_percentile"], rule["max_decile"], key[2])
            if group in seen:
                self.attack.tie({cell: 1, seen[group]: -1}, 0, 0)
            seen[group] = cell

    def _columns(self, table: str) -> list[str]:
        if table not in self.columns:  # asked for every row; a table is read from the release each time
            self.columns[table] = [
                name for name in self.tables[table].columns
                if name.endswith("_count") and not (table in PARTS and name.startswith("listed_"))
            ]  # fmt: skip
        return self.columns[table]

    def _most(self, table: str, key: Key, column: str) -> int:
        total = self._total(table, self._without_part(table, key), column)
        return 10_000_000 if total is None else total

    def _without_part(self, table: str, key: Key) -> Key:
        return key[:1] if table == PROFILE else key[:2]

    def _truth(self, table: str) -> dict[Key, Mapping[str, Any]]:
        if table not in PARTS:
            return dict(self._keyed(self.exact(table), table))
        breakdown, name = PARTS[table]
        mart = self.exact("mart_targeting")
        return dict(self._keyed(mart[mart["breakdown"] == breakdown].rename(columns={"breakdown_code": name}), table))

    def _keyed(self, frame: pd.DataFrame, table: str) -> Iterator[tuple[Key, Mapping[str, Any]]]:
        part = PARTS[table][1] if table in PARTS else "village_code"
        names = ["semester", part] if table == PROFILE else ["semester", "programme_code", part]
        for row in frame.to_dict("records"):
            yield tuple(row[name] for name in names), row


def _beyond(column: str, part: Any, max_percentile: Any, max_decile: Any) -> bool:
    """True when nobody of the decile can be counted in the column, for the programme's limit."""
    if str(part) == "unknown":
        return column in _OF_TARGET
    limit = max_percentile if not pd.isna(max_percentile) else max_decile * 10 if not pd.isna(max_decile) else None
    if column == "unranked_count":
        return True
    if limit is None:
        return False
    if column in _OF_TARGET:
        return bool((int(part) - 1) * 10 >= limit)
    return bool(column == "out_of_target_count" and int(part) * 10 <= limit)
