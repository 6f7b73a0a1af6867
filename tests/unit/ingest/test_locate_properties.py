"""Whatever a sheet holds, each of its rows comes out once: as a record or as named furniture."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.fold import fold_header
from ingest.sheets.layout.habit import Habit
from ingest.sheets.layout.header import find_band
from ingest.sheets.locate import Anchors, find_tables
from ingest.workbook import Cell, CellError, Sheet, UncachedFormula

ANCHORS = Anchors((("nik",), ("nama",)), frozenset(map(fold_header, ("NO", "NIK", "NAMA", "ALAMAT", "KET"))))
HEADER: list[Cell] = ["NO", "NIK", "NAMA", "ALAMAT", "KET"]

texts = st.sampled_from(
    ["JUMLAH", " JUMLAH", "TOTAL", "Sub Jumlah", "KELURAHAN : LUMPUE", "No. KK : 7772010101100001",
     "Mengetahui,", "NIP. 19", "Parepare, 30 Juni 2017", "Keterangan:", "NIK", "NAMA", "NO", "(1)", "kolom",
     "ANDI BASO", " ", "\u00a0", "x", "7772011708800001", "Rp 450.000", "DAFTAR", "I", "KEC. UJUNG"]
)  # fmt: skip
cells: st.SearchStrategy[Cell] = st.one_of(
    st.none(), st.none(), texts, st.text(max_size=8), st.integers(-3, 9), st.floats(), st.booleans(),
    st.dates(date(1900, 1, 1)), st.just(CellError("#N/A")), st.just(UncachedFormula("=B2+1")),
)  # fmt: skip
rows = st.one_of(
    st.just(HEADER), st.just([None] * 5), st.just(["(1)", "(2)", "(3)", "(4)", "(5)"]),
    st.lists(cells, min_size=5, max_size=5),
)  # fmt: skip
merged = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 4), st.integers(0, 3), st.integers(0, 4)).map(
        lambda span: (span[0], span[1], span[0] + span[2], min(4, span[1] + span[3]))
    ),
    max_size=3,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(rows, max_size=14), st.integers(1, 9), st.booleans())
def test_plain_rows_are_the_same_together_and_one_by_one(lines: list[list[Cell]], usual: int, is_narrow: bool) -> None:
    sheet = Sheet(
        "KKS", "visible", [HEADER[:4] if is_narrow else HEADER, *(line[: 4 + (not is_narrow)] for line in lines)]
    )
    band = find_band(sheet, 0, ANCHORS)
    assert band is not None
    habit = Habit(sheet, band, ANCHORS)
    habit.usual = usual
    below = sheet.rows[band.bottom + 1 :]
    assert habit.odd_rows(below) == [at for at, row in enumerate(below) if not habit.is_plain(row)]


@settings(max_examples=400, deadline=None)
@given(st.lists(rows, max_size=14), merged)
def test_every_row_is_accounted_for_once(lines: list[list[Cell]], spans: list[tuple[int, int, int, int]]) -> None:
    inside = tuple(span for span in spans if span[0] < len(lines))
    sheet = Sheet("S", "visible", [list(line) for line in lines], inside)
    found = find_tables(sheet, ANCHORS)
    if found:
        accounted = [row for table in found for row in [*table.data_rows, *(item.row for item in table.furniture)]]
        assert sorted(accounted) == list(range(len(lines)))
    for table in found:
        assert table.data_rows == sorted(table.data_rows)
        assert {total.row for total in table.totals} == {
            item.row for item in table.furniture if item.kind in ("total", "subtotal")
        }
        assert set(table.bands) <= set(table.data_rows)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12), st.text(max_size=3)), max_size=25))
def test_a_row_with_a_nik_is_a_record_whatever_else_it_says(lines: list[tuple[str, str, str]]) -> None:
    body: list[list[Cell]] = [[i + 1, f"7772011708{i:06}", *line] for i, line in enumerate(lines)]
    tables = find_tables(Sheet("S", "visible", [list(HEADER), *body]), ANCHORS)
    assert [table.data_rows for table in tables] == [list(range(1, len(body) + 1))]
