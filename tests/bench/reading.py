"""Reading and conforming a big file beside calamine alone and pandas with openpyxl: `python -m tests.bench.reading`.

Goals: at most 2 times the time of calamine and 1.5 times its memory, at least 8 times faster than pandas; a file whose
headings fail at most 1.3 times one whose headings fit. Each reading is a process of its own; the seconds are those from
opening the file to having its rows, imports not counted.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import xlsxwriter
from rich.console import Console
from rich.table import Table

from tests.bench.measure import cost_of_python

ROWS, REPEATS = 100_000, 3
_HEADER = [
    "NO", "NIK", "NO KK", "NAMA PENERIMA", "JENIS KELAMIN", "TEMPAT LAHIR", "TANGGAL LAHIR", "NAMA IBU KANDUNG",
    "ALAMAT", "RT", "RW", "KELURAHAN", "KECAMATAN", "NO KKS", "TAHAP", "NOMINAL", "NO HP", "PEKERJAAN", "STATUS", "KET",
]  # fmt: skip
_AREAS = (("LUMPUE", "BACUKIKI BARAT"), ("LAPADDE", "UJUNG"), ("LAKESSI", "SOREANG"), ("LEMOE", "BACUKIKI"))
_NAMES = [
    "ANDI", "BESSE", "BASO", "HASNAH", "MUH. YUSUF", "SITTI AMINAH", "RAHMAT", "NURHAYATI", "AMBO UPE", "INDO TANG",
    "SAMSUL", "MARWAH",
]  # fmt: skip
_TIMED = """
import sys, time, gc
began = time.perf_counter()
{read}
open(sys.argv[2], "w").write(f"{{time.perf_counter() - began}} {{count}}")
"""
_CALAMINE = """
import python_calamine
book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
count = sum(len(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names)
"""
_PANDAS = """
import pandas
count = len(pandas.read_excel(sys.argv[1], engine="openpyxl", header=None, dtype=object))
"""
_SINERGI = """
from pathlib import Path
import pyarrow
from ingest.sandbox.bounds import do_without
pyarrow.set_memory_pool(pyarrow.system_memory_pool())  # as the worker does
do_without("pandas")
from ingest.declarations.catalogue import load_catalogue
from ingest.reading.conform import conform
from ingest.reading.declared_list import declared_list
from ingest.inbox.receive import Arrival
from ingest.semester import Semester
from ingest.workbook import open_workbook
agency, table = sys.argv[3:5]
catalogue = load_catalogue()
one = declared_list(catalogue.agencies[agency], table, Semester(2017, 1), catalogue)
one.regions, one.book.known
path = Path(sys.argv[1])
began = time.perf_counter()
count = conform(Arrival(path.name, "0" * 64, path, ""), open_workbook(path), one).submission.rows_in
"""


@dataclass(frozen=True)
class Reading:
    """Seconds and MiB of one way of reading one file."""

    seconds: float
    peak_mib: float
    rows: int


def read_once(code: str, path: Path, *arguments: str) -> Reading:
    """One reading of `path` by `code`, in a process of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        told = Path(scratch) / "seconds"
        cost = cost_of_python(_TIMED.format(read=code), str(path), str(told), *arguments)
        seconds, rows = told.read_text().split()
    return Reading(float(seconds), cost.peak_mib, int(rows))


def read_often(code: str, path: Path, *arguments: str) -> Reading:
    """The median of several readings."""
    each = [read_once(code, path, *arguments) for _ in range(REPEATS)]
    return Reading(median(one.seconds for one in each), median(one.peak_mib for one in each), each[0].rows)


def write_list(path: Path, rows: int = ROWS, header: Sequence[str] = _HEADER) -> None:
    """A list of `rows` made-up receivers in 20 columns."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet("KKS")
    sheet.write_row(0, 0, header)
    for number, cells in enumerate(_receivers(rows), 1):
        sheet.write_row(number, 0, cells)
    book.close()


def _receivers(rows: int) -> Iterator[list[object]]:
    for n in range(rows):
        village, district = _AREAS[n % 4]
        day, month, year, woman = 1 + n % 28, 1 + n // 28 % 12, 1950 + n * 7 % 50, n % 2
        name = f"{_NAMES[n % 12]} {_NAMES[n // 12 % 12]} {chr(65 + n // 144 % 26)}{chr(65 + n // 3744 % 26)}"
        nik = f"7772{1 + n // 9000 % 90:02d}{day + 40 * woman:02d}{month:02d}{year % 100:02d}{1 + n % 9000:04d}"
        card = f"7772{1 + n // 9000 % 90:02d}{day:02d}0110{1 + n // 3 % 9000:04d}"
        yield [
            n + 1, nik, card, name, "LP"[woman], "PAREPARE", f"{day:02d}-{month:02d}-{year}",
            _NAMES[n // 5 % 12], f"JL. MELATI NO. {n % 400}", f"{1 + n % 9:03d}", f"{1 + n % 5:03d}", village, district,
            f"6{n:015d}", 2, 500_000 + 1000 * (n % 50), f"0812{n:08d}", "Buruh harian", "AKTIF", None,
        ]  # fmt: skip


def failing_headings(scratch: Path, fitting: Path) -> Iterator[list[str]]:
    """For headings that lack one needed field, and for none known: seconds, and times those of the fitting list."""
    plain = read_often(_SINERGI, fitting, "dinsos", "kks").seconds
    unnamed = ["NOMOR ORANG" if name == "NIK" else name for name in _HEADER]
    for told, header in (("one not known", unnamed), ("none known", [f"X{n}" for n in range(len(_HEADER))])):
        write_list(scratch / "failing.xlsx", header=header)
        seconds = read_often(_SINERGI, scratch / "failing.xlsx", "dinsos", "kks").seconds
        yield [told, f"{seconds:.2f}", f"{seconds / plain:.2f}"]


def compare(path: Path, agency: str, table: str, *, with_pandas: bool) -> list[str]:
    """One line of the table: the file, seconds and memory of each, and the three ratios."""
    plain, ours = read_often(_CALAMINE, path), read_often(_SINERGI, path, agency, table)
    slow = read_once(_PANDAS, path) if with_pandas else None
    return [
        path.stem, f"{ours.rows:,}", f"{plain.seconds:.2f}", f"{ours.seconds:.2f}",
        f"{slow.seconds:.1f}" if slow else "-", f"{ours.seconds / plain.seconds:.2f}",
        f"{slow.seconds / ours.seconds:.1f}" if slow else "-", f"{plain.peak_mib:.0f}", f"{ours.peak_mib:.0f}",
        f"{ours.peak_mib / plain.peak_mib:.2f}",
    ]  # fmt: skip


def main(home: Path | None = None, *, with_pandas: bool = True) -> None:
    """Prints the table for a list of 100,000 x 20 and, where a city stands in `home`, for its largest file."""
    table = Table(
        "file", "rows", "calamine s", "sinergi s", "pandas s", "/calamine", "pandas/", "MiB calamine", "MiB", "ratio",
        title="reading and conforming (goals: at most 2; at least 8; memory at most 1.5)",
    )  # fmt: skip
    failing = Table("headings", "sinergi s", "/fitting", title="headings that fail (goal: at most 1.3)")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "kks.xlsx"
        write_list(path)
        table.add_row(*compare(path, "dinsos", "kks", with_pandas=with_pandas))
        for line in failing_headings(Path(scratch), path):
            failing.add_row(*line)
    for bdt in sorted(home.glob("inbox/*/bappeda/BDT*.xlsx"))[:1] if home else []:
        table.add_row(*compare(bdt, "bappeda", "bdt_2015", with_pandas=with_pandas))
    Console(width=130).print(table, failing)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, help="a simulated city")
    options.add_argument("--no-pandas", action="store_true", help="leave out the reading that takes minutes")
    chosen = options.parse_args()
    main(chosen.home, with_pandas=not chosen.no_pandas)
