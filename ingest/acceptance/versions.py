"""Compares two files of one list by rows: a correction, or one sent again.

Rows are told apart by who or what they are about; what they say is everything stored except where the row stood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.ledger import SubmissionRow
from ingest.store import Store
from ingest.submission import Submission

# Where a row stood, and what only tells the age of the same birth date at another day.
_NOT_SAID = frozenset(
    ("record_id", "submission_id", "agency_id", "table_id", "semester", "sheet", "row_number", "part", "as_of_date",
     "age_years", "period_label")
)  # fmt: skip
_TELLING = ("nik", "full_name", "address")
_THINGS = ("area_code", "area_text", "category", "programme_text", "indicator", "problem", "period_year")
# A list sent again, renamed, retitled or saved anew, says the same in every row but the few that were touched. Lists
# of the simulated city, at normal faults, say the same in at most 89 % of their rows half a year later.
_SENT_AGAIN = 0.98
# Sums of a village, a quota, the wording of a problem may well stand as they were; names of many people do not.
_FEWEST_ROWS = 30


@dataclass(frozen=True)
class Changes:
    """The rows that are new, gone or changed in the later of two files."""

    new: int
    gone: int
    changed: int

    def sentence(self) -> str:
        """The changes in words: `3 baris baru, 1 hilang, 12 berubah`."""
        return f"{self.new} baris baru, {self.gone} hilang, {self.changed} berubah"


@dataclass(frozen=True)
class SentAgain:
    """The semester whose list came again, and the share of wholly equal rows."""

    semester: str
    share: float


def differences(store: Store, earlier: Submission, later: Submission) -> Changes:
    """The rows changed by the later file; several of one person are compared singly."""
    columns = _columns_of_both(store, earlier, later)
    before, after = (_by_key(store, submission, columns) for submission in (earlier, later))
    new = gone = changed = 0
    for key in before.keys() | after.keys():
        old, now = before.get(key, Counter()), after.get(key, Counter())
        left, right = (old - now).total(), (now - old).total()
        both = min(left, right)
        new, gone, changed = new + right - both, gone + left - both, changed + both
    return Changes(new, gone, changed)


def overlap(store: Store, left: Submission, right: Submission) -> float:
    """Share of the smaller file's rows, by their keys, that the other has too."""
    if not all(submission.parquet(store).exists() for submission in (left, right)):
        return 0.0
    keys = [set(_keys(_stored(store, submission))) for submission in (left, right)]
    smaller = min(len(keys[0]), len(keys[1]))
    return len(keys[0] & keys[1]) / smaller if smaller else 0.0


def sent_again(store: Store, submission: Submission, earlier: Iterable[SubmissionRow]) -> SentAgain | None:
    """The earlier semester of this list, nearly row for row; None for a new list.

    `earlier` are lines of the same list. Only the newest semester among them is looked at.
    """
    rows = list(earlier)
    newest = max((row.semester for row in rows), default="")
    for row in rows:
        if row.semester != newest or not _of_one_size(row.rows_accepted, submission.rows_accepted):
            continue
        folder = store.conformed(row.agency_id, row.table_id, row.semester)
        before = Submission.load(folder / f"{row.submission_id}.json")
        columns = _columns_of_both(store, before, submission)
        few = [name for name in _TELLING if name in columns]
        # most lists differ in their people alone: then the other fifty columns need not be read
        if few and _likeness(store, before, submission, few) < _SENT_AGAIN:
            continue
        share = _likeness(store, before, submission, columns)
        if share >= _SENT_AGAIN:
            return SentAgain(newest, share)
    return None


def _of_one_size(left: int, right: int) -> bool:
    return min(left, right) >= max(_FEWEST_ROWS, _SENT_AGAIN * max(left, right))


def _likeness(store: Store, left: Submission, right: Submission, columns: list[str]) -> float:
    """Share of rows that say the same in all `columns`."""
    before, now = (
        Counter(_said(pq.read_table(submission.parquet(store), columns=columns), columns))
        for submission in (left, right)
    )
    return (before & now).total() / max(before.total(), now.total(), 1)


def _stored(store: Store, submission: Submission) -> pa.Table:
    return pq.read_table(submission.parquet(store))


def _columns_of_both(store: Store, left: Submission, right: Submission) -> list[str]:
    """The columns of both: one that a version of the schema lacks tells nothing."""
    names = [pq.read_schema(submission.parquet(store)).names for submission in (left, right)]
    return [name for name in names[0] if name in names[1] and name not in _NOT_SAID]


def _by_key(store: Store, submission: Submission, columns: list[str]) -> dict[object, Counter[str]]:
    table = _stored(store, submission)
    found: dict[object, Counter[str]] = {}
    for key, text in zip(_keys(table), _said(table, columns), strict=True):
        found.setdefault(key, Counter())[text] += 1
    return found


def _keys(table: pa.Table) -> list[object]:
    """The subject of each row: a NIK, else name and birth date; area, programme, problem."""
    if "nik" not in table.column_names and "family_card_no" in table.column_names:
        cards, families = table["family_card_no"].to_pylist(), table["source_family_id"].to_pylist()
        return [card or family for card, family in zip(cards, families, strict=True)]
    if "nik" not in table.column_names:
        names = [name for name in _THINGS if name in table.column_names]
        return list(zip(*(table[name].to_pylist() for name in names), strict=True))
    niks, names = table["nik"].to_pylist(), table["name_key"].to_pylist()
    born = table["birth_date"].to_pylist() if "birth_date" in table.column_names else niks
    return [nik or (name, day) for nik, name, day in zip(niks, names, born, strict=True)]


def _said(table: pa.Table, columns: list[str]) -> list[str]:
    """Everything that each row says, as one text."""
    if not columns or not table.num_rows:
        return [""] * table.num_rows
    texts = [pc.fill_null(table[name].cast(pa.string()), "\0") for name in columns]
    joined: list[str] = pc.binary_join_element_wise(*texts, "\x1f").to_pylist()
    return joined
