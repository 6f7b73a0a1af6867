"""Everything that is drawn about one list of one office, as a flat record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from simulation.strange.heading_style import CASES

Kind = TypeVar("Kind")

# Lists that come out of a ministry's or bank's system, and how often an office passes them on as they are.
AS_EXPORTED = {
    "bdt_2015": 1.0, "dtsen": 1.0, "registry_match": 0.6, "dapodik": 0.6, "pip": 0.6, "pbi_jk": 0.5, "bpnt": 0.5,
    "rtlh": 0.4, "umkm_aid": 0.2,
}  # fmt: skip
_WHOLE = ("bdt_2015", "dtsen", "registry_match")  # one sheet, no furniture below
_UNSUMMED = ("reported_issues", "registry_match", "bdt_2015", "dtsen")
AGGREGATES = ("rastra", "programme_progress", "reported_issues")
_MAY_LACK_NIK, _NO_NIK = ("kks", "pkh", "bpnt", "rtlh", "food_reserve_rice", "training"), 0.03
_VERSIONS = 0.07  # of lists come twice in a semester, the second time with more rows
_BY_SCHOOL = ("pip", "dapodik")


@dataclass(frozen=True)
class Habits:
    """One list of one office. Fields are named as `truth/strange.json` shows them."""

    as_exported: bool
    file_type: str  # xlsx, xls, ods, csv, html (named .xls)
    delimiter: str
    encoding: str
    has_sep_line: bool
    split: str  # one, village, district, school, files
    sheet_name: int  # position among the styles of sheet names
    header_rows: int
    numbering: str  # form of the row of column numbers, empty for none
    heading_case: str
    typo_rate: float
    abbreviation_rate: float
    titles: int
    left: int
    sections: str  # none, village, district
    subtotals: bool
    total: str  # none, or its label
    wrong_total: bool
    signature: str  # none, right, both
    recap: str  # none, counts, repeat
    second_table: str  # none, beside, below, continued, legend
    extras: int
    header_every: int
    hidden_rows: bool
    combine_birth: bool
    rt_rw: str  # two, one, address, rt holds both
    date_form: str
    date_mix: float
    amount_form: str
    sex_form: int
    yes_no_form: int
    number_form: str  # of NIK and card: text, apostrophe, formula, number, dotted, padded, nbsp
    loses_zeros: bool
    place_form: int
    name_case: str
    order: str  # as held, name, village, shuffled blocks
    has_nik: bool
    has_card: bool
    added: float  # chance of each further field of persons
    dropped: float  # chance of leaving a field that is not needed
    status_words: int
    file_name: int
    first_version: float  # share of the rows that came before, in a file that this one replaces; 0 = none did


def _of(rng: np.random.Generator, weights: dict[Kind, float]) -> Kind:
    options = list(weights)
    shares = np.asarray(list(weights.values()))
    return options[int(rng.choice(len(options), p=shares / shares.sum()))]


def draw_habits(rng: np.random.Generator, table: str) -> Habits:
    """The habits of the office that writes `table`."""
    as_exported = bool(rng.random() < AS_EXPORTED.get(table, 0.1))
    is_list = table not in AGGREGATES and table not in _WHOLE
    file_type = _of(rng, _file_types(table, as_exported))
    split = _of(rng, _splits(table, as_exported, file_type)) if is_list else "one"
    plain = as_exported or not is_list or file_type == "csv"
    has_nik = table not in _MAY_LACK_NIK or rng.random() >= _NO_NIK
    flat: dict[str, Any] = {
        "file_type": file_type,
        "split": split,
        "as_exported": as_exported,
        "has_nik": bool(has_nik),
    }
    early = round(float(rng.uniform(0.9, 0.98)), 3) if rng.random() < _VERSIONS and is_list else 0.0
    sections, total = _sections(rng, split, plain, table), _total(rng, table, plain)
    layout = _layout(rng, split, plain) | _header(rng, as_exported, file_type == "csv")
    return Habits(
        **flat, **layout, **_cells(rng, file_type), sections=sections, total=total, first_version=early
    )  # fmt: skip


def _header(rng: np.random.Generator, as_exported: bool, flat: bool) -> dict[str, Any]:
    """Draws titles and headings."""
    rows = {1: 0.9, 2: 0.1} if flat else {1: 0.55, 2: 0.28, 3: 0.12, 4: 0.05}
    return {
        "header_rows": 1 if as_exported else _of(rng, rows),
        "numbering": "" if as_exported else _of(rng, {"": 0.62, "({})": 0.18, "{}": 0.15, "number": 0.05}),
        "heading_case": CASES[int(rng.integers(len(CASES)))],
        "typo_rate": _of(rng, {0.0: 0.55, 0.03: 0.3, 0.1: 0.15}),
        "abbreviation_rate": _of(rng, {0.0: 0.6, 0.2: 0.3, 0.5: 0.1}),
        "titles": 0 if as_exported else int(rng.integers(0, 3 if flat else 6)),
        "left": 0 if as_exported or flat else _of(rng, {0: 0.8, 1: 0.17, 2: 0.03}),
        "extras": _of(rng, {0: 0.8, 1: 0.2} if as_exported else {0: 0.45, 1: 0.3, 2: 0.17, 4: 0.08}),
        "has_card": bool(rng.random() < 0.85), "added": _of(rng, {0.0: 0.4, 0.15: 0.4, 0.5: 0.2}),
        "dropped": _of(rng, {0.0: 0.5, 0.15: 0.35, 0.35: 0.15}),
    }  # fmt: skip


def _layout(rng: np.random.Generator, split: str, plain: bool) -> dict[str, Any]:
    """Draws the file, its sheets and what stands around the list."""
    second = _SECOND_OF_MANY if split in ("village", "school") else _SECOND
    return {
        "delimiter": _of(rng, {";": 0.4, ",": 0.35, "\t": 0.12, "|": 0.13}),
        "encoding": _of(rng, {"utf-8": 0.4, "utf-8-sig": 0.35, "cp1252": 0.25}),
        "has_sep_line": bool(rng.random() < 0.1), "sheet_name": int(rng.integers(100)),
        "file_name": int(rng.integers(1000)), "subtotals": bool(rng.random() < 0.5),
        "wrong_total": bool(rng.random() < 0.08),
        "signature": "none" if plain else _of(rng, {"none": 0.45, "right": 0.35, "both": 0.2}),
        "recap": "none" if plain else _of(rng, {"none": 0.55, "counts": 0.33, "repeat": 0.12}),
        "second_table": "none" if plain else _of(rng, second),
        "header_every": 0 if plain else _of(rng, {0: 0.85, 40: 0.08, 25: 0.07}),
        "hidden_rows": bool(rng.random() < 0.06),
        "order": _of(rng, {"as held": 0.3, "name": 0.25, "village": 0.35, "any": 0.1}),
    }  # fmt: skip


def _cells(rng: np.random.Generator, file_type: str) -> dict[str, Any]:
    """Draws the writing of cells."""
    return {
        "combine_birth": bool(rng.random() < 0.22),
        "rt_rw": _of(rng, {"two": 0.55, "one": 0.28, "address": 0.12, "rt": 0.05}),
        "date_form": _of(rng, _DATES), "date_mix": _of(rng, {0.0: 0.5, 0.03: 0.3, 0.15: 0.2}),
        "amount_form": _of(rng, _AMOUNTS), "sex_form": int(rng.integers(100)),
        "yes_no_form": int(rng.integers(100)), "number_form": _of(rng, _numbers(file_type)),
        "loses_zeros": bool(rng.random() < 0.1), "place_form": int(rng.integers(100)),
        "name_case": _of(rng, {"upper": 0.68, "title": 0.27, "lower": 0.05}),
        "status_words": int(rng.integers(100)),
    }  # fmt: skip


def _total(rng: np.random.Generator, table: str, plain: bool) -> str:
    return "none" if table in _UNSUMMED or (plain and rng.random() < 0.8) else _of(rng, _TOTALS)


_TOTALS = {
    "none": 0.3, "JUMLAH": 0.24, "TOTAL": 0.12, "Jumlah Total": 0.06, "Jumlah Keseluruhan": 0.06, "Total :": 0.04,
    "GRAND TOTAL": 0.03, "place": 0.09, "bare": 0.06,
}  # fmt: skip
_SECOND = {"none": 0.66, "beside": 0.08, "below": 0.1, "continued": 0.09, "legend": 0.07}
_SECOND_OF_MANY = {"none": 0.85, "continued": 0.08, "legend": 0.07}  # on sheets of one place
_DATES = {
    "d-m-y": 0.19, "d/m/y": 0.15, "real": 0.2, "iso": 0.1, "words": 0.1, "WORDS": 0.04, "short": 0.06, "d.m.y": 0.03,
    "bare": 0.04, "iso time": 0.04, "serial": 0.03, "month first": 0.02,
}  # fmt: skip
_AMOUNTS = {"number": 0.5, "Rp .": 0.1, "Rp .,-": 0.1, ".": 0.1, ".,00": 0.08, ",": 0.06, "decimal": 0.06}


def _file_types(table: str, as_exported: bool) -> dict[str, float]:
    if table == "dtsen":
        return {"csv": 0.7, "xlsx": 0.3}
    if table == "bdt_2015":
        return {"xlsx": 0.6, "xls": 0.2, "csv": 0.2}
    if as_exported:
        return {"xlsx": 0.42, "csv": 0.32, "html": 0.1, "xls": 0.16}
    return {"xlsx": 0.56, "xls": 0.18, "ods": 0.1, "csv": 0.12, "html": 0.04}


def _splits(table: str, as_exported: bool, file_type: str) -> dict[str, float]:
    if file_type in ("csv", "html") or as_exported:
        return {"one": 0.9, "files": 0.1}
    if table in _BY_SCHOOL:
        return {"one": 0.5, "school": 0.35, "district": 0.1, "files": 0.05}
    return {"one": 0.48, "village": 0.25, "district": 0.17, "files": 0.1}


def _sections(rng: np.random.Generator, split: str, plain: bool, table: str) -> str:
    if table == "rastra":
        return _of(rng, {"none": 0.6, "district": 0.4})
    if plain or split in ("village", "school"):
        return "none"
    return _of(rng, {"none": 0.68, "village": 0.26, "district": 0.06})


def _numbers(file_type: str) -> dict[str, float]:
    common = {"text": 0.76, "apostrophe": 0.05, "dotted": 0.03, "padded": 0.03, "nbsp": 0.02}
    if file_type == "csv":
        return common | {"formula": 0.14}
    return common | {"number": 0.02}
