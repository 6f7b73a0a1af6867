"""What period a sheet states, and whether that is the semester it was put in for."""

from __future__ import annotations

import pytest

from ingest.semester import Semester
from ingest.sheets.period import is_of_another_semester

S1, S2 = Semester(2017, 1), Semester(2017, 2)


@pytest.mark.parametrize(
    ("titles", "semester", "other"),
    [
        (["DAFTAR PENERIMA", "SEMESTER I TAHUN 2017"], S1, None),
        (["SEMESTER I TAHUN 2017"], S2, "semester 1 tahun 2017"),
        (["Semester Genap Tahun 2017"], S2, None),
        (["TAHUN 2017"], S2, None),
        (["TAHUN ANGGARAN 2016"], S1, "tahun 2016"),
        (["PERIODE JANUARI 2017"], S1, None),
        (["BULAN AGUSTUS 2017"], S1, "semester 2 tahun 2017"),
        (["JANUARI - JUNI 2017"], S1, None),
        (["TRIWULAN III TAHUN 2017"], S2, None),
        (["TAHUN PELAJARAN 2016/2017"], S1, None),
        (["Tahun 2021-2022"], Semester(2022, 1), None),
        (["Menurut Perpres Nomor 15 Tahun 2010"], S1, None),
        (["TAHUN 2017", "Dasar: Permensos No. 5 Tahun 2016"], S1, None),
        (["Keadaan 31 Desember 2016", "SEMESTER I TAHUN 2017"], S1, None),
        (["DAFTAR PENERIMA"], S1, None),
    ],
)
def test_a_stated_period_is_held_against_the_semester(titles: list[str], semester: Semester, other: str | None) -> None:
    assert is_of_another_semester(titles, semester) == other
