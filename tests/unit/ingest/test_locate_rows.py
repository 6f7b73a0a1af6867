"""Which rows are records: the hard cases around totals, bands, notes and signatures, each the other way round too."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.fold import fold_header
from ingest.sheets.locate import Anchors, FoundTable, find_tables
from ingest.workbook import CellError, Sheet, UncachedFormula

N = [f"77720117088000{number:02}" for number in range(1, 30)]
LIST = Anchors(
    (("nik",), ("nama",)), frozenset(map(fold_header, ["NO", "NIK", "NAMA", "ALAMAT", "JK", "KET", "NOMINAL"]))
)
AREA = Anchors(
    (("kelurahan",), ("kpm",)),
    frozenset(map(fold_header, ["NO", "KECAMATAN", "KELURAHAN", "KPM", "PAGU", "REALISASI"])),
)


def read(anchors: Anchors, *rows: list[Any], merged: Any = ()) -> FoundTable:
    width = max(map(len, rows))
    sheet = Sheet("S", "visible", [list(row) + [None] * (width - len(row)) for row in rows], merged)
    found = find_tables(sheet, anchors)
    assert len(found) == 1
    assert sorted(found[0].data_rows + [item.row for item in found[0].furniture]) == list(range(len(rows)))
    return found[0]


def kind_of(anchors: Anchors, *rows: list[Any]) -> str:
    """The kind of the last row; `record` for a record."""
    table = read(anchors, *rows)
    kinds = {item.row: item.kind for item in table.furniture}
    return kinds.get(len(rows) - 1, "record")


HEAD = ["NO", "NIK", "NAMA", "ALAMAT", "KET"]
BODY = [[1, N[0], "ANDI", "JL. A", "x"], [2, N[1], "BASO", "JL. B", "x"]]


@pytest.mark.parametrize(
    "row",
    [
        [3, None, "TOTAL", "JL. C", None],
        [3, None, "JUMLAH", None, None],
        [None, N[2], "JUMLAH", None, None],
        [None, None, "TOTAL", "JL. C", "janda"],
        [None, 7.77201170880000e15, None, None, None],
        [None, None, "JUMRIAH", "JL. C", None],
        [None, None, "SUBAEDAH", "LUMPUE", None],
        [None, None, "GRACE", "LUMPUE", None],
        [None, None, "Jumlah Siswa", None, 3],
        [3, None, None, None, None, "x"],
        [3, None, None, "KETERANGAN", None],
        [None, None, "RT", "JL. C", None],
        [None, None, "LURAH LA TANG", "JL. C", "x"],
        ["3", None, "CAMAT", None, None],
        [3, CellError("#N/A"), None, None, None],
    ],
    ids=lambda row: " ".join(str(cell) for cell in row if cell),
)
def test_a_record_with_an_odd_name_or_gaps_stays_a_record(row: list[Any]) -> None:
    assert kind_of(LIST, HEAD, *BODY, row) == "record"


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["JUMLAH", None, None, None, 2], "total"),
        ([None, None, "JUMLAH", None, "2 orang"], "total"),
        ([None, "Total Keseluruhan", None, None, "Rp 900.000"], "total"),
        (["JML.", None, None, None, 2], "total"),
        ([None, "JUMLAH PENERIMA : 2 ORANG"], "total"),
        (["Sub Jumlah", None, None, None, 2], "subtotal"),
        (["SUBTOTAL Tanggal 5 Mei 2017", None, "Gudang Lapadde", "KPM", 2], "subtotal"),
        (["Grand Total", None, None, None, 2], "total"),
        (["JUMLAH KELURAHAN LUMPUE", None, None, None, 2], "total"),
        ([None, None, "Jumlah Lumpue", None, 2], "total"),
        ([None, None, "Jumlah peserta", "2 orang"], "total"),
        ([None, None, "Jumlah Lumpue", None, UncachedFormula("=COUNTA(C2:C3)")], "total"),
        (["Keterangan: x = aktif"], "note"),
        (["*) data per 31 Maret 2017"], "note"),
        ([None, "Sumber : Dinas Sosial"], "note"),
        ([None, None, None, "Parepare, 30 Juni 2017"], "signature"),
        ([None, None, None, "Parepare,        Juni 2017"], "signature"),
        ([None, None, None, "Parepare, ......... 2017"], "signature"),
        ([None, "Mengetahui,", None, "Pendamping PKH"], "signature"),
        ([None, "a.n. Kepala Dinas Sosial"], "signature"),
        ([None, None, None, "NIP. 196501011990031001"], "signature"),
        (["KELURAHAN : LUMPUE"], "place_band"),
        ([None, "No. KK : 7772010101100001  Nama KK : ANDI BASO"], "family_band"),
        ([3], "blank"),
        ([" ", "\u00a0"], "blank"),
        (["lanjutan dari halaman 1"], "note"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(str(cell) for cell in value if cell),
)
def test_a_row_that_is_no_record_says_what_it_is(row: list[Any], kind: str) -> None:
    assert kind_of(LIST, HEAD, *BODY, row) == kind


def test_a_jumlah_that_records_follow_is_the_sum_of_a_part() -> None:
    table = read(
        LIST, HEAD, BODY[0], ["JUMLAH", None, None, None, 1], BODY[1], ["JUMLAH", None, None, None, 1],
        ["TOTAL", None, None, None, 2],
    )  # fmt: skip
    assert [(total.row, total.kind) for total in table.totals] == [(2, "subtotal"), (4, "total"), (5, "total")]
    assert table.data_rows == [1, 3]


def test_a_total_of_everything_may_stand_between_records() -> None:
    """A rice plan has `Total Keseluruhan` before later days (domain.md 1.0)."""
    table = read(
        AREA, ["NO", "KECAMATAN", "KELURAHAN", "KPM"], [1, "BACUKIKI", "LUMPUE", 10],
        ["Subtotal Tanggal 5", None, None, 10], ["Total Keseluruhan", None, None, 10], [2, "UJUNG", "MALLUSETASI", 7],
    )  # fmt: skip
    assert [(total.row, total.kind) for total in table.totals] == [(2, "subtotal"), (3, "total")]
    assert table.data_rows == [1, 4]


def test_a_sum_with_a_place_in_its_label_adds_up_where_names_stand() -> None:
    head = ["KELURAHAN", "KPM"]
    sums = read(AREA, head, ["LUMPUE", 10], ["GALUNG", 5], ["JUMLAH BACUKIKI", 15], ["UJUNG LARE", 3])
    assert [(total.row, total.label, total.values) for total in sums.totals] == [(3, "JUMLAH BACUKIKI", {1: 15})]
    assert kind_of(AREA, head, ["Penduduk miskin", 7], ["Jumlah siswa", 7]) == "record"
    indicator = read(AREA, head, ["Penduduk miskin", 10], ["Jumlah siswa", 7], ["Jumlah guru", 3])
    assert (indicator.totals, indicator.data_rows) == ([], [1, 2, 3])


def test_cells_merged_below_all_that_is_filled_in_change_nothing() -> None:
    assert read(LIST, HEAD, *BODY, merged=((5, 1, 7, 1), (1, 9, 2, 9))).data_rows == [1, 2]


def test_the_sum_of_a_place_in_the_column_of_numbers_is_none_of_the_list() -> None:
    loose = Anchors((), LIST.known)
    assert kind_of(loose, HEAD, *BODY, ["Kecamatan Ujung", 2, None, None, None]) == "subtotal"


def test_the_sum_of_one_record_is_known_by_its_column_or_by_the_place_above() -> None:
    band, record, amount = ["KELURAHAN LUMPUE"], ["1", N[0], "ANDI", "JL. A", 500], [None, None, "Jumlah Lumpue", None]
    assert kind_of(LIST, HEAD, band, record, [*amount, 500]) == "total"
    assert kind_of(LIST, HEAD, ["KELURAHAN LEMOE"], record, [*amount, 500]) == "record"
    assert kind_of(LIST, HEAD, record, [None, "Jumlah Lumpue", None, None, 500]) == "total"


def test_a_line_of_sums_without_a_word() -> None:
    table = read(AREA, ["NO", "KELURAHAN", "KPM", "PAGU"], [1, "A", 10, 100], [2, "B", 5, 50], [None, None, 15, 150])
    assert [(total.row, total.label, total.values) for total in table.totals] == [(3, "", {2: 15, 3: 150})]


def test_a_jumlah_in_the_column_of_numbers_of_an_area_list() -> None:
    table = read(AREA, [None, "NO", "KELURAHAN", "KPM"], [None, 1, "LUMPUE", 10], [None, "JUMLAH", None, 10])
    assert [(total.row, total.values) for total in table.totals] == [(2, {3: 10})]


def test_place_bands_hold_until_the_next_of_their_rank() -> None:
    table = read(
        LIST, HEAD, ["KECAMATAN : BACUKIKI BARAT"], ["KELURAHAN : LUMPUE"], BODY[0], ["KEL.", ":", "BUMI HARAPAN"],
        BODY[1], ["KECAMATAN UJUNG", None, "KELURAHAN LABUKKANG"], [3, N[2], "C"], ["KEC. SOREANG"], [4, N[3], "D"],
    )  # fmt: skip
    assert table.bands == {
        3: {"KECAMATAN": "BACUKIKI BARAT", "KELURAHAN": "LUMPUE"},
        5: {"KECAMATAN": "BACUKIKI BARAT", "KELURAHAN": "BUMI HARAPAN"},
        7: {"KECAMATAN": "UJUNG", "KELURAHAN": "LABUKKANG"},
        9: {"KECAMATAN": "SOREANG"},
    }


def test_a_section_heading_with_its_sum_is_a_band_and_a_subtotal() -> None:
    table = read(
        AREA, ["NO", "KECAMATAN", "KELURAHAN", "KPM"], ["I", "KEC. BACUKIKI", None, 30], [1, None, "LUMPUE", 10],
        [2, None, "GALUNG", 20], ["II", "KEC. UJUNG", None, 7], [1, None, "LABUKKANG", 7],
    )  # fmt: skip
    assert [(total.row, total.kind, total.values) for total in table.totals] == [
        (1, "subtotal", {3: 30}), (4, "subtotal", {3: 7}),
    ]  # fmt: skip
    assert table.bands == {2: {"KECAMATAN": "BACUKIKI"}, 3: {"KECAMATAN": "BACUKIKI"}, 5: {"KECAMATAN": "UJUNG"}}


def test_a_bare_name_merged_over_the_table_is_a_section() -> None:
    table = read(LIST, HEAD, ["LUMPUE"], BODY[0], ["GALUNG MALOANG"], BODY[1], merged=((1, 0, 1, 4), (3, 0, 3, 4)))
    assert table.bands == {2: {"BAGIAN": "LUMPUE"}, 4: {"BAGIAN": "GALUNG MALOANG"}}


def test_a_place_below_its_rows_sums_amounts_in_words() -> None:
    rows = [["KECAMATAN : UJUNG"], [1, N[0], "ANDI", "17500000", "x"], [2, N[1], "BESSE", "Rp17,5 juta", "x"],
            ["Ujung", None, None, "35000000"], ["KECAMATAN : SOREANG"], [3, N[2], "COLLI", "Rp. 15.000.000,-", "x"],
            ["Soreang", None, None, "15.000.000,00"]]  # fmt: skip
    table = read(LIST, ["NO", "NIK", "NAMA", "NILAI", "KET"], *rows)
    assert table.data_rows == [2, 3, 6]
    assert [(total.label, total.kind) for total in table.totals] == [("Ujung", "subtotal"), ("Soreang", "subtotal")]


def test_a_remark_in_brackets_below_makes_no_child_of_the_heading_beside() -> None:
    table = read(
        LIST, ["NO", "PENERIMA", None, "JK", "KET"], [None, "NIK", "NAMA", None, None],
        [None, "(16 digit)", "(sesuai KTP)", "(L/P)", None], [1, N[0], "ANDI", "L", "x"],
        merged=((0, 0, 2, 0), (0, 4, 2, 4), (0, 1, 0, 2)),
    )  # fmt: skip
    assert [column.text for column in table.header][1:4] == [
        "PENERIMA / NIK (16 digit)", "PENERIMA / NAMA (sesuai KTP)", "JK (L/P)",
    ]  # fmt: skip
    assert "jk" in table.header[3].folded


def test_a_unit_in_a_row_of_its_own_is_a_part_of_the_name_above_once() -> None:
    table = read(
        LIST, ["NO", "PENERIMA", None, "BANTUAN", None, "SETORAN"],
        [None, "NIK", "NAMA", "Jml. Beras (Kg)", "Beras", None],
        [None, None, None, "(kg)", "(kg)", "(Rp)"], [1, N[0], "ANDI", 10, 10, 5000],
        merged=((0, 0, 2, 0), (0, 1, 0, 2), (0, 3, 0, 4), (1, 1, 2, 1), (1, 2, 2, 2), (0, 5, 1, 5)),
    )  # fmt: skip
    told = [(column.text, column.child, column.folded) for column in table.header[3:]]
    assert told == [
        ("BANTUAN / Jml. Beras (Kg)", "Jml. Beras (Kg)", ("bantuanjmlberaskg", "jmlberaskg", "kg")),
        ("BANTUAN / Beras (kg)", "Beras (kg)", ("bantuanberaskg", "beraskg", "kg")),
        ("SETORAN (Rp)", "SETORAN (Rp)", ("setoranrp", "rp")),
    ]


def test_a_band_of_four_rows_is_one_without_merged_cells() -> None:
    table = read(
        LIST, ["NO", "DATA PENERIMA", None, None, "BANTUAN", None, "TGL LAHIR", "KET"],
        [None, "DATA DIRI", None, None, "DITERIMA", None, None, None],
        [None, "NIK", "NO KK", "NAMA", "Jumlah", "Satuan", None, None],
        [None, "(16 digit)", "(16 digit)", "(sesuai KTP)", "(buah)", None, "(tgl/bln/thn)", None],
        [1, N[0], N[1], "ANDI", 2, "ekor", "1975-07-01", "x"],
    )  # fmt: skip
    assert [column.text for column in table.header] == [
        "NO", "DATA PENERIMA / DATA DIRI / NIK (16 digit)", "DATA PENERIMA / DATA DIRI / NO KK (16 digit)",
        "DATA PENERIMA / DATA DIRI / NAMA (sesuai KTP)", "BANTUAN / DITERIMA / Jumlah (buah)",
        "BANTUAN / DITERIMA / Satuan", "TGL LAHIR (tgl/bln/thn)", "KET",
    ]  # fmt: skip
    assert table.data_rows == [4]


def test_remarks_may_stand_below_names_that_are_higher_than_most() -> None:
    """Most known words are in the third row; `JK` and `TGL LAHIR`, with remarks of their own, are in the second."""
    table = read(
        LIST, ["NO", "BIODATA", None, None, None, None, None, None, None, "STATUS"],
        [None, "IDENTITAS", None, None, "JK", "TGL LAHIR", "TANDA TANGAN", "TEMPAT TINGGAL", None, None],
        [None, "NO KK", "NIK", "NAMA", None, None, None, "RT", "RW", None],
        [None, "(16 digit)", "(16 digit)", "(sesuai KTP)", "(L/P)", "(tgl/bln/thn)", None, None, None, None],
        [1, 7772010201080000.0, 7711022403670000.0, "I GEDE", "1", "24/03/1967", None, "1", "8", "AKTIF"],
    )  # fmt: skip
    assert [column.text for column in table.header[1:6]] == [
        "BIODATA / IDENTITAS / NO KK (16 digit)", "BIODATA / IDENTITAS / NIK (16 digit)",
        "BIODATA / IDENTITAS / NAMA (sesuai KTP)", "BIODATA / JK (L/P)", "BIODATA / TGL LAHIR (tgl/bln/thn)",
    ]  # fmt: skip
    assert table.data_rows == [4]


@pytest.mark.parametrize("number", ["", "A. ", "IV) "])
@pytest.mark.parametrize(
    ("sums", "kinds"),
    [
        ((["Lumpue", None, 2], ["LEMOE", 1]), ("subtotal", "subtotal")),
        ((["LUMPUE", "2 KPM"], ["Lemoe", None, None, "1 orang"]), ("subtotal", "subtotal")),
        ((["Lumpue", 3], ["Galung", 1]), ("record", "record")),  # another number, another place
    ],
)
def test_a_place_alone_above_records_is_a_section_and_its_name_with_their_number_its_sum(
    sums: tuple[list[Any], list[Any]], kinds: tuple[str, str], number: str
) -> None:
    rows = [HEAD, [f"{number}LUMPUE"], BODY[0], BODY[1], sums[0], ["LEMOE"], [1, N[2], "COLLI", "JL. C", "x"], sums[1]]
    table = read(LIST, *rows)
    furniture = {item.row: item.kind for item in table.furniture}
    assert (furniture[1], furniture[5], table.bands[2], table.bands[6]) == (
        "place_band", "place_band", {"BAGIAN": f"{number}LUMPUE"}, {"BAGIAN": "LEMOE"},
    )  # fmt: skip
    assert tuple(furniture.get(row, "record") for row in (4, 7)) == kinds


def test_family_bands_hold_for_the_members_below() -> None:
    table = read(
        LIST, HEAD, ["No. KK", ":", "7772010101100001"], *BODY, ["NO KK : 7772010101100002 Nama KK: LA TANG"],
        [3, N[2], "C"], ["KELURAHAN : LUMPUE"], [4, N[3], "D"],
    )  # fmt: skip
    assert table.bands == {
        2: {"NO KK": "7772010101100001"},
        3: {"NO KK": "7772010101100001"},
        5: {"NO KK": "7772010101100002", "NAMA KK": "LA TANG"},
        7: {"KELURAHAN": "LUMPUE"},
    }


def test_blocks_with_title_header_total_and_signature_in_one_sheet() -> None:
    """One form per kelurahan, pasted one below the other: one table, four blocks of furniture."""

    def block(place: str, *records: list[Any]) -> list[list[Any]]:
        return [
            ["DAFTAR PENERIMA"], [f"KELURAHAN : {place}"], HEAD, *records, ["JUMLAH", None, None, None, len(records)],
            [None, "Mengetahui,", None, "Parepare, 30 Juni 2017"], [None, f"LURAH {place}", "PENDAMPING"],
            [None, "AMBO UPE", "INDO TANG"], [None, "NIP. 19650101 199003 1 001"], [],
        ]  # fmt: skip

    table = read(LIST, *block("LUMPUE", *BODY), *block("LABUKKANG", [1, N[4], "E", "JL. E"], [2, None, "F", None]))
    assert table.data_rows == [3, 4, 14, 15]
    assert table.bands == {14: {"KELURAHAN": "LABUKKANG"}, 15: {"KELURAHAN": "LABUKKANG"}}
    assert [(total.row, total.kind) for total in table.totals] == [(5, "subtotal"), (16, "total")]
    kinds = {item.row: item.kind for item in table.furniture}
    assert [kinds[row] for row in (6, 7, 8, 9, 10, 13, 17, 18, 19, 20)] == [
        "signature", "signature", "signature", "signature", "blank", "repeated_header", *["signature"] * 4,
    ]  # fmt: skip


def test_a_signature_below_a_narrow_table_adds_no_places() -> None:
    table = read(
        AREA, ["KELURAHAN", "KPM"], ["LUMPUE", 10], ["LABUKKANG", 5], [], ["Mengetahui", "Parepare, 30 Juni 2017"],
        ["Camat Bacukiki", "Petugas"], [], ["( ANDI BASO )", "( BESSE )"], ["NIP. 196501011990031001", None],
    )  # fmt: skip
    assert table.data_rows == [1, 2]
    assert [item.kind for item in table.furniture if item.row > 2] == [
        "blank", "signature", "signature", "blank", "signature", "signature",
    ]  # fmt: skip


def test_a_signature_right_below_the_last_record() -> None:
    narrow = ["KELURAHAN", "KPM"]
    assert kind_of(AREA, narrow, ["LUMPUE", 10], ["Petugas", "Pendamping"]) == "signature"
    wide = ["NO", "NIK", "NAMA", *(f"kolom {number}" for number in range(9))]
    assert kind_of(LIST, wide, [1, N[0], "A", *"abcdefghi"], [None, "Petugas", "Pendamping"]) == "signature"


def test_a_birth_place_and_date_is_no_signature() -> None:
    anchors = Anchors((("nama",),), frozenset(("nama", "ttl", "nik")))
    head = ["NIK", "NAMA", "TTL", *"abcdef"]
    assert kind_of(anchors, head, [N[0], "A", *"bcdefgh"], [None, "B", "Parepare, 17 Agustus 1980"]) == "record"
    assert kind_of(anchors, head, [N[0], "A", *"bcdefgh"], [None, "B", None, "Parepare, 17 Juni 2017"]) == "signature"


def test_after_a_sum_the_next_part_of_the_list_begins_with_its_band() -> None:
    rows = [HEAD, *BODY, ["JUMLAH", None, None, None, 2], ["KELURAHAN : GALUNG"], [None, None, "C", "JL. C"]]
    assert kind_of(LIST, *rows) == "record"
    assert kind_of(LIST, *rows[:4], rows[5]) == "note"


@pytest.mark.parametrize(
    ("last", "kind"),
    [("=B2+1", "column_numbers"), ("=", "column_numbers"), ("=B2 + $A$2", "record"), ("=SUM(A2:B2)", "record")],
)
def test_a_sum_that_was_never_calculated_numbers_no_column(last: str, kind: str) -> None:
    assert kind_of(AREA, ["KELURAHAN", "KPM", "JUMLAH"], [1, 2, UncachedFormula(last)]) == kind


def test_a_record_of_small_numbers_is_no_row_of_column_numbers() -> None:
    head = ["NO", "KELURAHAN", "KPM", "PAGU"]
    assert kind_of(AREA, head, [1, "LUMPUE", 5, 5], [], [2, 3, 4, 5]) == "record"
    assert kind_of(AREA, head, [1, 2, 3, 4]) == "column_numbers"


def test_a_small_recap_below_the_list_is_not_read_as_records() -> None:
    table = read(
        LIST, HEAD, *BODY, ["JUMLAH", None, None, None, 2], [], [None, None, "REKAPITULASI"], [None, None, "AKTIF", 1],
        [None, None, "NONAKTIF", 1],
    )  # fmt: skip
    assert table.data_rows == [1, 2]


def test_text_merged_down_belongs_to_each_record_and_an_amount_does_not() -> None:
    rows: list[list[Any]] = [
        ["NO", "KECAMATAN", "KELURAHAN", "KPM", "PAGU"],
        [1, "BACUKIKI", "LUMPUE", 10, 500],
        [2, None, "GALUNG", 20, None],
        [3, None, "WATANG", 30, None],
        [4, "UJUNG", "LABUKKANG", "Rp 90.000", 1],
        [5, "UJUNG", "LAPADDE", None, 2],
    ]
    sheet = Sheet("S", "visible", rows, ((1, 1, 3, 1), (1, 4, 3, 4), (4, 3, 5, 3)))
    assert find_tables(sheet, AREA)[0].data_rows == [1, 2, 3, 4, 5]
    assert [row[1] for row in sheet.rows[1:4]] == ["BACUKIKI"] * 3
    assert [row[4] for row in sheet.rows[1:4]] == [500, None, None]
    assert [row[3] for row in sheet.rows[4:]] == ["Rp 90.000", None]


def test_sparse_lists_are_learnt_from_their_own_records() -> None:
    """A pupils' export fills 5 of 30 columns; a record with less than half of the columns is still one."""
    head = ["NO", "NIK", "NAMA", *[f"kolom {number}" for number in range(27)]]
    body = [[row, N[row % 20], f"nama {row}", "x", "y"] for row in range(1, 80)]
    table = read(
        LIST, head, *body, [None, None, "tanpa nik", "x"], ["JUMLAH", None, 80], [None, None, "sesudah", "x", "y", "z"]
    )
    assert len(table.data_rows) == 81
    assert table.totals[0].values == {2: 80}


