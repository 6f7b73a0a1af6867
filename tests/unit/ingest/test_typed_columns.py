"""Cells of several columns that belong together, and cells whose format shows more than they hold, once typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ingest.declarations.catalogue import load_catalogue
from ingest.parsers.places import Regions
from ingest.reading.columns import type_columns
from ingest.reading.typed import RawTable, Reading, Typed
from ingest.workbook import Cell, ShownNumber

AS_OF = dt.date(2017, 6, 30)


def typed(**cells: Sequence[Cell]) -> Typed:
    catalogue = load_catalogue()
    folder = catalogue.agencies["dinsos"]
    table = folder.agency.tables["kks"]
    schema = catalogue.entities["enrolment_records"]
    reading = Reading(table, schema, catalogue, Regions.load(folder.regions_path), AS_OF)
    return type_columns(RawTable(len(next(iter(cells.values()))), cells), reading)


def test_the_other_part_of_an_rt_cell_is_the_rw_where_no_column_says_it() -> None:
    alone = typed(rt=["001/003", "RT 2"])
    assert [alone.columns[name].to_pylist() for name in ("rt", "rw")] == [["001", "002"], ["003", None]]
    beside = typed(rt=["001/003", "RT 2"], rw=[None, "RT 7 RW 5"])
    assert [beside.columns[name].to_pylist() for name in ("rt", "rw")] == [["001", "002"], ["003", "005"]]


def test_a_mark_that_repeats_its_heading_is_yes_and_its_denial_no() -> None:
    done = typed(is_proposed=["Layak PIP", "TIDAK LAYAK PIP", "Bukan Layak PIP", "ya", "Layak KIP"])
    assert done.columns["is_proposed"].to_pylist() == [True, False, False, True, None]


def test_a_number_that_its_format_completes_is_read_and_told() -> None:
    done = typed(benefit_amount_idr=[ShownNumber("300000"), 250_000.0], nik=[ShownNumber("7772035301550001"), None])
    assert done.columns["benefit_amount_idr"].to_pylist() == [300_000, 250_000]
    assert done.columns["nik"].to_pylist() == ["7772035301550001", None]
    told = [(issue.field, list(issue.positions)) for issue in done.issues if issue.code == "SEL-003"]
    assert told == [("benefit_amount_idr", [0]), ("nik", [0])]


def test_the_kelurahan_in_an_address_is_the_place_where_nothing_else_tells_one() -> None:
    ends = ["Jl. Mawar RT 01 RW 03 Kel. Lapadde", "Jl. Melur Kelurahan Lompoe Kec. Bacukiki", "Jl. Desa Indah 4", None]
    alone = typed(address=ends)
    assert alone.columns["village_code"].to_pylist() == ["73.72.02.1004", "73.72.01.1004", None, None]
    assert [issue.code for issue in alone.issues if issue.code.startswith("WIL")] == []
    beside = typed(address=ends, village_name=["Lumpue", None, None, None])
    assert beside.columns["village_code"].to_pylist() == ["73.72.04.1003", None, None, None]
