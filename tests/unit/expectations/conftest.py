"""An installation with the made-up agency `uji`, and lists put into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ingest.declarations.catalogue import Catalogue
from ingest.store import Store
from ingest.submission import Submission
from tests.unit.expectations.lists import Row, catalogue_of_uji, healthy_rows, submission_of, write_list

Changes = Mapping[int, Mapping[str, Any]]


@dataclass
class Desk:
    """One installation of expectations under test."""

    store: Store
    catalogue: Catalogue

    def put(
        self, table_id: str, changes: Changes | None = None, rows: Sequence[Row] | None = None, **report: Any
    ) -> Submission:
        """A list with the healthy rows, those of `changes` altered; `report` alters what was counted."""
        listed = [dict(row) for row in (healthy_rows(table_id) if rows is None else rows)]
        for place, change in (changes or {}).items():
            listed[place] |= change
        submission = submission_of(table_id, len(listed), **report)
        write_list(self.store, self.catalogue, submission, listed)
        return submission

    def failing(self, submission: Submission) -> list[tuple[str, str, str]]:
        """(code, record_id, field) of every failing row that was kept."""
        rows = pq.read_table(submission.failures(self.store)).to_pylist()
        return [(row["rule_code"], row["record_id"], row["field"]) for row in rows]


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return catalogue_of_uji(tmp_path_factory.mktemp("agencies"))


@pytest.fixture
def desk(tmp_path: Path, catalogue: Catalogue) -> Desk:
    return Desk(Store(tmp_path / "home"), catalogue)


@pytest.fixture(scope="module")
def new_desk(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Callable[[], Desk]:
    """A new, empty installation at each call."""
    return lambda: Desk(Store(tmp_path_factory.mktemp("home")), catalogue)