COMMITTEE = ["NO", "NIK", "NAMA", "ALAMAT", "JK", "KET", "NOMINAL", "HP"]


@pytest.mark.parametrize(("title", "records"), [("PANITIA PELAKSANA", 2), ("TAMBAHAN", 4), ("Lampiran", 4)])
def test_a_committee_below_the_list_is_none_of_it_and_people_added_are(title: str, records: int) -> None:
    body = [[n, N[n], "ANDI", "JL. A", "L", "x", 5, "08"] for n in (1, 2)]
    staff = [[1, None, "Drs. HERU", "Ketua"], [2, None, "LILIK, SE", "Sekretaris"]]
    table = read(LIST, COMMITTEE, *body, [], [None, None, title], *staff)
    assert len(table.data_rows) == records
    more = read(LIST, COMMITTEE, *body, [], [None, None, title], *staff, [3, N[3], "BASO", "JL. B", "L", "x", 5, "08"])
    assert len(more.data_rows) == 5, "a person's number below it: a part of the list after all"


@pytest.mark.parametrize(("marks", "bands"), [("ABC", 3), (["I", "II", "III"], 3), ("123", 3), ("ACD", 1), ("AAA", 1)])
def test_numbered_titles_where_names_stand_follow_one_another_and_andi_does_not(marks: list[str], bands: int) -> None:
    head = ["NAMA", "NIK", "ALAMAT"]
    body = [[[f"{mark}. LEMOE"], ["ANDI", N[at], "JL. A"]] for at, mark in enumerate(marks)]
    table = read(LIST, head, *(row for part in body for row in part))
    assert [item.kind for item in table.furniture].count("place_band") == bands
    assert len(table.data_rows) == 6 - bands


