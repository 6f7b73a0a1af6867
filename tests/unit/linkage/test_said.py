"""What a list says again in another semester is compared once, and counts once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import duckdb
import pytest

from linkage.evidence import records
from tests.unit.linkage.conftest import KEY, Bench
from tests.unit.linkage.town import Row, card, nik, reference, row

BORN = date(1980, 8, 17)
TOLD = row("HASNAH", nik=nik(BORN, "P", 7), birth_date=BORN, sex="P", family_card_no=card(1))
UNNUMBERED = row("MAKMUR", birth_date=BORN, address="JALAN MAWAR NO 3")
NAME_ALONE = row("MAKMUR")
SEMESTERS = ("2015-S2", "2016-S1", "2016-S2", "2017-S1")


@contextmanager
def _loaded(bench: Bench) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        records.load(connection, bench.accepted, "9999-S2", KEY)
        yield connection


def _counted(bench: Bench) -> list[int]:
    """Rows behind each record, the most first."""
    with _loaded(bench) as connection:
        found = connection.execute("SELECT row_count FROM records ORDER BY row_count DESC").fetchall()
    return [count for (count,) in found]


@pytest.mark.parametrize("said", [TOLD, UNNUMBERED])
def test_what_four_semesters_say_alike_is_one_record_with_four_rows(bench: Bench, said: Row) -> None:
    for semester in SEMESTERS:
        bench.accept(semester, [said], seed=semester)
    assert _counted(bench) == [4]
    with _loaded(bench) as connection:
        assert connection.execute("SELECT len(lists) FROM records").fetchall() == [(4,)]
        rows = connection.execute("SELECT record_id FROM record_rows ORDER BY semester").fetchall()
    assert [(each,) for semester in SEMESTERS for each in bench.ids[semester]] == rows


def test_a_changed_word_is_another_record(bench: Bench) -> None:
    bench.accept("2016-S2", [TOLD])
    bench.accept("2017-S1", [{**TOLD, "address": "JALAN MAWAR NO 3"}], seed="again")
    assert _counted(bench) == [1, 1]


def test_a_name_alone_is_another_s_in_another_semester(bench: Bench) -> None:
    bench.accept("2016-S2", [NAME_ALONE])
    bench.accept("2017-S1", [NAME_ALONE], seed="again")
    assert _counted(bench) == [1, 1]


def test_equal_rows_of_one_semester_are_several_records_and_each_goes_on(bench: Bench) -> None:
    bench.accept("2016-S2", [UNNUMBERED, UNNUMBERED])
    bench.accept("2017-S1", [UNNUMBERED, UNNUMBERED], seed="again")
    assert _counted(bench) == [2, 2]


def test_two_editions_of_the_source_are_two_lists(bench: Bench) -> None:
    bench.accept("2016-S2", reference=[reference("HASNAH", nik=TOLD["nik"])])
    bench.accept("2017-S1", reference=[reference("HASNAH", nik=TOLD["nik"])], seed="again")
    assert _counted(bench) == [1, 1]


@pytest.mark.slow
def test_the_link_of_a_row_that_only_its_own_list_repeats_says_so(bench: Bench) -> None:
    for semester in ("2016-S2", "2017-S1"):
        bench.accept(semester, [TOLD, UNNUMBERED], seed=semester)
        bench.resolve(semester)
    told = {(line["semester"], line["evidence"], line["rung"]) for line in bench.table("person_links")}
    assert told == {(s, *by) for s in ("2016-S2", "2017-S1") for by in (("nik_name", 1), ("same_row", 2))}
