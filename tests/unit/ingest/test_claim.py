"""The list that a file is, where its name says nothing: its headers decide, or nobody does."""

from __future__ import annotations

from pathlib import Path

from ingest.declarations.catalogue import load_catalogue
from ingest.reading.claim import claim
from ingest.semester import Semester
from ingest.workbook import Workbook
from tests.support.located import sheet

PERSON = [1, "La Tang", "7772010107750002"]


def claimed(agency_id: str, header: list[str], row: list[object]) -> str | None:
    """The list of the office that `data.xlsx` with this header is taken for."""
    top = sheet(list(header), row)
    workbook = Workbook(Path("data.xlsx"), "xlsx", (top.name,), lambda: iter([top]))
    catalogue = load_catalogue()
    found = claim("data.xlsx", workbook, catalogue.agencies[agency_id], Semester.parse("2017-S1"), catalogue)
    return found.table_id if found else None


def test_headers_that_fit_one_list_best_are_that_list() -> None:
    # `pip` knows the words too, but lacks its required status
    assert claimed("disdik", ["NO", "NAMA", "NIK", "NISN"], [*PERSON, "0012345678"]) == "dapodik"


def test_headers_that_fit_two_lists_alike_are_nobody_s() -> None:
    # `bpnt`, `kks` and `pkh` have every required column and know every header: to take one would be a guess
    assert claimed("dinsos", ["NO", "NAMA", "NIK", "ALAMAT"], [*PERSON, "Jl. Melati"]) is None


def test_words_of_a_name_may_be_joined_by_any_mark() -> None:
    catalogue = load_catalogue()
    names = ("DAFTAR_PD SDN 1.xls", "daftar-pd.xls", "Peserta_Didik_2017.xls", "data peserta  didik.xls")
    found = [claim(name, None, catalogue.agencies["disdik"], Semester.parse("2017-S1"), catalogue) for name in names]
    assert [each.table_id if each else None for each in found] == ["dapodik"] * 4
