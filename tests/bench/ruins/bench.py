"""Judges a typed list as it is, or ruined, and keeps what held it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from expectations import Background, Parts, Verdict, is_asked_whole, judge_alone
from ingest.acceptance.agreed import Agreed
from ingest.acceptance.intake import conform_agency
from ingest.declarations.agreement import AgreedSource
from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission

SEMESTER = "2017-S1"
PEOPLE = {"73.72": 163_314}
Frame = pd.DataFrame
Change = Callable[[Frame], Frame]


@dataclass(frozen=True)
class Ruin:
    """One way to ruin a list. `before`: only what was accepted before can tell; `report` alters what was counted."""

    name: str
    change: Change
    before: bool = False
    report: Callable[[int], Mapping[str, Any]] = lambda rows: {}


@dataclass(frozen=True)
class Listing:
    """An honest list as it was read."""

    submission: Submission
    rows: pa.Table

    @property
    def kind(self) -> str:
        return self.submission.entity


def is_settled(listing: Listing) -> bool:
    """False while numbers or kelurahan of a list stand unread: a stranger's heading waits for its answer."""
    return all(
        listing.rows[name].null_count < listing.rows.num_rows
        for name in ("nik", "village_code")
        if name in listing.rows.column_names
    )


def read_city(home: Path, agencies: tuple[str, ...] | None = None) -> list[Listing]:
    """Every list of a simulated city's first semester."""
    store, catalogue = Store(home), load_catalogue()
    ledger = Ledger(store.ledger_url)
    found = []
    for agency_id in agencies or sorted(catalogue.agencies):
        for submission in conform_agency(store, ledger, catalogue, SEMESTER, agency_id):
            if submission.table_id and not submission.holding and submission.parquet(store).exists():
                found.append(Listing(submission, pq.read_table(submission.parquet(store))))
    return found


def ruined(listing: Listing, ruin: Ruin) -> Listing:
    """The list with its ruin; what was counted fits the ruined rows."""
    changed = ruin.change(listing.rows.to_pandas(date_as_object=True).reset_index(drop=True))
    rows = pa.Table.from_pandas(changed, listing.rows.schema, preserve_index=False, safe=False)
    counts = {"rows_in": len(changed), "rows_accepted": len(changed), "rows_rejected": 0, "rows_furniture": 0}
    return Listing(replace(listing.submission, **{**counts, **ruin.report(len(changed))}), rows)


def parts_of(lists: Sequence[Listing], listing: Listing, home: Path) -> list[Listing]:
    """The other files of a list that comes in several, as a run counts them."""
    by_id = {each.submission.submission_id: each for each in lists}
    parts = Parts(Store(home), (each.submission for each in lists))
    return [by_id[part.submission_id] for part in parts.beside(listing.submission)]


def judged(
    listing: Listing, catalogue: Catalogue, folder: Path, before: Listing | None = None, parts: Sequence[Listing] = ()
) -> Verdict:
    """The verdict on a list beside what was accepted before, and the other files that it comes in."""
    rows, earlier = folder / "rows.parquet", folder / "before.parquet"
    pq.write_table(listing.rows, rows)
    if before is not None:
        pq.write_table(before.rows, earlier)
    background = Background(before=earlier if before else None, residents=PEOPLE)
    counted = before.submission.rows_accepted if before else None
    others = []
    for number, part in enumerate(parts if is_asked_whole(catalogue, listing.submission) else ()):
        pq.write_table(part.rows, folder / f"part_{number}.parquet")
        others.append((part.submission, folder / f"part_{number}.parquet"))
    return judge_alone(catalogue, listing.submission, rows, background, counted, others)


def refused_by_agreement(honest: Listing, spoilt: Listing, catalogue: Catalogue, folder: Path) -> tuple[str, ...]:
    """The codes by which an agreement refuses a source whose bytes its letter names, by mistake, as agreed.

    Nothing is asked of the hash then. The letter has the rows of the list as its owner handed it over, so a file with
    other rows is refused. (An agreement that names the honest file refuses any other bytes, whatever is in them.)
    """
    submission, store = spoilt.submission, Store(folder)
    agreement = AgreedSource(
        semester=submission.semester, snapshot=str(submission.snapshot_id), agreed_by="Bappeda", letter_no="1",
        letter_date=date(2017, 1, 2), file_sha256=submission.file_sha256,
        file_rows=honest.submission.rows_accepted + honest.submission.rows_rejected,
    )  # fmt: skip
    agreed = Agreed(store, Ledger(store.ledger_url), catalogue.issue_codes, SEMESTER, date(2017, 6, 30))
    return tuple(problem.code for problem in agreed.faults_of(agreement, [submission]))


def put(**columns: Any) -> Change:
    """A ruin that sets whole columns, each to a value or to what a function of the frame gives."""

    def change(frame: Frame) -> Frame:
        given = {name: value(frame) if callable(value) else value for name, value in columns.items()}
        return frame.assign(**given)

    return change


def shifted(*names: str) -> Change:
    """A ruin that moves columns one row up, the first value to the end."""
    return lambda frame: frame.assign(**{name: np.roll(frame[name].to_numpy(), -1) for name in names})


def shuffled(*names: str) -> Change:
    """A ruin that deals the values of columns anew, together."""

    def change(frame: Frame) -> Frame:
        order = np.random.default_rng(7).permutation(len(frame))
        return frame.assign(**{name: frame[name].to_numpy()[order] for name in names})

    return change


def repeated(times: int) -> Change:
    """A ruin that pastes the list below itself; each copy has rows of its own."""

    def change(frame: Frame) -> Frame:
        copies = [
            frame.assign(
                record_id=[f"{copy}{value[1:]}" for value in frame["record_id"]],
                row_number=frame["row_number"] + copy * 10_000_000,
            )
            for copy in range(times)
        ]
        return pd.concat(copies, ignore_index=True)

    return change


def only(chosen: Callable[[Frame], Any]) -> Change:
    """A ruin that keeps some rows."""
    return lambda frame: frame[chosen(frame)].reset_index(drop=True)


def ends_in_zero(column: str) -> Change:
    """A ruin of a spreadsheet: sixteen digits, of which it kept fifteen."""
    return lambda frame: frame.assign(
        **{column: [value[:-1] + "0" if isinstance(value, str) else None for value in frame[column]]}
    )


def times(column: str, factor: Decimal) -> Change:
    """A ruin of the unit of an amount."""

    def change(frame: Frame) -> Frame:
        amounts = [None if value is None else round(value * factor, 3) for value in frame[column]]
        return frame.assign(**{column: amounts})

    return change
