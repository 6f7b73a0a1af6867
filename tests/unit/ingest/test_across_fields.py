"""What several fields of a row say together, where they say different things."""

from __future__ import annotations

import datetime as dt

from ingest.declarations.catalogue import load_catalogue
from ingest.parsers.places import Regions
from ingest.reading.columns import type_columns
from ingest.reading.typed import RawTable, Reading

FIRST, SECOND = "7772010107750002", "7772014107800001"
DAMAGED = "7.77201E+15"


def test_a_second_nik_column_counts_only_where_the_first_gives_no_number() -> None:
    catalogue = load_catalogue()
    folder = catalogue.agencies["dinsos"]
    table, schema = folder.agency.tables["kks"], catalogue.entities["enrolment_records"]
    reading = Reading(table, schema, catalogue, Regions.load(folder.regions_path), dt.date(2017, 6, 30))
    firsts, seconds = (FIRST, DAMAGED, None, FIRST, DAMAGED), (SECOND, SECOND, SECOND, None, None)
    typed = type_columns(RawTable(5, {"nik": firsts, "nik_second": seconds}), reading)
    assert list(zip(*(typed.columns[name].to_pylist() for name in ("nik", "nik_status")), strict=True)) == [
        (FIRST, "valid"), (SECOND, "valid"), (SECOND, "valid"), (FIRST, "valid"), (None, "damaged"),
    ]  # fmt: skip
    assert not {"nik_second", "nik_second_status"} & set(typed.columns)
