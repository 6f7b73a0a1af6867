"""Takes persons out of the memory of the linkage: states of the ids, decisions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import astuple, fields, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.whole import write_twice
from linkage.decisions.kept import SCHEMA, Decision, load, path_of
from linkage.identity.ledger import state_path, states_in


def forget_persons(linkage: Path, person_ids: Collection[str]) -> frozenset[str]:
    """Removes persons from every state and decision; gives them with ids that led to them.

    A state keeps whose an id was after its rows are gone: without this, rows that come back would get it back.
    """
    states = {semester: pq.read_table(state_path(linkage, semester)) for semester in states_in(linkage)}
    ids = _with_older_ids(states.values(), {int(person_id[1:], 16) for person_id in person_ids})
    wanted, prints = pa.array(sorted(ids), pa.uint64()), set[int]()
    for semester, state in states.items():
        of_ids = pc.is_in(state["id"], value_set=wanted)
        is_row = pc.or_(pc.equal(state["part"], "row"), pc.equal(state["part"], "gone"))
        prints |= set(state.filter(pc.and_(is_row, of_ids))["member"].to_pylist())
        is_person = pc.fill_null(pc.equal(state["kind"], "person"), False)
        named = pc.or_(of_ids, pc.fill_null(pc.is_in(state["other_id"], value_set=wanted), False))
        gone = pc.or_(
            pc.or_(pc.and_(is_row, of_ids), pc.and_(is_person, named)),
            pc.and_(pc.not_equal(state["part"], "row"), pc.is_in(state["member"], value_set=wanted)),
        )
        write_twice(state.filter(pc.invert(pc.fill_null(gone, False))), state_path(linkage, semester))
    _forget_decisions(linkage, prints)
    return frozenset(f"P{each:016x}" for each in ids)


def _with_older_ids(states: Collection[pa.Table], ids: set[int]) -> set[int]:
    """The ids, and those that lead to them."""
    leads = {
        (row["id"], row["other_id"])
        for state in states
        for row in state.filter(pc.equal(state["event"], "redirect")).to_pylist()
        if row["kind"] == "person"
    }
    found = set(ids)
    while more := {old for old, new in leads if new in found} - found:
        found |= more
    return found


def _forget_decisions(linkage: Path, prints: set[int]) -> None:
    """Removes the decisions about rows with these fingerprints, and numbers the rest anew."""
    history = load(linkage)
    left = [each for each in history if not prints & set(each.pair)]
    if len(left) == len(history):
        return
    numbered = [replace(each, decision_no=number) for number, each in enumerate(left, 1)]
    columns = [list(column) for column in zip(*map(astuple, numbered), strict=True)] or [[] for _ in fields(Decision)]
    names = [field.name for field in fields(Decision)]
    write_twice(pa.table(dict(zip(names, columns, strict=True)), schema=SCHEMA), path_of(linkage))


def forget_outputs(linkage: Path) -> None:
    """Removes what the last linkage gave out, which the next one writes anew.

    States and decisions stay.
    """
    for path in linkage.glob("*.parquet"):
        if path != path_of(linkage):
            path.unlink()
