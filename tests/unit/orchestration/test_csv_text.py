"""CSV that is opened in a spreadsheet program runs nothing."""

from __future__ import annotations

from orchestration.cli.csv_text import as_csv


def test_a_text_that_begins_like_a_formula_is_quoted_and_a_number_is_not() -> None:
    rows = [
        ("=LINK(1)", -5),
        ("+62", None),
        ("-", 1.5),
        ("@SUM(A1)", "A-B"),
        ("\t=1", "a,b"),
        ("\r=1", "NUR'AINI"),
    ]
    assert as_csv(("name", "sum"), rows).split("\r\n") == [
        "name,sum", "'=LINK(1),-5", "'+62,", "'-,1.5", "'@SUM(A1),A-B", "'\t=1,\"a,b\"", "\"'\r=1\",NUR'AINI", "",
    ]  # fmt: skip
