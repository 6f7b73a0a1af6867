"""Every reason of a verdict recomputes to it, and the change that it names turns it: 200 draws on a simulated town."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.store import Store
from tests.support.true_home import open_warehouse, true_home

pytestmark = pytest.mark.slow

SEMESTER, DRAWS = "2026-S1", 200
TURNED = {"in_target": "out_of_target", "out_of_target": "in_target", "not_found": "in_target"}
BUILT = ("list_verdicts", "msr_unit_outcomes", "msr_listed_units")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Town:
    """Drawn verdicts, one for a family; the warehouse before and after all their changes were made."""

    home: Path
    drawn: tuple[Row, ...]
    before: dict[tuple[str, str], Row]
    after: dict[tuple[str, str], Row]


def verdicts(path: Path) -> dict[tuple[str, str], Row]:
    with duckdb.connect(str(path), read_only=True) as warehouse:
        found = warehouse.execute("select * exclude (full_name, address) from bnba.list_verdicts")
        names = [each[0] for each in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {(row["programme_code"], row["unit_id"]): row for row in rows}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("verdicts")
    home = folder / "home"
    true_home(home, (SEMESTER,), population=1000, source="dtsen")
    miss_some(Store(home))
    before = verdicts(open_warehouse(home, folder / "target", *BUILT))
    drawn = draw(list(before.values()))
    for one in drawn:
        assert one["turning_code"] in CHANGES, one["turning_code"]
    change(Store(home), drawn)
    return Town(home, drawn, before, verdicts(open_warehouse(home, folder / "target", *BUILT)))


def miss_some(store: Store) -> None:
    """Takes every twentieth family out of the source: a hand-over lists all residents, no real one does."""
    path = store.accepted / "reference_records" / f"semester={SEMESTER}" / "part.parquet"
    table = pq.read_table(path)
    cards = table["family_card_no"].to_pylist()
    missed = set(sorted({card for card in cards if card})[::20])
    pq.write_table(table.filter(pa.array([card not in missed for card in cards])), path)
    gone = {row for row, card in zip(table["record_id"].to_pylist(), cards, strict=True) if card in missed}
    links = pq.read_table(store.linkage / "person_links.parquet")
    kept = pa.array([record not in gone for record in links["record_id"].to_pylist()])
    pq.write_table(links.filter(kept), store.linkage / "person_links.parquet")


def draw(rows: list[Row]) -> tuple[Row, ...]:
    """Verdicts of as many families, the rare reasons first, so that each is among them."""
    luck = random.Random(12)
    luck.shuffle(rows)
    counts: dict[tuple[Any, ...], int] = {}
    for row in rows:
        kind = (row["turning_code"], row["unit_kind"], row["is_receiver"])
        counts[kind] = counts.get(kind, 0) + 1
    rows.sort(key=lambda row: min(counts[row["turning_code"], row["unit_kind"], row["is_receiver"]], 40))
    drawn: dict[str, Row] = {}
    taken: dict[tuple[Any, ...], int] = {}
    for row in rows:
        kind = (row["turning_code"], row["unit_kind"], row["is_receiver"])
        if row["family_id"] not in drawn and taken.get(kind, 0) < DRAWS // 6:
            drawn[row["family_id"]] = row
            taken[kind] = taken.get(kind, 0) + 1
    return tuple(drawn.values())[:DRAWS]


RANKED, AGED, LISTED = "ranked", "aged", "listed"
CHANGES = {
    "rank_above": {RANKED}, "rank_within": {RANKED}, "rank_given": {RANKED}, "age_within": {AGED},
    "age_and_rank": {RANKED, AGED}, "listed_within": {LISTED},
}  # fmt: skip


def change(store: Store, drawn: tuple[Row, ...]) -> None:
    """Makes the named change of each drawn verdict in what stands for the semester, and no other."""
    path = store.accepted / "reference_records" / f"semester={SEMESTER}" / "part.parquet"
    table, links_path = pq.read_table(path), store.linkage / "person_links.parquet"
    rows, links = table.to_pylist(), pq.read_table(links_path)
    linked = [link for link in links.to_pylist() if link["entity"] == "reference_records"]
    of = {link["record_id"]: link for link in linked}
    more, more_rows = [], []
    for verdict in drawn:
        changes = CHANGES[verdict["turning_code"]]
        key = "person_id" if verdict["unit_kind"] == "person" else "family_id"
        for row in rows:
            if of[row["record_id"]][key] == verdict["unit_id"]:
                if RANKED in changes:
                    row["welfare_decile"] = verdict["turning_rank"]
                if AGED in changes:
                    age = verdict["min_age_years"] or verdict["max_age_years"]
                    row["birth_date"] = date(2026 - age, 1, 1)
        if LISTED in changes:
            record = f"new-{verdict['unit_id']}"
            person = verdict["unit_id"] if key == "person_id" else f"person-{record}"
            more_rows.append(rows[0] | {"record_id": record, "welfare_decile": verdict["turning_rank"], "nik": None})
            more.append(linked[0] | {"record_id": record, "person_id": person, "family_id": verdict["family_id"]})
    pq.write_table(pa.Table.from_pylist(rows + more_rows, schema=table.schema), path)
    pq.write_table(pa.concat_tables([links, pa.Table.from_pylist(more, schema=links.schema)]), links_path)


def recomputed(row: Row) -> str:
    """The verdict from what its reason names, by a rule said again here."""
    if row["reason_code"] == "not_in_source":
        return "not_found"
    if row["reason_code"] == "age_outside":
        low, high = row["min_age_years"] or 0, row["max_age_years"] or 200
        assert row["age_years"] is None or not low <= row["age_years"] <= high
        return "out_of_target"
    assert (row["reason_code"] == "unranked") == (row["welfare_decile"] is None)
    is_within = row["welfare_decile"] is not None and row["welfare_decile"] <= row["max_decile"]
    return "in_target" if is_within else "out_of_target"


def test_draws_hold_every_reason(town: Town) -> None:
    assert len(town.drawn) == DRAWS == len({row["family_id"] for row in town.drawn})
    assert {row["turning_code"] for row in town.drawn} == set(CHANGES)


def test_every_reason_recomputes_to_its_verdict(town: Town) -> None:
    wrong = [row for row in town.before.values() if recomputed(row) != row["outcome"]]
    assert not wrong, wrong[:3]


def test_the_named_change_turns_every_drawn_verdict(town: Town) -> None:
    turned = [town.after[row["programme_code"], row["unit_id"]]["outcome"] for row in town.drawn]
    assert turned == [TURNED[row["outcome"]] for row in town.drawn]


def test_nobody_else_is_judged_otherwise(town: Town) -> None:
    """A change of one family leaves all verdicts of families that were not drawn as they were."""
    families = {row["family_id"] for row in town.drawn}
    others = {key: row["outcome"] for key, row in town.before.items() if row["family_id"] not in families}
    assert len(others) > 100
    assert {key: town.after[key]["outcome"] for key in others} == others


def test_the_cell_named_holds_what_decides(town: Town) -> None:
    """The row of the family file, by submission and row, states the decile that decided; that of members the birth."""
    accepted, part = Store(town.home).accepted, f"semester={SEMESTER}"
    decile, born = (
        {
            (row["submission_id"], row["row_number"]): row[field]
            for row in pq.read_table(accepted / name / part).to_pylist()
        }
        for name, field in (("reference_families", "welfare_decile"), ("reference_records", "birth_date"))
    )
    of_age = [row for row in town.before.values() if row["reason_code"] == "age_outside"]
    ranked = [row for row in town.before.values() if row["cell_table_id"] == "dtsen_families"]
    assert len(ranked) > 0.9 * (len(town.before) - len(of_age)) > len(of_age) > 100
    assert {(row["cell_table_id"], row["cell_field"]) for row in of_age} == {("dtsen_members", "birth_date")}
    assert {row["cell_field"] for row in ranked} == {"welfare_decile"}
    assert all(decile[row["cell_submission_id"], row["cell_row_number"]] == row["welfare_decile"] for row in ranked)
    changed = {row["unit_id"] for row in town.drawn}
    told = {
        (row["age_years"], age(born[row["cell_submission_id"], row["cell_row_number"]]))
        for row in of_age
        if row["unit_id"] not in changed
    }
    assert all(stated == counted for stated, counted in told)


def age(born: date) -> int:
    """Full years on the last day of the semester."""
    return 2026 - born.year - ((born.month, born.day) > (6, 30))
