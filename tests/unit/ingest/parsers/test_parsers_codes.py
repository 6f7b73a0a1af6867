"""Closed lists: sex, yes and no, and any vocabulary."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.parsers import CodeList, code, sex, yes_no
from ingest.parsers.codes import VOCABULARIES, parse_sex, parse_yes_no
from ingest.workbook import CellError


@pytest.mark.parametrize(
    "cell",
    [
        "L",
        "l",
        " L ",
        "LK",
        "Lk.",
        "LAKI-LAKI",
        "Laki - Laki",
        "laki laki",
        "Laki2",
        "Laki-laki (L)",
        "PRIA",
        "M",
        "Male",
        "1",
        1,
        1.0,
        "1. Laki-laki",
        "(1) Laki-laki",
        "1 - L",
    ],
    ids=repr,
)
def test_men(cell: Any) -> None:
    assert parse_sex(cell) == ("L", None)


@pytest.mark.parametrize(
    "cell",
    [
        "P",
        "p",
        "PR",
        "Pr.",
        "PEREMPUAN",
        "Perempun",
        "PRMPUAN".replace("PRM", "PREM"),
        "WANITA",
        "W",
        "F",
        "female",
        "2",
        2,
        2.0,
        "2. Perempuan",
    ],
    ids=repr,
)
def test_women(cell: Any) -> None:
    assert parse_sex(cell) == ("P", None)


@pytest.mark.parametrize("cell", ["L/P", "3", 0, True, "X", "laki-laki/perempuan", "1. Perempuan", "Pr/Lk"], ids=repr)
def test_unknown_sex(cell: Any) -> None:
    assert parse_sex(cell) == (None, "JK-001")


def test_sex_column() -> None:
    column = sex(["P", 1, True, "1", None, "-", "?", "#N/A"])
    assert column.columns["value"].to_pylist() == ["P", "L", None, "L", None, None, None, None]
    assert column.issues == {"JK-001": [2, 6], "SEL-001": [7]}


@pytest.mark.parametrize(
    "cell", [1, 1.0, "1", "Ya", "YA", "y", "v", "V", "\u221a", "\u2713", "\u2714", "ada", True, "1. Ya"], ids=repr
)
def test_yes(cell: Any) -> None:
    assert parse_yes_no(cell) == (True, None)


@pytest.mark.parametrize("cell", [2, 2.0, "2", "Tidak", "T", "tdk", "Tidak Ada", False, "2. Tidak", 0, "0"], ids=repr)
def test_no(cell: Any) -> None:
    assert parse_yes_no(cell) == (False, None)


@pytest.mark.parametrize("cell", [3, "3", "mungkin", "1. Tidak", 1.5, "YA/TIDAK"], ids=repr)
def test_neither_yes_nor_no(cell: Any) -> None:
    assert parse_yes_no(cell) == (None, "YT-001")


def test_blank_means_what_its_column_says() -> None:
    cells = ["v", None, "", "  ", "v"]
    assert yes_no(cells, blank_is="no").columns["value"].to_pylist() == [True, False, False, False, True]
    assert yes_no(cells).columns["value"].to_pylist() == [True, None, None, None, True]
    assert yes_no(cells).issues == {}


def test_an_error_value_is_not_a_blank() -> None:
    column = yes_no([CellError("#N/A"), "#REF!"], blank_is="no")
    assert column.columns["value"].to_pylist() == [None, None]
    assert column.issues == {"SEL-001": [0, 1]}


def test_a_column_can_have_its_own_spellings() -> None:
    codes = CodeList.load("yes_no").with_overrides({"0": "yes", "LAYAK": "yes", "TIDAK LAYAK": "no"})
    assert yes_no(["layak", "Tidak Layak", 0, 2], codes=codes).columns["value"].to_pylist() == [
        True,
        False,
        True,
        False,
    ]


LEVELS = CodeList.of({"sd": ["1", "SD/MI", "Sekolah Dasar"], "smp": ["2", "SMP/MTs"], "none": ["-", "Tidak sekolah"]})


def test_code_column() -> None:
    column = code(
        ["sd / mi", 2.0, "SMP", "1. SD/MI", "1) SMP", "-", None, "SMA", "2 - smp/mts", "tidak  sekolah"], LEVELS
    )
    assert column.columns["value"].to_pylist() == ["sd", "smp", "smp", "sd", None, "none", None, None, "smp", "none"]
    assert column.issues == {"KODE-001": [4, 7]}


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Blm. Diverifikasi", "nominated"), ("tdk lulus", "rejected"), ("SDH CAIR 01/06/2017", "active"),
        ("LPJ blm ada", None), ("Data Tidak Padan", "inactive"), ("Belum Verifikasi", "nominated"),
    ],
)  # fmt: skip
def test_a_status_may_be_shortened(words: str, meant: str | None) -> None:
    assert CodeList.load("enrolment_status").find(words) == meant


def test_one_spelling_cannot_mean_two_codes() -> None:
    with pytest.raises(ValueError, match="means both"):
        CodeList.of({"a": ["Satu"], "b": ["SATU."]})


@pytest.mark.parametrize("name", sorted(path.stem for path in VOCABULARIES.glob("*.yml") if path.stem != "issue_codes"))
def test_every_packaged_vocabulary_loads(name: str) -> None:
    assert CodeList.load(name).spellings
