"""Makes a land of several regencies between which people move.

Each regency has its own offices and inbox.
A mover keeps NIK, name and birth date, and has another address and another family card where he goes; who left stands
in the old regency's lists for as long as its offices have not heard of it. `truth/moves.parquet` says who moved.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.semester import Semester
from simulation.arrays import NO_DAY, Days, Ints, date_parts, take
from simulation.city import CHILD, HEAD, SINGLE, City
from simulation.desk import Faults
from simulation.life import FIRST_DAY, days_between, live_through
from simulation.population import make_streets, settle
from simulation.randomness import stream
from simulation.regions import MOST_REGENCIES, region_rows
from simulation.run import History, begin, semesters_of
from simulation.truth import person_key

_YOUNG = 0.5  # of the share of families that move, that of grown children who go alone


@dataclass(frozen=True)
class LandReport:
    """The homes of the regencies, and how many people moved from one to another."""

    homes: tuple[Path, ...]
    moved: int


def simulate_land(
    out: Path,
    regencies: int,
    population: int,
    semesters: Sequence[str],
    seed: int = 1,
    faults: Faults = "normal",
    moving: float = 0.02,
) -> LandReport:
    """Writes a home `out/<code>/` for each of `regencies`, and the truth of all.

    Each has about `population` residents.
    `moving`: share of the families that move to another regency in half a year. The same arguments give the same bytes.
    ValueError as in `simulate`, and where there are fewer than two regencies or more than there are codes for.
    """
    if not 2 <= regencies <= MOST_REGENCIES:
        raise ValueError(f"a land has 2 to {MOST_REGENCIES} regencies")
    wanted = semesters_of(semesters)
    land = []
    for regency in range(1, regencies + 1):
        rows = region_rows(regency)
        home = out / next(row["region_code"] for row in rows if row["region_level"] == "regency")
        land.append(begin(home, population, wanted, seed * 1000 + regency, faults, regency=regency))
        _write_regions(home, rows)
    moves = []
    semester = Semester.containing(FIRST_DAY)
    while semester < wanted[-1]:
        semester = semester.next
        for history in land:
            live_through(history.city, semester)
        moves += _move(land, semester, stream(seed, "land", semester), moving)
        if semester in wanted:
            for history in land:
                history.report(semester)
    for history in land:
        history.book.write(history.out / "truth")
    (out / "truth").mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.concat_tables(moves), out / "truth" / "moves.parquet", compression="zstd")
    return LandReport(tuple(history.out for history in land), sum(table.num_rows for table in moves))


def _write_regions(home: Path, rows: Sequence[dict[str, str]]) -> None:
    (home / "city").mkdir(parents=True, exist_ok=True)
    with (home / "city" / "regions.csv").open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _move(land: list[History], semester: Semester, rng: np.random.Generator, share: float) -> list[pa.Table]:
    """Moves people between the regencies, nobody twice in one half year."""
    residents = [len(history.city.people) for history in land]
    moves = []
    for at, history in enumerate(land):
        people = history.city.people
        goes = rng.random(len(history.city.families)) < share
        age = history.city.age()
        young = (people.relation == CHILD) & (people.marital == SINGLE) & (age >= 18) & (age < 30)
        young &= rng.random(len(people)) < share * _YOUNG
        leaving = np.flatnonzero(history.city.present() & (goes[people.family] | young))
        leaving = leaving[leaving < residents[at]]
        alone = young[leaving] & ~goes[people.family[leaving]]
        to = (at + rng.integers(1, len(land), len(history.city.families) + len(people))) % len(land)
        groups = np.where(alone, len(history.city.families) + leaving, people.family[leaving])
        for goal in range(len(land)):
            chosen = to[groups] == goal
            if chosen.any():
                moves.append(_go(history, land[goal], leaving[chosen], groups[chosen], semester, rng))
    return moves


def _go(
    old: History, new: History, leaving: Ints, groups: Ints, semester: Semester, rng: np.random.Generator
) -> pa.Table:
    """The truth about `leaving`, taken out of one regency and into another.

    Those of one group go together.
    """
    _, first, family = np.unique(groups, return_index=True, return_inverse=True)
    day = days_between(rng, semester.first_day, semester.last_day, len(first))
    arrivals = _arrivals(old.city, new.city, leaving, family, rng)
    old.city.people.left[leaving] = day[family]
    numbers = settle(new.city, arrivals, day)
    return pa.table({
        "semester": pa.repeat(str(semester), len(leaving)),
        "from_shard": pa.repeat(old.out.name, len(leaving)), "from_person_id": person_key(leaving),
        "to_shard": pa.repeat(new.out.name, len(leaving)), "to_person_id": person_key(numbers),
    })  # fmt: skip


def _arrivals(old: City, new: City, leaving: Ints, family: Ints, rng: np.random.Generator) -> City:
    """A small city of those who come.

    They are who they were, in families as they came, at addresses that they found.
    """
    people = take(old.people, leaving)
    people.family = family.astype(np.int64)
    count = int(family.max()) + 1
    heads = _heads(people.relation, people.birth, family, count)
    people.relation[heads] = HEAD
    families = take(old.families, old.people.family[leaving[heads]])
    families.old_card = families.card.copy()  # an office may still have the card of the place that they left
    families.head, families.household = heads, np.arange(count)
    families.village = rng.choice(len(new.regions.share), size=count, p=new.regions.share)
    families.rt, families.rw = new.regions.rt_rw(families.village, rng.integers(0, 10_000, count))
    families.street = make_streets(rng, count)
    for name in ("village", "rt", "rw", "street"):
        setattr(families, f"old_{name}", getattr(families, name).copy())
    people.left = np.full(len(people), NO_DAY)
    return City(new.seed, new.day, new.regions, people, families)


def _heads(relation: Ints, birth: Days, family: Ints, count: int) -> Ints:
    """Who is the head of each family that moves: the old one, else the oldest."""
    year, month, day = date_parts(birth)
    order = np.lexsort((year * 10_000 + month * 100 + day, relation != HEAD, family))
    ranked = family[order]
    heads: Ints = order[np.searchsorted(ranked, np.arange(count))]
    return heads
