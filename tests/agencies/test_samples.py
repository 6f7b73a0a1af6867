"""Each agency's sample becomes its expected rows, and every declared list has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.declarations.catalogue import AgencyFolder, load_catalogue
from tests.agencies.samples import conformed_rows, expected, samples


@pytest.mark.parametrize(
    ("folder", "table_id", "path"), samples(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_sample_becomes_its_expected_rows(folder: AgencyFolder, table_id: str, path: Path) -> None:
    assert conformed_rows(folder, table_id, path) == expected(folder, table_id).read_text(encoding="utf-8")


def test_every_list_has_a_sample() -> None:
    have = {(folder.agency.agency, table_id) for folder, table_id, _ in samples()}
    assert {(folder.agency.agency, table_id) for folder, table_id, _ in load_catalogue().tables()} == have


def test_people_read_no_list_by_its_id() -> None:
    """A list has the name of its programme, else a title of its own."""
    assert [table_id for _, table_id, table in load_catalogue().tables() if not (table.programme or table.title)] == []
