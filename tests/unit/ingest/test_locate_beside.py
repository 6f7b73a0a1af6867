"""Tables that differ and stand beside one another: cut where it is certain, named where it is not, else left whole."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.sheets.locate import FoundTable, find_tables
from tests.support.located import anchors, headers, kinds, records, sheet

N1, N2, N3, N4 = "7772011708800001", "7772014510990002", "7772010101700003", "7772026606850004"
HEAD = ["NO", "NIK", "NAMA", "KELURAHAN", None]
BODY = [[1, N1, "Andi", "LUMPUE", None], [2, N2, "Besse", "LUMPUE", None], [3, N3, "Ambo", "LOMPOE", None]]


def beside(right: list[list[Any]], left: list[list[Any]] | None = None) -> list[FoundTable]:
    """The tables of a sheet with the list (or `left`) and, one column away, `right`; each row accounted for."""
    left = left if left is not None else [HEAD, *BODY]
    width = len(left[0])
    height = max(len(left), len(right))
    rows = [
        [*(left[n] if n < len(left) else [None] * width), *(right[n] if n < len(right) else [])] for n in range(height)
    ]
    made = sheet(*rows)
    found = find_tables(made, anchors())
    seen = {row for table in found for row in (*table.data_rows, *(item.row for item in table.furniture))}
    assert seen == set(range(len(made.rows)))
    return found


def told(found: list[FoundTable]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.list_cells, one.cells) for table in found for one in table.beside]


def test_lists_that_name_other_columns_are_two_tables() -> None:
    found = beside([["NIK", "NAMA", "ALAMAT"], [N4, "Indo", "JL. MAWAR"]])
    assert [headers(table) for table in found] == [["NO", "NIK", "NAMA", "KELURAHAN"], ["NIK", "NAMA", "ALAMAT"]]
    assert [records(table) for table in found] == [[2, 3, 4], [2]]
    assert told(found) == []


def test_lists_without_a_gap_are_cut_where_the_first_header_comes_again() -> None:
    left = [HEAD[:4], *(row[:4] for row in BODY)]
    found = beside([["NO", "NIK", "NAMA"], [4, N4, "Indo"]], left)
    assert [headers(table) for table in found] == [["NO", "NIK", "NAMA", "KELURAHAN"], ["NO", "NIK", "NAMA"]]
    assert [records(table) for table in found] == [[2, 3, 4], [2]]


def test_each_list_keeps_the_title_that_is_merged_above_it() -> None:
    rows = [
        ["KELURAHAN LUMPUE", None, None, None, "KELURAHAN LOMPOE", None, None],
        ["NO", "NIK", "NAMA", None, "NO", "NIK", "NAMA"],
        [1, N1, "Andi", None, 1, N3, "Ambo"],
        [2, N2, "Besse", None, None, None, None],
    ]
    found = find_tables(sheet(*rows, merged=((0, 0, 0, 2), (0, 4, 0, 6))), anchors())
    assert [headers(table) for table in found] == [["NO", "NIK", "NAMA"]] * 2
    assert [table.titles for table in found] == [["KELURAHAN LUMPUE"], ["KELURAHAN LOMPOE"]]
    assert [records(table) for table in found] == [[3, 4], [3]]


@pytest.mark.parametrize(
    ("right", "cells"),
    [
        ([["KELURAHAN", "JUMLAH"], ["LUMPUE", 2], ["LOMPOE", 1]], "F1:G3"),  # ends before the list, its header again
        ([["NO", "KEC", "TOTAL KPM"], [1, "UJUNG", "1.200"], [2, "SOREANG", "300"]], "F1:H3"),  # a running number too
        ([["KEC", "JUMLAH"], ["UJUNG", 1], ["SOREANG", 2]], "F1:G3"),  # adds up to the records of the list
        ([["KEC", "JUMLAH"], ["UJUNG", 7], ["SOREANG", 8], ["BACUKIKI", 1], ["TOTAL", 16]], "F1:G5"),  # or in itself
    ],
)
def test_a_recap_beside_a_list_is_left_out_and_told(right: list[list[Any]], cells: str) -> None:
    found = beside(right)
    assert [headers(table) for table in found] == [["NO", "NIK", "NAMA", "KELURAHAN"]]
    assert records(found[0]) == [2, 3, 4]
    assert told(found) == [("recap", "A1:D4", cells)]
    assert {kind for row, kind in kinds(found[0]).items() if row > 1} <= {"note"}


def test_a_recap_under_a_title_of_its_own() -> None:
    rows = [
        [*HEAD[:4], None, "REKAP PER KECAMATAN", None],
        [None, None, None, None, None, "KEC", "JUMLAH"],
        [*BODY[0], "UJUNG", 7], [*BODY[1], "SOREANG", 8], BODY[2],
    ]  # fmt: skip
    merged = ((0, 5, 0, 6), *((0, column, 1, column) for column in range(4)))
    (table,) = find_tables(sheet(*rows, merged=merged), anchors())
    assert (records(table), told([table])) == ([3, 4, 5], [("recap", "A1:D5", "F1:G4")])


def test_a_recap_at_the_left_of_the_list() -> None:
    found = beside([HEAD[:4], *(row[:4] for row in BODY)], [["KEC", "JUMLAH", None], ["UJUNG", 3, None]])
    assert [headers(table) for table in found] == [["NO", "NIK", "NAMA", "KELURAHAN"]]
    assert told(found) == [("recap", "D1:G4", "A1:B2")]


@pytest.mark.parametrize(
    "right",
    [
        [["NO", "NAMA", "UMUR"], [1, "Indo", 7]],  # a list of others, without their numbers
        [["KELURAHAN", "JUMLAH"], ["LUMPUE", 2], ["LUMPUE", 1]],  # a label twice is no recap
        [["KELURAHAN", "JUMLAH"], ["LUMPUE", 2], ["LOMPOE", N4]],  # nor is a line with somebody's number
        [["KELURAHAN", "ALAMAT"], ["LUMPUE", 2]],  # no word of a sum
        [["NAMA", "JUMLAH"], ["LUMPUE", 2], ["LOMPOE", 1]],  # an anchor word may head a list of persons
        [["KELURAHAN", "ALAMAT"], ["A", "B"], ["C", "D"], ["E", "F"]],  # a header again, filled to the end
    ],
)
def test_what_nobody_can_tell_is_named_with_both_ranges(right: list[list[Any]]) -> None:
    found = beside(right)
    assert len(found) == 1
    letter = "FGH"[len(right[0]) - 1]
    assert told(found) == [("unclear", "A1:D4", f"F1:{letter}{len(right)}")]


@pytest.mark.parametrize(
    "right",
    [
        [["ALAMAT", "RT"], ["JL. A", 1], ["JL. B", 2], ["JL. C", 3]],  # columns of the list beyond an empty one
        [["ALAMAT", "JUMLAH ART"], ["JL. A", 4], ["JL. B", 3]],  # filled for some
        [["ALAMAT", "JUMLAH ART"], [None, None], ["JL. B", 2]],
        [["NO", "ALAMAT"], [1, "JL. A"], [2, "JL. B"], [3, "JL. C"]],  # the running number again, for the reader
        [["NO", "ALAMAT"], [None, None], [2, "JL. B"]],  # and filled for some
        [["ALAMAT"], ["JL. A"]],
    ],
)
def test_columns_beyond_an_empty_one_belong_to_the_list(right: list[list[Any]]) -> None:
    (table,) = beside(right)
    assert headers(table) == ["NO", "NIK", "NAMA", "KELURAHAN", *right[0]]
    assert (records(table), told([table])) == ([2, 3, 4], [])


def test_parents_beyond_an_empty_column_are_no_lists() -> None:
    rows = [
        ["NO", "NIK", "NAMA", None, "DATA AYAH", None, None, "DATA IBU", None],
        [None, None, None, None, "NAMA", "NIK", None, "NAMA", "NIK"],
        [1, N1, "Andi", None, "Ambo", N2, None, "Indo", N3],
    ]
    found = find_tables(sheet(*rows, merged=((0, 4, 0, 5), (0, 7, 0, 8))), anchors())
    assert (len(found), told(found), records(found[0])) == (1, [], [3])
