"""A million rows of empty style below a short list: read in bounded time and memory, as if they were not there."""

from __future__ import annotations

import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.sheets import write_ods, write_xlsx

LIST = {"Data": [["NIK", "NAMA"], ["7772010107750002", "La Tang"]]}
ROWS = 1_048_000
MIB = 1024
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the peak of a process is asked of Linux"
)
READ = """
import sys
from pathlib import Path
from ingest.workbook import open_workbook
print([len(sheet.rows) for sheet in open_workbook(Path(sys.argv[1])).sheets()])
# not ru_maxrss: that of a child begins with what its parent held when it was started
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def _styled_cells(row: int) -> bytes:
    return b'<row r="%d" spans="1:2" ht="15"><c r="A%d" s="0"/><c r="B%d" s="0"/></row>' % (row, row, row)


def _styled_row(row: int) -> bytes:
    return b'<row r="%d" s="0" customFormat="1" ht="15"/>' % row


def _empty_formula(row: int) -> bytes:
    return b'<row r="%d"><c r="C%d" t="str"><f>IF(A%d="","",1)</f><v></v></c></row>' % (row, row, row)


@pytest.mark.parametrize(
    ("line", "most_mib"),
    [(_styled_cells, 120), (_styled_row, 120), (_empty_formula, 400)],
    ids=("cells", "rows", "formulas"),
)
def test_xlsx(tmp_path: Path, line: Callable[[int], bytes], most_mib: int) -> None:
    path = write_xlsx(tmp_path / "kks.xlsx", LIST)
    with zipfile.ZipFile(path) as book:
        parts = {info.filename: book.read(info) for info in book.infolist()}
    name = "xl/worksheets/sheet1.xml"
    before, after = parts.pop(name).split(b"</sheetData>")
    before = before.replace(b'<dimension ref="A1:B2"/>', b'<dimension ref="A1:XFD1048576"/>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for other, content in parts.items():
            book.writestr(other, content)
        with book.open(name, "w") as sheet:
            sheet.write(before)
            for start in range(3, ROWS, 10_000):
                sheet.write(b"".join(map(line, range(start, start + 10_000))))
            sheet.write(b"</sheetData>" + after)
    check_reading(path, most_mib)


@pytest.mark.parametrize(
    ("line", "times"),
    [
        (b'<table:table-row table:style-name="ro1">' + b'<table:table-cell table:style-name="ce1"/>' * 2, ROWS),
        (b'<table:table-row table:number-rows-repeated="1048574">'
         b'<table:table-cell table:style-name="ce1" table:number-columns-repeated="16384"/>', 1),
    ],
    ids=("written", "repeated"),
)  # fmt: skip
def test_ods(tmp_path: Path, line: bytes, times: int) -> None:
    cell = b'<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
    rows = b"".join(
        b"<table:table-row>" + b"".join(cell % str(text).encode() for text in row) + b"</table:table-row>"
        for row in LIST["Data"]
    )
    many = ((line + b"</table:table-row>") * min(left, 10_000) for left in range(times, 0, -10_000))
    path = write_ods(tmp_path / "kks.ods", (rows, *many))
    check_reading(path, 400)


def check_reading(path: Path, most_mib: int) -> None:
    """The list alone comes out, within a minute of processor time and the memory told."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, preexec_fn=bound, check=True
    )
    rows, peak = done.stdout.split("\n")[:2]
    assert rows == "[2]"
    assert int(peak) < most_mib * MIB
