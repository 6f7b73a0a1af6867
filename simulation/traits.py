"""Draws what else is true of a person, from the person's number.

School, work, health, numbers of other registers.

Numbers of other registers are made so that they cannot be a living person's: cards and accounts start with 77, phones
with 0800, which no mobile network uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from simulation.arrays import Ints, Mask, Objects, ages, date_parts, digits, objects
from simulation.city import FEMALE, MALE, MARRIED, City
from simulation.randomness import choose_weighted, draw, draw_integers
from simulation.wordlists import phrases

NO_SCHOOL, SD, SMP, SMA = range(4)
LEVEL_NAMES = objects(["", "SD", "SMP", "SMA"])
_SCHOOLS = {SD: 88, SMP: 26, SMA: 16}  # in the whole city (about as many as it has)
_MADRASAH = 0.11  # pupils with Kemenag, in no list of the education agency
_PARTICIPATION = {SD: 0.988, SMP: 0.95, SMA: 0.80}


@dataclass(frozen=True)
class Schooling:
    """School of everybody on one day.

    Level (0 = not at school), grade 1-12, number of the school, madrasah or not.
    """

    level: Ints
    grade: Ints
    school: Ints
    is_madrasah: Mask

    def npsn(self) -> Objects:
        """Eight-digit number of each school; made up, as 69 7 begins none in use here."""
        return digits(69_700_000 + self.level * 1000 + self.school, 8)

    def school_name(self) -> Objects:
        """`SD NEGERI 12 PAREPARE` and the like; empty for who is not at school."""
        names = ["", "SD NEGERI {} PAREPARE", "SMP NEGERI {} PAREPARE", "SMA NEGERI {} PAREPARE"]
        pairs = zip(self.level.tolist(), (self.school + 1).tolist(), strict=True)
        return objects([names[level].format(number) for level, number in pairs])


def schooling(city: City) -> Schooling:
    """The schooling of everybody on the city's day; the school year starts on 1 July."""
    people = city.people
    keys = np.arange(len(people))
    start = date(city.day.year if city.day.month >= 7 else city.day.year - 1, 7, 1)
    grade = np.clip(ages(people.birth, start) - 5, 0, 13)
    level = np.select([grade == 0, grade <= 6, grade <= 9, grade <= 12], [NO_SCHOOL, SD, SMP, SMA], NO_SCHOOL)
    poor = np.where(city.welfare_percentiles()[people.family] <= 25, 0.93, 1.02)
    stays = draw(keys, city.seed, "stays at school") < np.array([0.0, *_PARTICIPATION.values()])[level] * poor
    level = np.where(city.present() & stays, level, NO_SCHOOL)
    counts = np.array([1, *_SCHOOLS.values()])[level]
    village = city.families.village[people.family]
    school = (village * 4 + draw_integers(keys, 4, city.seed, "school")) % counts
    madrasah = draw(people.family, city.seed, "madrasah") < _MADRASAH
    return Schooling(level, np.where(level > 0, grade, 0), school, madrasah & (level > 0))


def pregnant(city: City) -> Mask:
    """A mask of the women who are pregnant on the city's day."""
    age, keys = city.age(), np.arange(len(city.people))
    fertile: Mask = (city.people.sex == FEMALE) & (city.people.marital == MARRIED) & (age >= 18) & (age <= 42)
    fertile &= city.present() & (draw(keys, city.seed, "pregnant", city.day) < 0.07)
    return fertile


def disability(city: City) -> Ints:
    """Code 1-12 of BDT, 0 for none; 2 in 100, more among the old."""
    keys, age = np.arange(len(city.people)), city.age()
    luck = draw(keys, city.seed, "disability")
    return np.where(luck < 0.015 + 0.0006 * np.maximum(0, age - 50), 1 + draw_integers(keys, 12, city.seed, "kind"), 0)


def chronic_illness(city: City) -> Ints:
    """Code 1-8 of BDT, 0 for none."""
    keys, age = np.arange(len(city.people)), city.age()
    luck = draw(keys, city.seed, "chronic")
    return np.where(luck < 0.004 * np.maximum(0, age - 30), 1 + draw_integers(keys, 8, city.seed, "illness"), 0)


def working(city: City) -> Mask:
    """A mask of the people who work.

    Most men and two in five women from 17 to 64, fewer later.
    """
    keys, age = np.arange(len(city.people)), city.age()
    share = np.where(city.people.sex == MALE, 0.84, 0.41) * np.where(age >= 65, 0.4, 1.0)
    return (age >= 17) & (draw(keys, city.seed, "works") < share)


# Completed education, codes of BDT: 0 none, 1 SD, 2 SMP, 3 SMA, 4 diploma or more; by birth before 1955, 1975, later.
_EDUCATION = ([45, 38, 9, 6, 2], [14, 34, 20, 25, 7], [4, 18, 23, 41, 14])
EDUCATION_NAMES = objects(["TIDAK TAMAT SD", "SD/SEDERAJAT", "SMP/SEDERAJAT", "SMA/SEDERAJAT", "DIPLOMA/SARJANA"])


def education(city: City) -> Ints:
    """Highest certificate; nobody has one that their age does not allow."""
    year, _, _ = date_parts(city.people.birth)
    keys = np.arange(len(city.people))
    cohort = np.select([year < 1955, year < 1975], [0, 1], 2)
    drawn = [choose_weighted(keys, [float(w) for w in weights], city.seed, "education") for weights in _EDUCATION]
    level = np.choose(cohort, drawn)
    return np.minimum(level, np.searchsorted([12, 15, 18, 22], city.age(), side="right"))


OCCUPATIONS = phrases("""NELAYAN|BURUH HARIAN LEPAS|PEDAGANG|WIRASWASTA|KARYAWAN SWASTA|SOPIR|TUKANG BATU|PETANI
BURUH PELABUHAN|PNS|HONORER|TUKANG BECAK""")


PUPILS_OF_A_REGENCY = 100_000  # pupils' numbers are the land's: no two regencies share one


def nisn(city: City, person: Ints) -> Objects:
    """Pupil number of everybody.

    Last three digits of the birth year, then seven of which the first is 7.
    """
    year, _, _ = date_parts(city.people.birth[person])
    return digits((year % 1000) * 10_000_000 + 7_000_000 + city.regions.serial * PUPILS_OF_A_REGENCY + person, 10)


def phone(person: Ints) -> Objects:
    """Mobile number of the form 0800 xxxx xxxx."""
    return digits(80_000_000_000 + draw_integers(person, 100_000_000, "phone"), 12)


def bank_card(family: Ints) -> Objects:
    """KKS payment card, 16 digits from 77."""
    return digits(7_700_900_000_000_000 + family * 97, 16)


def bank_account(family: Ints) -> Objects:
    """Bank account, 15 digits from 77."""
    return digits(770_100_000_000_000 + family * 101, 15)


def health_number(person: Ints) -> Objects:
    """PSNOKA of a person or NOKA of a family: 13 digits, zeros in front."""
    return digits(77_000_000 + person * 7, 13)
