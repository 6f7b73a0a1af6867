"""A home to resolve in: accepted rows written by hand, linked, and read back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from linkage import LinkageReport, resolve
from linkage.decisions import kept
from linkage.decisions.kept import Decision, Verdict
from linkage.evidence import records
from tests.unit.linkage import town

KEY = b"a made-up key of the test suite."


@dataclass
class Bench:
    """One installation of linkage under test."""

    home: Path
    ids: dict[str, list[str]] = field(default_factory=dict)

    @property
    def accepted(self) -> Path:
        return self.home / "accepted"

    @property
    def linkage(self) -> Path:
        return self.home / "linkage"

    def accept(self, semester: str, enrolment: Iterable[town.Row] = (), seed: str = "", **more: Any) -> list[str]:
        """Record ids of the rows written, in order (enrolment, reference, registry)."""
        self.ids[semester] = town.accept(self.accepted, semester, seed=seed, enrolment=enrolment, **more)
        return self.ids[semester]

    def resolve(self, semester: str = "2017-S1", **more: Any) -> LinkageReport:
        # one thread: so few rows gain nothing by more, and that their number changes nothing is asked elsewhere
        report = resolve(self.accepted, self.linkage, semester, KEY, **({"threads": 1} | more))
        # LNK-008 says of a list that it tells too little: rows of these tests tell what the question needs
        assert [check for check in report.checks if not check.passed and check.code != "LNK-008"] == []
        return report

    def links(self) -> dict[str, town.Row]:
        return {line["record_id"]: line for line in self.table("person_links")}

    def table(self, name: str) -> list[town.Row]:
        return pq.read_table(self.linkage / f"{name}.parquet").to_pylist()

    def link(self, *rows: town.Row, **more: Any) -> list[town.Row]:
        """The links of `rows` (one semester), in their order."""
        ids = self.accept("2017-S1", rows, **more)
        self.resolve()
        links = self.links()
        return [links[record] for record in ids]

    def persons(self, *rows: town.Row, **more: Any) -> list[int]:
        """Which person each of `rows` is, numbered as they first appear: [0, 0, 1] = two persons."""
        return numbered(line["person_id"] for line in self.link(*rows, **more))

    def person_ids(self, semester: str) -> list[str]:
        links = self.links()
        return [links[record]["person_id"] for record in self.ids[semester]]

    def family_ids(self, semester: str) -> list[str]:
        links = self.links()
        return [links[record]["family_id"] for record in self.ids[semester]]

    def bytes(self) -> dict[str, bytes]:
        """Every file written, by its path."""
        return {
            str(path.relative_to(self.linkage)): path.read_bytes() for path in sorted(self.linkage.rglob("*.parquet"))
        }

    def decide(self, one: str, other: str, verdict: Verdict, by: str = "Operator") -> None:
        """Keeps a decision about two accepted rows."""
        with duckdb.connect() as connection:
            records.load(connection, self.accepted, "9999-S2", KEY)
            known = dict(
                connection.execute(
                    "SELECT record_id, fingerprint FROM record_rows INNER JOIN records USING (node)"
                ).fetchall()
            )
        low, high = sorted((known[one], known[other]))
        kept.keep(self.linkage, [Decision(low, high, verdict, by, "2018-01-02T03:04:05+00:00", "KTP dilihat")])

    def conflicts(self) -> list[str]:
        return [line["reason"] for line in self.table("conflicts")]


def numbered(ids: Iterable[str]) -> list[int]:
    """Ids as small numbers in order of appearance."""
    seen: dict[str, int] = {}
    return [seen.setdefault(each, len(seen)) for each in ids]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)
