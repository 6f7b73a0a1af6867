"""Exports between pipes keep every record, whatever their quotes, breaks and letters; what does not fit is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.workbook import open_workbook

HEADER = "nomor_kartu_keluarga|alamat|desil_nasional"
Rows = list[list[str | None]]


def read(path: Path, data: bytes) -> tuple[Rows, dict[str, int]]:
    path.write_bytes(data)
    book = open_workbook(path)
    (sheet,) = book.sheets()
    return [*sheet.rows[1:]], dict(book.notes)  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (["7771|JL. A|3", "7772|JL. B|4"], [["7771", "JL. A", "3"], ["7772", "JL. B", "4"]]),
        (['"7771"|"JL. "A" NO 1"|"3"', '"7772"|""|"4"'], [["7771", 'JL. "A" NO 1', "3"], ["7772", None, "4"]]),
        (['"7771"|"JL. ""A"""|"3"', '7772|"JL. B"|4'], [["7771", 'JL. "A"', "3"], ["7772", "JL. B", "4"]]),
        (
            ['"7771"|"JL. A\nRT 1"|"3"', "7772|JL. B\nRT 2|4"],
            [["7771", "JL. A\nRT 1", "3"], ["7772", "JL. B\nRT 2", "4"]],
        ),
        (['"7771"|"JL. A|"3"', '7772|JL. "B|4'], [["7771", '"JL. A', "3"], ["7772", 'JL. "B', "4"]]),
        (['"7771"|"JL. A"|"3', '4"', "7772|JL. B|4"], [["7771", "JL. A", "3\n4"], ["7772", "JL. B", "4"]]),
        (['"7771"|"JL. "A"|B"|"3"', "7772|JL. B|4"], [["7771", 'JL. "A"|B', "3"], ["7772", "JL. B", "4"]]),
        (['7771|"JL. A|B"|3', "7772|JL. B|4"], [["7771", "JL. A|B", "3"], ["7772", "JL. B", "4"]]),
    ],
    ids=[
        "bare",
        "inner_quotes",
        "mixed",
        "breaks",
        "lone_quotes",
        "break_at_end",
        "separator_and_quotes_inside",
        "separator_inside",
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_each_record_comes_whole(tmp_path: Path, lines: list[str], rows: Rows, ending: str) -> None:
    text = ending.join([HEADER, *lines, "7773|JL. C|5", ""])
    assert read(tmp_path / "a.csv", text.encode()) == ([*rows, ["7773", "JL. C", "5"]], {})


def test_records_of_odd_length_are_kept_and_told(tmp_path: Path) -> None:
    text = "\n".join([HEADER, "7771|JL. A", "7772|JL. B|4", "7773|JL. C|5|x", "7774|JL. D|6"])
    rows, notes = read(tmp_path / "a.csv", text.encode())
    assert [row[0] for row in rows] == ["7771", "7772", "7773", "7774"]
    assert notes == {"FIL-021": 2}


def test_a_line_in_another_encoding_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    lines = [HEADER.encode(), "7771|JL. ÉLANG|3".encode(), "7772|JL. JOSÉ|4".encode("latin-1")]
    rows, notes = read(tmp_path / "a.csv", b"\n".join(lines))
    assert [row[1] for row in rows] == ["JL. ÉLANG", "JL. JOSÉ"]
    assert notes == {"FIL-022": 1}
