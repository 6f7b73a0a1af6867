"""The kill matrix: `python -m tests.bench.kill_matrix FOLDER`.

A small city with one semester published; the run of the next is killed at random points and at each of its stages,
each store is damaged in four ways, and releases are published under four kinds of readers. After each, the old release
is whole, and the next run gives what an undisturbed one gives. Points done stand in FOLDER/points.jsonl and are not
done again, so that the matrix can be stopped and gone on with.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from delivery.release.releases import current_release
from ingest.declarations.rulings import Ruling, keep_rulings
from ingest.forgotten import add as add_forgotten
from ingest.ledger import Ledger
from ingest.store import Store, write_json
from linkage.decisions.kept import Decision, keep
from orchestration.health.kept_by_people import changing
from simulation import simulate
from tests.bench.kill_damage import SECOND, damage, not_stopping, undiagnosed
from tests.bench.kill_readers import SCREEN, read_through_releases
from tests.bench.kill_standing import Standing, broken_releases, sickness
from tests.bench.killed_run import Ended, Point, end_session, run
from tests.support.damage import WAYS

FIRST = "2017-S1"
_POPULATION = 500
_RULING = Ruling("heading", "disdik", "pip", "", "KOLOM LAIN", "aside", "Ani", "2017-07-01T00:00:00Z", "rapat")
_LAST = 0.97  # of the write calls of an undisturbed run: another one may need some fewer


@dataclass(frozen=True)
class Measure:
    """An undisturbed run of the second semester: what it left, and how far it went."""

    standing: Standing
    old: str
    writes: int
    stages: int


class Matrix:
    """The folder of a matrix: `prepared`, the home before the run; `home`, where runs are killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home, self._prepared = folder.resolve(), folder.resolve() / "home", folder / "prepared"
        self._done = self.folder / "points.jsonl"

    def prepared(self) -> Measure:
        """The measure of an undisturbed run, made where it is not there yet."""
        known = self.folder / "undisturbed.json"
        if not known.exists():
            self._prepare()
            old = current_release(Store(self.home))
            done = run(self.home, SECOND)
            standing = Standing.of(self.home, done.code)
            if done.code or old is None or (found := sickness(self.home)):
                raise SystemExit(f"an undisturbed run ended with {done.code}: {found}\n{done.said}")
            write_json({**asdict(Measure(standing, old.name, done.writes, done.stages))}, known)
        content = json.loads(known.read_text(encoding="utf-8"))
        return Measure(**{**content, "standing": Standing(**content["standing"])})

    def _prepare(self) -> None:
        for folder in (self.home, self._prepared):
            shutil.rmtree(folder, ignore_errors=True)
        simulate(self.home, _POPULATION, (FIRST, SECOND), seed=7)
        done = run(self.home, FIRST)
        if done.code:
            raise SystemExit(done.said)
        # what people decided, of rows that are not there: changes nothing, and is a store to lose
        store, book = Store(self.home), Ledger(Store(self.home).ledger_url)
        with changing(store, book):
            keep(store.linkage, [Decision(1, 2, "same", "Ani", "2017-07-01T00:00:00Z", "KTP-el")])
            add_forgotten(store, [("nik", "7772010107999999")])
            keep_rulings(store.rulings, [_RULING])
        book.close()
        shutil.copytree(self.home, self._prepared, symlinks=True)

    def begin_anew(self) -> None:
        """Makes the home what it was before the run, at the same place."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self._prepared, self.home, symlinks=True)

    def results(self) -> list[dict[str, Any]]:
        """What became of each point that is done."""
        lines = self._done.read_text(encoding="utf-8").splitlines() if self._done.exists() else []
        return [json.loads(line) for line in lines]

    def keep(self, kind: str, name: str, faults: list[str], **told: Any) -> None:
        """Writes down what became of a point."""
        with self._done.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"kind": kind, "name": name, "faults": faults, **told}) + "\n")
        SCREEN.print(f"{kind} {name}: {'; '.join(faults) or 'whole'} {told}", soft_wrap=True)

    def is_done(self, kind: str, name: str) -> bool:
        """True for a point that was done before."""
        return any((each["kind"], each["name"]) == (kind, name) for each in self.results())


def points_of(measure: Measure, count: int, seed: int) -> Iterator[Point]:
    """Each boundary of stages, then random points, one in each equal part of the run; in turn of both kinds of end."""
    for stage in range(1, measure.stages + 1):
        yield Point(f"stage {stage}", stages=stage, is_power_cut=bool(stage % 2))
    drawn = random.Random(seed)
    spots = [(number + drawn.random()) / count for number in range(count)]
    order = drawn.sample(range(count), count)  # a matrix that is stopped has points of the whole run
    for number in order:
        writes = max(1, round(spots[number] * _LAST * measure.writes))
        yield Point(f"random {number + 1} of {count}", writes=writes, is_power_cut=bool(number % 2))


def kill(matrix: Matrix, measure: Measure, points: Sequence[Point]) -> None:
    """Kills runs at these points, one after the other, looks each time at what readers see, and lets one end."""
    matrix.begin_anew()
    killed = [(point, *_killed(matrix.home, measure, point)) for point in points]
    done = run(matrix.home, SECOND)
    outlived = sum(end_session(ended.session) for _, ended, _ in killed)
    after = [f"{outlived} processes outlived the next run"] if outlived else []
    after += _faults_of(matrix.home, measure, done)
    for point, ended, faults in killed:
        share = round(ended.writes / measure.writes, 3)
        how = "all processes" if point.is_power_cut else "first process"
        matrix.keep("kill", point.name, faults + after, how=how, share=share, stages=ended.stages, in_a_row=len(killed))


def _killed(home: Path, measure: Measure, point: Point) -> tuple[Ended, list[str]]:
    """A run that was killed at a point, and what is wrong with what readers see then."""
    ended = run(home, SECOND, point)
    faults = [] if ended.was_killed else [f"was over with {ended.code} before it could be killed"]
    return ended, faults + broken_releases(home, measure.old, measure.standing.content)


def _faults_of(home: Path, measure: Measure, done: Ended) -> list[str]:
    """What is not as an undisturbed run left it."""
    faults = measure.standing.differences(Standing.of(home, done.code)) + sickness(home)
    return faults + [line for line in done.said.splitlines() if "Traceback" in line]


def hurt(matrix: Matrix, measure: Measure, way: str) -> None:
    """Damages all stores that a run mends in one way, asks the doctor, and runs."""
    matrix.begin_anew()
    faults = undiagnosed(matrix.home, way)
    matrix.keep("stop", way, not_stopping(matrix.home, way))
    damage(matrix.home, way)
    done = run(matrix.home, SECOND)
    told = sorted({word for line in done.said.splitlines() for word in line.split()[:1] if word.startswith("RUM-")})
    matrix.keep("damage", way, faults + _faults_of(matrix.home, measure, done), told=told, seconds=round(done.seconds))


def main() -> None:
    """Does what is asked of the matrix and was not done yet; ends with 1 where anything was lost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--points", type=int, default=60, help="random points, besides each boundary of stages")
    options.add_argument("--most", type=int, default=1000, help="how many points to do now")
    options.add_argument("--in-a-row", type=int, default=1, help="runs killed before one is let to its end")
    options.add_argument("--releases", type=int, default=20)
    options.add_argument("--only", choices=("kills", "damage", "readers"))
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    matrix = Matrix(chosen.folder)
    measure = matrix.prepared()
    if chosen.only in (None, "readers") and not matrix.is_done("readers", f"{chosen.releases} releases"):
        matrix.begin_anew()
        faults, told = read_through_releases(matrix.home, chosen.releases)
        matrix.keep("readers", f"{chosen.releases} releases", faults, **told)
    if chosen.only in (None, "damage"):
        for way in (way for way in WAYS if not matrix.is_done("damage", way)):
            hurt(matrix, measure, way)
    if chosen.only in (None, "kills"):
        points = points_of(measure, chosen.points, chosen.seed)
        left = [point for point in points if not matrix.is_done("kill", point.name)]
        for row in _rows(left[: chosen.most], chosen.in_a_row):
            kill(matrix, measure, row)
    sys.exit(1 if tell(matrix) else 0)


def _rows(points: Sequence[Point], count: int) -> Iterator[Sequence[Point]]:
    """The points in rows of so many."""
    return (points[at : at + count] for at in range(0, len(points), count))


def tell(matrix: Matrix) -> bool:
    """Shows the counts of all that was done; whether anything was lost."""
    results = matrix.results()
    for kind in sorted({each["kind"] for each in results}):
        own = [each for each in results if each["kind"] == kind]
        SCREEN.print(f"{kind}: {len(own)}, of them with a fault: {sum(bool(each['faults']) for each in own)}")
    return any(each["faults"] for each in results)


if __name__ == "__main__":
    main()
