"""The draw of one seed: level of faults, names, habits of every office."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields

from ingest.semester import Semester
from simulation.desk import LEVELS, Faults
from simulation.lifelike import FAULT_NAMES, LifeRates
from simulation.randomness import stream
from simulation.strange.habits import Habits, draw_habits
from simulation.strange.islands import NAMES, Renaming, Titles

# Bounds of the city's own level around the one asked for; a single list lies up to 1.8 times above or below it.
_AROUND = {"light": (0.2, 0.5), "normal": (0.5, 1.5), "life": (0.5, 1.5), "heavy": (1.6, 3.0)}
_LIST_SPREAD = 1.8
_HABITS_KEPT = 0.65  # of lists, in the next semester
_NOT_MULTIPLIED = ("address", "old_news", "old_card_row")
_SHARED_BOOKS = ((("dinsos", "pkh"), ("dinsos", "bpnt")), (("dinsos", "kks"), ("dinsos", "pkh")))


@dataclass
class StrangeDraw:
    """The draw of one seed at one fault level; `lists` fills as files are written."""

    seed: int
    faults: Faults
    lists: dict[str, dict[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rng = stream("strange", self.seed, "city")
        low, high = _AROUND[self.faults]
        self.level: float = round(low * (high / low) ** float(rng.random()), 3)
        self.island = NAMES[int(rng.integers(len(NAMES)))]
        self.city_name = ("Parepare", "PAREPARE", "PARE-PARE", "Pare-Pare", "PARE PARE")[int(rng.integers(5))]
        self.dinsos = ("Dinas Sosial", "DINAS SOSIAL", "Dinsos P3A", "Dinas Sosial, PP dan PA")[int(rng.integers(4))]
        self.renaming = Renaming(self.island, self.seed)
        self.life = self._life()
        self.books = _SHARED_BOOKS[int(rng.integers(2))] if rng.random() < 0.35 else ()
        self.sends_twice = bool(rng.random() < 0.3)

    @property
    def titles(self) -> Titles:
        """Titles before the names of older men and women."""
        return self.renaming.titles

    def level_of(self, agency: str, table: str) -> float:
        """Multiplier of the fault rates of one list."""
        spread = float(stream("strange", self.seed, "level", agency, table).uniform(-1, 1))
        return round(float(self.level * _LIST_SPREAD**spread), 3)

    def habits(self, agency: str, table: str, semester: Semester) -> Habits:
        """Habits of a list in `semester`; two in three are those of the time before."""
        keeps = stream("strange", self.seed, "keeps", agency, table, semester).random() < _HABITS_KEPT
        labels = (agency, table) if keeps else (agency, table, semester)
        return draw_habits(stream("strange", self.seed, "habits", *labels), table)

    def _life(self) -> LifeRates:
        """Rates of the faults of life, before the level of each list."""
        rng = stream("strange", self.seed, "life")
        rates: dict[str, float | tuple[float, float]] = {
            name.name: round(float(name.default) * float(rng.uniform(0.5, 1.8)), 5)  # type: ignore[arg-type]
            for name in fields(LifeRates)
            if name.name not in _NOT_MULTIPLIED
        }
        rates["address"] = round(float(rng.uniform(0.05, 0.8)), 3)
        rates["old_card_row"] = round(float(rng.uniform(0.02, 0.35)), 3)
        rates["old_news"] = (0.0, round(float(rng.uniform(0.5, 1.0)), 3))
        return LifeRates(**rates)  # type: ignore[arg-type]

    def described(self) -> dict[str, object]:
        """The whole draw, for `truth/strange.json`."""
        return {
            "seed": self.seed, "faults": self.faults, "level": self.level, "levels_of_plain_cities": LEVELS,
            "names_of": self.island, "city_name": self.city_name, "life": asdict(self.life),
            "life_faults": {str(number): name for number, name in FAULT_NAMES.items()},
            "shared_workbook": [f"{agency}/{table}" for agency, table in self.books],
            "sends_one_file_twice": self.sends_twice, "lists": self.lists,
        }  # fmt: skip