def test_a_table_of_other_figures_below_the_sum_of_all_is_no_part_of_the_list() -> None:
    head = ["NO", "KECAMATAN", "KELURAHAN", "KPM", "PAGU"]
    table = read(
        AREA, head, [1, "UJUNG", "LABUKKANG", 5, 75], [2, None, "LAPADDE", 6, 90], [None, "TOTAL", None, 11, 165], [],
        [None, "Tunggakan :"], [None, "Kelurahan", "Rupiah"], [None, "LABUKKANG", 120000], [None, "LAPADDE", 90000],
    )  # fmt: skip
    assert table.data_rows == [1, 2]
    assert [item.kind for item in table.furniture][-4:] == ["other_table"] * 4


def test_a_group_that_comes_again_over_one_column_is_a_group_there_too() -> None:
    sheet = Sheet("S", "visible", [
        ["No", "Identitas", None, "Wali", None, "Foto", "Wali", "Alamat"],
        [None, "NIK", "Nama", "Nama", "Alamat", None, "NIK", None],
        [1, N[0], "ANDI", "BASO", "JL. A", None, N[1], "JL. B"],
    ])  # fmt: skip
    (table,) = find_tables(sheet, LIST)
    assert [column.text for column in table.header] == [
        "No", "Identitas / NIK", "Identitas / Nama", "Wali / Nama", "Wali / Alamat", "Foto", "Wali / NIK", "Alamat",
    ]  # fmt: skip
