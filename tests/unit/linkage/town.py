"""Made-up accepted rows for the tests of linkage: single rows, and a small town of any size with its truth.

Every NIK and family card starts with 7772, a place that does not exist. Nothing here comes from the simulation
package: linkage is tested on rows that neither its authors' rules nor the simulated offices have shaped.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def _words(*lines: str) -> list[str]:
    return [word for line in lines for word in line.split()]


TYPES = {"row_number": pa.int32(), "as_of_date": pa.date32(), "birth_date": pa.date32(), "age_years": pa.int32()}
COMMON = _words(
    "record_id submission_id agency_id table_id semester sheet row_number as_of_date nik nik_status family_card_no",
    "full_name name_key sex birth_date birth_date_quality village_code rt rw address mother_name",
    "head_name_key mother_name_key",
)
COLUMNS = {
    "enrolment_records": [
        *COMMON,
        *_words("age_years head_name source_person_id source_family_id nisn programme_code"),
    ],
    "reference_records": [
        *COMMON,
        *_words(
            "snapshot_id household_id source_family_id source_person_id",
            "family_no_in_household member_no age_years head_name relation_head relation_family_head",
        ),
    ],
    "civil_registry_records": [*COMMON, "registry_status"],
}
TABLES = {"reference_records": ("bappeda", "bdt_2015"), "civil_registry_records": ("disdukcapil", "registry_match")}
Row = dict[str, Any]


def nik(birth: date, sex: str, serial: int, district: int = 1) -> str:
    """A made-up NIK that fits `birth` and `sex`."""
    day = birth.day + (40 if sex == "P" else 0)
    return f"7772{district:02d}{day:02d}{birth:%m%y}{serial:04d}"


def card(serial: int) -> str:
    """A made-up family card number."""
    return f"777201010112{serial:04d}" if serial < 10_000 else f"7772{serial:012d}"


def row(name: str | None = None, **values: Any) -> Row:
    """One enrolment row; `name` is the folded name."""
    return {"name_key": name, "full_name": name, "agency_id": "dinsos", "table_id": "kks", **values}


def reference(name: str | None = None, **values: Any) -> Row:
    """One row of the agreed source, without birth date and family card unless given."""
    given = {
        "agency_id": "bappeda",
        "table_id": "bdt_2015",
        "snapshot_id": "BDT-2015",
        "as_of_date": date(2015, 10, 31),
    }
    return row(name, **{**given, **values})


def registry(name: str | None = None, **values: Any) -> Row:
    """One answer of the civil registry."""
    return row(name, **{"agency_id": "disdukcapil", "table_id": "registry_match", **values})


def accept(home: Path, semester: str, *, seed: str = "", **entities: Iterable[Row]) -> list[str]:
    """Writes `entities` (enrolment, reference, registry) as accepted Parquet of `semester`; the record ids, in order.

    A row's id depends on its place, as ingest makes it: `seed` stands for the file's hash.
    """
    names = {"enrolment": "enrolment_records", "reference": "reference_records", "registry": "civil_registry_records"}
    ids: list[str] = []
    for short, entity in names.items():
        rows = []
        for number, given in enumerate(entities.get(short, []), start=1):
            place = f"{seed}|{semester}|{entity}|{given['table_id']}|{number}"
            made = given.get("record_id") or hashlib.sha256(place.encode()).hexdigest()[:24]
            full = {
                "submission_id": f"{semester}-{seed}",
                "sheet": "Sheet1",
                "as_of_date": date(int(semester[:4]), 6, 30),
            }
            rows.append({**full, **given, "record_id": made, "semester": semester, "row_number": number})
            ids.append(made)
        schema = pa.schema([(column, TYPES.get(column, pa.string())) for column in COLUMNS[entity]])
        path = home / entity / f"semester={semester}" / "part.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    return ids


def links(linkage: Path) -> dict[str, Row]:
    """`person_links` by record id."""
    return {line["record_id"]: line for line in pq.read_table(linkage / "person_links.parquet").to_pylist()}


@dataclass(frozen=True)
class Resident:
    """One true person of the town."""

    person: int
    family: int
    name: str
    sex: str
    birth: date
    nik: str
    card: str
    place: tuple[str, str, str, str]
    household: str
    member_no: str


_FIRST = (
    "ANDI BASO,BESSE TENRI,MUHAMMAD,ABDUL,SITTI,NUR,SYAMSUDDIN,RAHMATIA,HASNAH,MAKMUR,BAHARUDDIN,JUMRIAH,LA TANG",
    "I SUHADA,AMBO,INDO,SYAHRUL,ZAENAB,HADIJAH,SUPARDI,MANSUR,ILHAM,FITRIANI,ROSDIANA,AKBAR,JAMALUDDIN,KAMARIA",
    "SURYANI,TAKDIR,USMAN",
)
_LAST = _words(
    "RAHMAN HALIM YUSUF HAYATI AMINAH LATIF RIDWAN WAHYUNI SALEH KARIM DAHLIA MAPPA SYUKUR TAHIR NAWIR SAENAL PATIMAH",
    "ASTUTI RAMLAH ARSYAD GAFFAR HERMAN IDRIS JUFRI KADIR LINA MAHMUD NASIR OSMAN PURNAMA QASIM RASYID SULAIMAN TALIB",
    "UMAR WATI YASIN ZULKIFLI",
)
FIRST_NAMES = [name for line in _FIRST for name in line.split(",")]


def residents(size: int, seed: int, first_person: int = 0) -> list[Resident]:
    """About `size` people in families, the same for the same seed."""
    dice = random.Random(seed)
    people: list[Resident] = []
    family = first_person
    while len(people) < size:
        family += 1
        place = (
            f"73.72.01.{1001 + family % 22}",
            f"{1 + family % 9:03d}",
            f"{1 + family % 5:03d}",
            f"JL SATU NO {family}",
        )
        for member in range(dice.choice([1, 2, 3, 4, 4, 5, 6])):
            person = first_person + len(people)
            sex = "L" if member == 0 or (member > 1 and dice.random() < 0.5) else "P"
            birth = date(1950, 1, 2) + timedelta(days=dice.randrange(12_000) + (12_000 if member > 1 else 0))
            name = f"{dice.choice(FIRST_NAMES)} {dice.choice(_LAST)}" + (
                f" {dice.choice(_LAST)}" if dice.random() < 0.3 else ""
            )
            people.append(
                Resident(person, family, name, sex, birth, nik(birth, sex, person % 10_000, 1 + person // 10_000 % 90),
                         card(family), place, f"737201{family:010d}", str(member + 1))
            )  # fmt: skip
    return people


def moved(people: Iterable[Resident], share: float, seed: int) -> list[Resident]:
    """`people` of whom a share has gone onto another card: a new one of their own, or the one of the next family."""
    out = []
    for person in people:
        dice = random.Random(f"{seed}|move|{person.person}")
        number = person.card
        if dice.random() < share:
            number = card(person.family + 1 if dice.random() < 0.5 else 500_000 + 1000 * seed + person.person)
        out.append(replace(person, card=number))
    return out


def _misspelt(name: str, dice: random.Random) -> str:
    """`name` as another office writes it."""
    change = dice.choice(("title", "short", "swap", "letter", "join"))
    if change == "title":
        return f"H {name} S PD"
    if change == "short":
        return name.replace("MUHAMMAD", "MUH").replace("ABDUL", "ABD").replace("SITTI", "ST").replace("SY", "S")
    if change == "swap":
        return " ".join(reversed(name.split())) if len(name.split()) == 2 else name
    if change == "join":
        return name.replace(" ", "", 1)
    at = dice.randrange(1, len(name))
    return name[:at] + dice.choice("AEIOU") + name[at + 1 :]


LISTS = (
    ("dinsos", "kks", 0.35, "card"),
    ("dinkes", "pbi_jk", 0.6, "all"),
    ("disdik", "dapodik", 0.3, "birth"),
    ("dkp", "rice", 0.3, "card"),
)


def office_rows(people: Iterable[Resident], seed: int, faults: float = 1.0) -> tuple[list[Row], list[int]]:
    """Enrolment rows of four offices about `people`, and the true person of each."""
    rows, truth = [], []
    for agency, table, share, shape in LISTS:
        for person in people:
            chance = random.Random(f"{seed}|{table}|{person.person}")
            if chance.random() > share:
                continue
            name = _misspelt(person.name, chance) if chance.random() < 0.06 * faults else person.name
            made = row(
                name, agency_id=agency, table_id=table, nik=None if chance.random() < 0.06 * faults else person.nik
            )
            if shape in ("card", "all"):
                made["family_card_no"] = None if chance.random() < 0.04 * faults else person.card
            if shape in ("birth", "all"):
                made |= {"sex": person.sex, "birth_date": person.birth, "birth_date_quality": "exact"}
            if shape != "birth":
                made |= dict(zip(("village_code", "rt", "rw", "address"), person.place, strict=True))
            rows.append(made)
            truth.append(person.person)
    return rows, truth


def reference_rows(people: Iterable[Resident], seed: int) -> tuple[list[Row], list[int]]:
    """Rows of the agreed source (40 % of families, age in 2015, often no NIK), and the true person of each."""
    rows, truth = [], []
    for person in people:
        if random.Random(f"{seed}|{person.family}").random() > 0.4 or person.birth.year > 2015:
            continue
        chance = random.Random(f"{seed}|{person.person}")
        rows.append(
            reference(
                person.name, sex=person.sex, age_years=2015 - person.birth.year,
                nik=person.nik if chance.random() < 0.7 else None,
                source_family_id=person.household, member_no=person.member_no, family_no_in_household="1",
                village_code=person.place[0], address=person.place[3],
            )
        )  # fmt: skip
        truth.append(person.person)
    return rows, truth


def aged(people: Iterable[Resident], leave: float, seed: int) -> list[Resident]:
    """`people` half a year later: a share has left; who stays is unchanged."""
    return [replace(person) for person in people if random.Random(f"{seed}|stay|{person.person}").random() > leave]
