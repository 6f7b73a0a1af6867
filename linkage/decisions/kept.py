"""Keeps what people decided about pairs of rows, with who, when and why.

Kept for ever; only a later decision contradicts one.

`linkage/decisions.parquet`, append-only. A decision is about what two rows say, not where they stand: it is keyed by
the fingerprints of their content (`records.py`), so it holds for a file sent again, for another order of rows and in
every semester in which the rows stay as they were. A row that is corrected is another row, and may be asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.whole import write_twice

Verdict = Literal["same", "not_same", "cannot_say"]
Pair = tuple[int, int]

SCHEMA = pa.schema(
    [
        ("fingerprint_a", pa.uint64()),  # the smaller of the two
        ("fingerprint_b", pa.uint64()),
        ("verdict", pa.string()),
        ("decided_by", pa.string()),
        ("decided_at", pa.string()),  # UTC, ISO
        ("reason", pa.string()),
        ("decision_no", pa.int32()),  # from 1, in the order in which they were taken
    ]
)


@dataclass(frozen=True)
class Decision:
    """One decision about two rows, known by the fingerprints of their content.

    The smaller one is `fingerprint_a`.
    """

    fingerprint_a: int
    fingerprint_b: int
    verdict: Verdict
    decided_by: str
    decided_at: str
    reason: str
    decision_no: int = 0

    def __post_init__(self) -> None:
        if self.fingerprint_a > self.fingerprint_b:
            raise ValueError("the smaller fingerprint comes first")

    @property
    def pair(self) -> Pair:
        return self.fingerprint_a, self.fingerprint_b


@dataclass(frozen=True)
class Standing:
    """The decisions in force, and those that were overruled.

    In force is the newest of each pair, less what newer ones contradict.
    """

    in_force: tuple[Decision, ...]
    overruled: tuple[Decision, ...]


def path_of(linkage: Path) -> Path:
    """The file in which decisions are kept."""
    return linkage / "decisions.parquet"


def load(linkage: Path) -> list[Decision]:
    """Every decision ever taken, the first one first; none when nobody has decided anything."""
    path = path_of(linkage)
    if not path.exists():
        return []
    return [Decision(**line) for line in pq.read_table(path, schema=SCHEMA).sort_by("decision_no").to_pylist()]


def keep(linkage: Path, taken: Sequence[Decision]) -> list[Decision]:
    """Adds `taken`, in their order, after all that were taken before.

    Gives the history as it is now.
    """
    history = load(linkage)
    count_before = len(history)
    history += [replace(decision, decision_no=count_before + number) for number, decision in enumerate(taken, start=1)]
    if taken:
        columns = zip(*map(astuple, history), strict=True)
        names = [field.name for field in fields(Decision)]
        table = pa.table(dict(zip(names, map(list, columns), strict=True)), schema=SCHEMA)
        write_twice(table, path_of(linkage))
    return history


class _Groups:
    """Contents that are one person, and which of these groups may never become one."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._apart: dict[int, set[int]] = {}

    def root(self, content: int) -> int:
        while (above := self._parent.get(content, content)) != content:
            content = above
        return content

    def are_apart(self, content: int, other: int) -> bool:
        return other in self._apart.get(content, ())

    def keep_apart(self, content: int, other: int) -> None:
        self._apart.setdefault(content, set()).add(other)
        self._apart.setdefault(other, set()).add(content)

    def join(self, kept: int, gone: int) -> None:
        self._parent[gone] = kept
        for other in self._apart.pop(gone, set()):
            self._apart[other].discard(gone)
            self.keep_apart(kept, other)


def standing(history: Iterable[Decision]) -> Standing:
    """The decisions of `history` that hold.

    Asked newest first: what would contradict those already held is overruled.

    So `same(a, b)` and `same(b, c)` overrule an older `not_same(a, c)`, and a newer `not_same(a, c)` the older of them.
    """
    newest: dict[Pair, Decision] = {}
    overruled: list[Decision] = []
    for decision in sorted(history, key=lambda each: each.decision_no):
        if decision.pair in newest:
            overruled.append(newest[decision.pair])
        newest[decision.pair] = decision
    groups = _Groups()
    in_force: list[Decision] = []
    for decision in sorted(newest.values(), key=lambda each: -each.decision_no):
        (in_force if _takes(groups, decision) else overruled).append(decision)
    return Standing(tuple(in_force[::-1]), tuple(sorted(overruled, key=lambda each: each.decision_no)))


def _takes(groups: _Groups, decision: Decision) -> bool:
    """True when the decision agrees with what is held; it is then held too."""
    left, right = sorted((groups.root(decision.fingerprint_a), groups.root(decision.fingerprint_b)))
    if decision.verdict == "cannot_say" or decision.fingerprint_a == decision.fingerprint_b:
        return True
    if decision.verdict == "same":
        if groups.are_apart(left, right):
            return False
        if left != right:
            groups.join(left, right)
        return True
    if left == right:
        return False
    groups.keep_apart(left, right)
    return True
