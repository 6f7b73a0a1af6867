"""Names the columns of a list in a header band of one to four rows."""

from __future__ import annotations

import numpy as np

from simulation.strange.columns import BLANK, EXTRA, NUMBER, Placed
from simulation.strange.habits import AGGREGATES, Habits
from simulation.strange.heading_style import abbreviated, decorated, misspelt, written
from simulation.strange.headings import RAW_BDT, names_of, short_below_group
from simulation.wordlists import words

_USUAL_FIRST = 0.45  # of headings are the first of the usual ones
_DECORATED = 0.04
_GROUPS = (
    (words("full_name nik family_card_no head_name"), ("Identitas Penerima", "Data Diri", "Identitas")),
    (words("birth_place birth_date"), ("Tempat dan Tanggal Lahir", "Kelahiran", "TTL")),
    (
        words("address rt rw rt_rw village_name district_name"),
        ("Alamat", "Tempat Tinggal", "Alamat Tinggal", "Domisili"),
    ),
    (
        words("component cycle benefit_amount_idr benefit_quantity benefit_unit account bank"),
        ("Bantuan", "Data Bantuan"),
    ),
)  # fmt: skip
_TOPS = ("Data Penerima Bantuan", "Data Penerima", "Biodata", "Data Peserta")
_HINTS = {
    "nik": "(16 digit)", "family_card_no": "(16 digit)", "sex": "(L/P)", "benefit_amount_idr": "(Rp)",
    "birth_date": "(tgl/bln/thn)", "benefit_quantity": "(kg)", "full_name": "(sesuai KTP)", "age_years": "(tahun)",
}  # fmt: skip


def name_columns(habits: Habits, table: str, columns: list[Placed], rng: np.random.Generator) -> int:
    """Gives every column its headings; the number of rows of the band."""
    if table == "bdt_2015":
        return _name_bdt(columns, rng)
    if habits.as_exported or (table in AGGREGATES and habits.header_rows > 1):
        groups = [column.base_group for column in columns]
    elif habits.header_rows > 1:
        groups = _groups(columns, rng)
    else:
        groups = [""] * len(columns)
    names = _names(habits, table, columns, groups, rng)
    if not any(groups):
        for column, name in zip(columns, names, strict=True):
            column.headings = (name,)
        return 1
    return _stack(habits, columns, groups, names, rng)


def _name_bdt(columns: list[Placed], rng: np.random.Generator) -> int:
    """Headings of the exchanged sheet, with or without numbers, or raw names."""
    style = int(rng.integers(3))
    for column in columns:
        plain = column.base_header.rpartition(" (")[0] or column.base_header
        raw = RAW_BDT.get(plain, plain)
        column.headings = ((column.base_header, plain, raw)[style] if column.role != EXTRA else column.base_header,)
    return 1


def _names(habits: Habits, table: str, columns: list[Placed], groups: list[str], rng: np.random.Generator) -> list[str]:
    taken: set[tuple[str, str]] = set()
    names = []
    for column, group in zip(columns, groups, strict=True):
        name = _name(habits, table, column, group, rng)
        for _ in range(6):
            if (name.casefold(), group) not in taken:
                break
            name = _name(habits, table, column, group, rng)
        else:
            name = column.base_header or name
        taken.add((name.casefold(), group))
        names.append(name)
    return names


def _name(habits: Habits, table: str, column: Placed, group: str, rng: np.random.Generator) -> str:
    if column.role == BLANK:
        return column.base_header
    if habits.as_exported and column.role != NUMBER:
        return column.base_header or _usual(table, column, rng)
    below = short_below_group(column.key) if group and rng.random() < 0.6 else None
    heading = below or _usual(table, column, rng)
    if column.base_group and not group:
        heading = f"{column.base_header} {column.base_group.removeprefix('Data ')}"
    if rng.random() < habits.abbreviation_rate:
        heading = abbreviated(heading)
    heading = written(heading, habits.heading_case)
    if rng.random() < habits.typo_rate:
        heading = misspelt(heading, rng)
    return decorated(heading, rng) if rng.random() < _DECORATED else heading


def _usual(table: str, column: Placed, rng: np.random.Generator) -> str:
    options = names_of(table, column.key)
    if column.role == EXTRA or not options:
        return column.base_header
    return options[0] if rng.random() < _USUAL_FIRST else options[int(rng.integers(len(options)))]


def _groups(columns: list[Placed], rng: np.random.Generator) -> list[str]:
    """Groups over neighbouring columns that belong together; one at least where there can be."""
    groups = [column.base_group for column in columns]
    for members, titles in _GROUPS:
        title = titles[int(rng.integers(len(titles)))]
        run = [at for at, column in enumerate(columns) if column.key in members and not groups[at]]
        run = _longest_run(run)
        if len(run) >= 2 and (rng.random() < 0.65 or not any(groups)):
            for at in run:
                groups[at] = title
    return groups


def _longest_run(places: list[int]) -> list[int]:
    best: list[int] = []
    run: list[int] = []
    for at in places:
        run = [*run, at] if run and at == run[-1] + 1 else [at]
        best = max(best, run, key=len)
    return best


def _stack(habits: Habits, columns: list[Placed], groups: list[str], names: list[str], rng: np.random.Generator) -> int:
    """Stacks headings from the top: what spans all, groups, names, hints."""
    case = habits.heading_case if habits.heading_case in ("upper", "title") else "as written"
    top = written(_TOPS[int(rng.integers(len(_TOPS)))], case) if habits.header_rows >= 3 else ""
    has_hints = habits.header_rows >= 4
    first = next(at for at, group in enumerate(groups) if group)
    last = max(at for at, group in enumerate(groups) if group)
    for at, (column, group, name) in enumerate(zip(columns, groups, names, strict=True)):
        rows = [written(group, case), name] if group else [name, ""]
        if top:
            inside = first <= at <= last
            rows = [top, *(rows if group else [name, ""])] if inside else [name, "", ""]
        if has_hints:
            rows.append(_HINTS.get(column.key, ""))
        column.headings = tuple(rows)
    return len(columns[0].headings)
