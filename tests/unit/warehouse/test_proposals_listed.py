"""What the owner of the source should mend in the small city, counted by hand."""

from __future__ import annotations

import duckdb
import pytest

from tests.unit.warehouse.small_city import S1, S2

pytestmark = pytest.mark.slow


def test_what_the_owner_should_mend(warehouse: duckdb.DuckDBPyConnection) -> None:
    """P11 is not in the source but her family is; P3 died in S2; the list of S2 has the number that P8 lacks."""
    found = warehouse.execute(
        "select semester, proposal_kind, unit_id, right(proposed_nik, 4), proposal_text like '%{%' "
        "from bnba.list_source_proposals order by all"
    ).fetchall()
    number = f"{sum(map(ord, 'P8')):04d}"
    assert found == [
        (S1, "missed", "F9", None, False),
        (S2, "deceased", "P3", None, False),
        (S2, "number", "P8", number, False),
    ]


def test_a_proposal_has_one_number_in_every_semester(warehouse: duckdb.DuckDBPyConnection) -> None:
    ids = warehouse.execute(
        "select count(distinct (proposal_kind, unit_id)), count(distinct proposal_id) from bnba.list_source_proposals"
    ).fetchone()
    assert ids == (3, 3)
