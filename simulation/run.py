"""Makes the whole city in one call.

Life from 2015 on, the offices' files of the wanted semesters, and the truth.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ingest.semester import Semester
from simulation.agreement import write_agreement
from simulation.answers import record_answers, record_persons
from simulation.city import City
from simulation.desk import Desk, Faults
from simulation.life import FIRST_DAY, first_city, live_through
from simulation.lifelike import LifeRates
from simulation.listing import Listing
from simulation.offices import bag_ekonomi, bappeda, dinkes, dinsos, disdag, disdik, disdukcapil, disnaker, dkp, perkim
from simulation.offices.bdt_survey import take_survey
from simulation.offices.dtsen_handover import snapshot_of, with_gaps
from simulation.official import OfficialFigures
from simulation.programmes import Enrolments, first_enrolments, next_enrolments
from simulation.reference import Reference, assess_families, assess_households
from simulation.strange.city_draw import StrangeDraw
from simulation.strange.wardrobe import Wardrobe
from simulation.truth import TruthBook

_DTSEN_FROM = 2025
Source = Literal["usual", "dtsen"]


@dataclass(frozen=True)
class WrittenFile:
    """One file in the inbox."""

    semester: str
    agency_id: str
    table_id: str
    file_name: str
    data_rows: int
    total_rows: int


@dataclass(frozen=True)
class SimulationReport:
    """The files written, and the residents at the end of each semester."""

    out: Path
    seed: int
    faults: str
    residents: dict[str, int]
    files: tuple[WrittenFile, ...]


def simulate(
    out: Path,
    population: int = 163_000,
    semesters: Sequence[str] = ("2017-S1", "2017-S2"),
    seed: int = 1,
    faults: Faults = "normal",
    strange: int | None = None,
    source: Source = "usual",
) -> SimulationReport:
    """Writes `out/inbox/<semester>/<agency>/*` as offices would send them, and the truth behind them to `out/truth`.

    `population` = residents, roughly, at the end of the first semester. The same arguments give the same bytes.
    `strange` = seed of the offices' habits: another number, other layouts, words, file types, names and rates of faults
    (`truth/strange.json` says which); None = the ordinary city. Fault level `life` adds to `normal` what no check of
    form can see; a strange city always has it.
    `source` dtsen: the agreed source as it is handed over from 2025 on, a file of families and a file of members.
    Semesters are written in the order of time, from 2015-S2 on; ValueError where one is earlier or written wrongly.
    """
    wanted = semesters_of(semesters, source)
    history = begin(
        out, population, wanted, seed, faults, None if strange is None else StrangeDraw(strange, faults), source
    )
    semester = Semester.containing(FIRST_DAY)
    residents = {}
    while semester < wanted[-1]:
        semester = semester.next
        live_through(history.city, semester)
        history.named()
        if semester in wanted:
            history.report(semester)
            residents[str(semester)] = int(history.city.present().sum())
    history.book.write(out / "truth")
    if history.wardrobe is not None:
        described = json.dumps(history.wardrobe.draw.described(), indent=1, ensure_ascii=False)
        (out / "truth" / "strange.json").write_text(described + "\n", encoding="utf-8")
    return SimulationReport(out, seed, faults, residents, _written(history.book))


def semesters_of(texts: Sequence[str], source: Source = "usual") -> list[Semester]:
    """The semesters that `texts` name, in the order of time.

    ValueError where there are none to simulate.
    """
    wanted = sorted({Semester.parse(text) for text in texts})
    if not wanted or wanted[0] <= Semester.containing(FIRST_DAY):
        raise ValueError(f"the simulated city begins on {FIRST_DAY}: ask for semesters from 2015-S2 on")
    if source == "dtsen" and wanted[0].year < _DTSEN_FROM:
        raise ValueError(f"DTSEN begins in {_DTSEN_FROM}: ask for semesters from {_DTSEN_FROM}-S1 on")
    return wanted


def begin(
    out: Path,
    population: int,
    wanted: Sequence[Semester],
    seed: int,
    faults: Faults,
    draw: StrangeDraw | None = None,
    source: Source = "usual",
    regency: int = 0,
) -> History:
    """The city, or a `regency` of a land, on its first day.

    ValueError where it is too small for its lists.
    """
    if population < 200:
        raise ValueError("population must be at least 200, or some lists would be empty")
    city = first_city(population, seed, until=wanted[0], regency=regency)
    wardrobe = None if draw is None else Wardrobe(draw)
    history = History(city, assess_households(city, "BDT-2015"), TruthBook(), out, faults, wardrobe, source)
    history.survey = take_survey(history.named(), history.reference) if wanted[0].year < _DTSEN_FROM else None
    return history


@dataclass
class History:
    """The things that carry over from one semester's files to the next."""

    city: City
    reference: Reference
    book: TruthBook
    out: Path
    faults: Faults
    wardrobe: Wardrobe | None = None
    source: Source = "usual"
    survey: Listing | None = None
    official: OfficialFigures = field(default_factory=OfficialFigures)
    enrolments: Enrolments | None = None

    def named(self) -> City:
        """The city as its people are called.

        In a strange one they have names of another island.
        """
        return self.city if self.wardrobe is None else self.wardrobe.draw.renaming.dressed(self.city)

    def _life(self) -> LifeRates | None:
        if self.wardrobe is not None:
            return self.wardrobe.draw.life
        return LifeRates() if self.faults == "life" else None

    def report(self, semester: Semester) -> None:
        """Writes all files and answers of `semester`, the city being at its end."""
        if semester.year >= _DTSEN_FROM:
            handed_over = self.source == "dtsen"
            snapshot_id = snapshot_of(semester) if handed_over else f"DTSEN-{semester}"
            self.reference = assess_families(self.city, snapshot_id)
            if handed_over:
                self.reference = with_gaps(self.reference, self.city)
        if self.enrolments is None:
            self.enrolments = first_enrolments(self.city, self.reference, semester)
        else:
            self.enrolments = next_enrolments(self.enrolments, self.city, self.reference, semester)
        city, life = self.named(), self._life()
        desk = Desk(city, semester, self.enrolments, self.reference, self.out, self.book, self.faults)
        desk.life, desk.wardrobe = life, self.wardrobe
        bappeda.write(desk, self.survey)
        self.survey = None  # BDT is sent once
        for office in (dinsos, disdik, disnaker, disdag, dkp, bag_ekonomi, dinkes, perkim, disdukcapil):
            office.write(desk)
        if self.wardrobe is not None:
            self.wardrobe.send_twice(desk)
        elif self.faults == "heavy":
            _send_twice(desk)
        record_persons(desk)
        record_answers(desk)
        self.official.count(self.city, semester)
        self.official.write(self.out)
        write_agreement(self.out / "inbox", semester, self.reference.snapshot_id, self._reference_files())

    def _reference_files(self) -> list[tuple[str, int]]:
        """The hash and the rows of each newest file of the source."""
        if self.reference.is_handed_over:
            tables = ["dtsen_members", "dtsen_families"]
        else:
            tables = ["dtsen" if self.reference.snapshot_id.startswith("DTSEN") else "bdt_2015"]
        lines = [line for line in _file_lines(self.book) if line["expected_verdict"] == "admitted"]
        newest = {line["table_id"]: line["semester"] for line in lines}
        of_table = {
            table: [line for line in lines if (line["table_id"], line["semester"]) == (table, newest[table])]
            for table in tables
        }
        return [(str(line["sha256"]), int(str(line["data_rows"]))) for table in tables for line in of_table[table]]


def _send_twice(desk: Desk) -> None:
    """The training list comes a second time, the same bytes under another name (fault 20)."""
    name = f"Peserta Pelatihan Semester {'I' * desk.semester.half} {desk.semester.year}"
    folder = desk.folder(disnaker.AGENCY)
    shutil.copyfile(folder / f"{name}.xlsx", folder / f"{name} (1).xlsx")
    desk.book.record_copy(f"{name}.xlsx", f"{name} (1).xlsx", str(desk.semester), "FIL-004")


def _file_lines(book: TruthBook) -> list[dict[str, object]]:
    return [line for table in book.tables.get("files", []) for line in table.to_pylist()]


def _written(book: TruthBook) -> tuple[WrittenFile, ...]:
    names = WrittenFile.__dataclass_fields__
    return tuple(WrittenFile(**{name: line[name] for name in names}) for line in _file_lines(book))  # type: ignore[arg-type]
