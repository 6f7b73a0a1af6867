"""A declaration drafted from a workbook: it loads, reads that very workbook, and copies nobody's values."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ingest.declarations.catalogue import HERE, Catalogue, load_catalogue
from ingest.declarations.contract import Table
from ingest.drafting.declaration import Draft, draft_agency
from ingest.drafting.first_look import FirstLook, first_look, look_at
from ingest.drafting.header_guess import SURE, guess
from ingest.drafting.sample import write_sample
from ingest.fold import fold_header
from ingest.inbox.receive import Arrival
from ingest.parsers import value_shapes
from ingest.parsers.places import Regions
from ingest.reading.conform import Conformed, conform
from ingest.reading.declared_list import declared_list
from ingest.semester import Semester
from ingest.sheets.layout.model import HeaderColumn
from ingest.sheets.mapping import HeaderBook
from ingest.submission import Submission
from ingest.workbook import open_workbook
from tests.support.sheets import write_csv, write_xlsx

REAL = Path(__file__).parents[4] / "shared/real_inputs/agencies"
PERSON = [["No", "NIK", "Nama Penerimaa", "L/P", "Alamat Rumah", "Zodiak", "Diterima Oleh"],
          [1, "7772010107750002", "La Tang", "L", "Jl. Mawar 17", "Leo", "7772014107800001"],
          [2, "7772014107800001", "Indo Upe", "P", "Jl. Mawar 18", "Virgo", "7772010107750002"]]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def drafted(path: Path, catalogue: Catalogue) -> Draft:
    look = FirstLook.of_json(look_at(path, catalogue))
    return draft_agency("dinas_x", path.name, look, catalogue, Regions.load(HERE / "vocabularies/regions.csv"))


def loaded(root: Path, text: str) -> Catalogue:
    (root / "dinas_x").mkdir(parents=True)
    (root / "dinas_x" / "agency.yml").write_text(text, encoding="utf-8")
    return load_catalogue((HERE / "agencies", root))


def conformed(path: Path, catalogue: Catalogue, table_id: str) -> Conformed:
    one = declared_list(catalogue.agencies["dinas_x"], table_id, Semester.parse("2017-S1"), catalogue)
    return conform(Arrival(path.name, "0" * 64, path, ""), open_workbook(path), one)


@pytest.fixture
def persons(tmp_path: Path) -> Path:
    path = tmp_path / "Data PKH Mei 2017.xlsx"
    write_xlsx(path, {"Lumpue": [["KELURAHAN LUMPUE"], *PERSON], "Lompoe": PERSON, "REKAP": PERSON, "Surat": [["x"]]})
    return path


def test_sure_near_and_unknown_headers(persons: Path, catalogue: Catalogue) -> None:
    (shape,) = first_look(open_workbook(persons), catalogue).shapes
    seen = {one.text: (one.field, one.how) for one in shape.headers}
    assert seen == {
        "No": ("ignored", "known"), "NIK": ("nik", "known"), "Nama Penerimaa": ("full_name", "near"),
        "L/P": ("sex", "known"), "Alamat Rumah": ("address", "known"), "Zodiak": ("", ""),
        "Diterima Oleh": ("", ""),
    }  # fmt: skip
    assert (shape.entity, shape.sheets, shape.rows) == ("enrolment_records", ("Lumpue", "Lompoe"), 4)


def test_the_values_of_a_column_go_against_a_near_header(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "x.csv"
    write_csv(path, [["Kecamatan", "Nama Penerimaa", "Jumlah KK"], ["Ujung", "12", "9"], ["Bacukiki", "31", "8"]])
    (shape,) = first_look(open_workbook(path), catalogue).shapes
    assert (shape.entity, shape.headers[1].field, shape.headers[1].sure < SURE) == (
        "allocation_records", "recipient_count", True,
    )  # fmt: skip


def test_notes_of_several_cells_above_a_header_are_no_header(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = [["mohon"], ["dibaca", "dulu", "sebelum", None, "mengisi"], ["atau", None, "tanya"],
            ["Zodiak", "Hobi", "Batu", "Warna", "Hari"], *[["Leo", "Catur", "Akik", n, "Senin"] for n in range(3)],
            ["sekian"]]  # fmt: skip
    (shape,) = first_look(open_workbook(write_xlsx(tmp_path / "x.xlsx", {"A": rows})), catalogue).shapes
    assert (shape.header_row, shape.rows) == (4, 3)


def test_a_record_of_texts_right_below_a_header_is_no_header(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = [["Zodiak", "Hobi", "Batu"], ["Leo", "Catur", "Akik", "ada"], ["Virgo", "Musik", "Delima", "habis"]]
    (shape,) = first_look(open_workbook(write_csv(tmp_path / "x.csv", rows)), catalogue).shapes
    assert (shape.header_row, shape.rows) == (1, 2)


def test_a_wide_header_of_unknown_words_goes_before_two_known_ones(tmp_path: Path, catalogue: Catalogue) -> None:
    wide = ["Zodiak", "Hobi", "Batu", "Warna", "Hari"]
    rows = [["NIK", "Nama"], [], wide, *[["Leo", "Catur", "Akik", n, "Senin"] for n in range(3)]]
    (shape,) = first_look(open_workbook(write_xlsx(tmp_path / "x.xlsx", {"A": rows})), catalogue).shapes
    assert [one.text for one in shape.headers] == wide


@pytest.mark.parametrize(
    ("texts", "field", "how", "sure"),
    [
        (("Nama Ibu Kandung",), "mother_name", "known", 1.0),
        (("Menurut petugas lapangan", "Nama Ibu Kandung"), "mother_name", "known", 0.95),  # by its last line
        (("Tuliskan dengan huruf besar: Nama Ibu Kandung anak itu",), "mother_name", "inside", 0.68),  # not `Nama`
    ],
)
def test_how_sure_a_header_is(catalogue: Catalogue, texts: tuple[str, ...], field: str, how: str, sure: float) -> None:
    schema = catalogue.entities["enrolment_records"]
    book = HeaderBook(Table(feeds="enrolment_records", files=()), schema, catalogue.ignored_headers)
    folded = tuple(fold_header(" ".join(texts[start:])) for start in range(len(texts)))
    parent = texts[0] if len(texts) > 1 else None
    seen = guess(HeaderColumn(0, "A", " / ".join(texts), folded, parent, texts[-1]), book, "text")
    assert (seen.field, seen.how, seen.sure) == (field, how, sure)


def test_a_hidden_sheet_is_named_and_not_read(tmp_path: Path, catalogue: Catalogue) -> None:
    book = openpyxl.Workbook()
    book.active.append(["rapat"])
    hidden = book.create_sheet("Lama")
    for row in PERSON:
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "x.xlsx")
    look = first_look(open_workbook(tmp_path / "x.xlsx"), catalogue)
    assert (look.shapes, look.others) == ((), {"Sheet": "no_table", "Lama": "hidden"})


def test_texts_below_records_are_no_header(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = [["x", 1, 2], ["y", 3, 4], ["Zodiak", "Hobi", "Batu"], ["z", 5, 6]]
    look = first_look(open_workbook(write_xlsx(tmp_path / "x.xlsx", {"A": rows})), catalogue)
    assert (look.shapes, look.others) == ((), {"A": "no_table"})


def test_records_of_all_tables_of_a_sheet_are_counted(tmp_path: Path, catalogue: Catalogue) -> None:
    turned = [[row[2], row[1], "Jl. Mawar"] for row in PERSON[1:]]
    rows = [*PERSON, [None, "JUMLAH", 2], [], ["DATA TAMBAHAN"], ["Nama", "NIK", "Alamat"], *turned]
    (shape,) = first_look(open_workbook(write_xlsx(tmp_path / "x.xlsx", {"A": rows})), catalogue).shapes
    assert (shape.header_row, shape.rows) == (1, 4)


def test_a_value_of_another_kind_makes_a_column_mixed() -> None:
    assert value_shapes.shape_of(["L", "P", "L", "x"]) == "mixed"


def test_the_draft_loads_and_asks_about_what_nobody_knows(persons: Path, catalogue: Catalogue, tmp_path: Path) -> None:
    draft = drafted(persons, catalogue)
    table = loaded(tmp_path / "agencies", draft.text).agencies["dinas_x"].agency.tables["pkh"]
    assert (table.feeds, table.programme, table.files) == ("enrolment_records", "PKH", ("*pkh*",))
    assert (table.place_from, table.required) == (("sheet_name",), ("nik", "full_name"))
    assert table.columns == {"full_name": ("Nama Penerimaa",)}
    assert '#   "Zodiak" (F): belum dikenal' in draft.text
    assert '# lembar "REKAP": rekap, dilewati' in draft.text
    found = conformed(persons, load_catalogue((HERE / "agencies", tmp_path / "agencies")), "pkh").submission
    assert found.rows_accepted == 4
    assert {(p.code, p.found) for p in found.problems if p.code.startswith("KOL")} == {
        ("KOL-008", "Zodiak"), ("KOL-008", "Diterima Oleh"),
    }  # fmt: skip


def test_each_list_of_a_workbook_has_an_id_of_its_own(catalogue: Catalogue, tmp_path: Path) -> None:
    turned = [[row[2], row[1]] for row in PERSON]
    sheets = {"Data A": [PERSON[0], *PERSON[1:] * 6], "Data-A": turned, "2017": [[*row, row[1]] for row in turned]}
    sheets["2017"][0] = ["Nama", "NIK", "NIK Ibu"]
    draft = drafted(write_xlsx(tmp_path / "x.xlsx", sheets), catalogue)
    assert [table.table_id for table in draft.tables] == ["data_a", "data_a_2", "daftar_2017"]
    assert "rows: {min: 6, max: 24}" in draft.text  # half and twice of what came


def test_nobody_is_in_the_draft_or_its_sample(persons: Path, catalogue: Catalogue, tmp_path: Path) -> None:
    draft = drafted(persons, catalogue)
    write_sample(tmp_path / "sample.xlsx", draft.tables[0], catalogue)
    rows = list(openpyxl.load_workbook(tmp_path / "sample.xlsx")["Contoh"].iter_rows(values_only=True))
    assert list(rows[0]) == PERSON[0]
    assert [row[1] for row in rows[1:]] == ["7772010107800001", "7772024107850002", "7772031203900003"]
    written = draft.text + str(rows[1:])
    values = [str(value) for row in PERSON[1:] for value in row if len(str(value)) > 2]
    assert [value for value in values if value in written] == []


def test_made_up_people_are_read_without_a_fault(persons: Path, catalogue: Catalogue, tmp_path: Path) -> None:
    draft = drafted(persons, catalogue)
    sample = tmp_path / "sample.xlsx"
    write_sample(sample, draft.tables[0], catalogue)
    found: Submission = conformed(sample, loaded(tmp_path / "agencies", draft.text), "pkh").submission
    assert (found.rows_accepted, found.rows_rejected) == (3, 0)
    assert {problem.code for problem in found.problems} == {"KOL-008"}


def test_a_header_that_begins_like_a_formula_is_text_in_the_sample(catalogue: Catalogue, tmp_path: Path) -> None:
    write_csv(tmp_path / "PKH.csv", [[*PERSON[0], '=HYPERLINK("x")'], *([*row, "a"] for row in PERSON[1:])])
    write_sample(tmp_path / "sample.xlsx", drafted(tmp_path / "PKH.csv", catalogue).tables[0], catalogue)
    last = openpyxl.load_workbook(tmp_path / "sample.xlsx")["Contoh"]["H1"]
    assert (last.value, last.data_type) == ('=HYPERLINK("x")', "s")


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real inputs is not here")
@pytest.mark.parametrize(
    ("pattern", "rows", "unknown"),
    [("A01*", 20, 0), ("A06*", 7, 1), ("A08*", 7, 2), ("A09*", 216, 0), ("A11*", 1, 3), ("A27*", 514, 8),
     ("A28*", 514, 8), ("A30*", 33, 0), ("A37*", 4, 0)],
)  # fmt: skip
def test_real_files_are_read_by_what_is_drafted_from_them(
    pattern: str, rows: int, unknown: int, catalogue: Catalogue, tmp_path: Path
) -> None:
    (path,) = REAL.glob(pattern)
    draft = drafted(path, catalogue)
    (table,) = draft.tables
    found = conformed(path, loaded(tmp_path, draft.text), table.table_id).submission
    assert found.rows_accepted + found.rows_rejected == rows
    assert sum(problem.code in ("KOL-001", "KOL-008") for problem in found.problems) == unknown


@pytest.mark.parametrize(("words", "field"), [(("CLEAN", "NONAKTIF"), "status_text"), (("", "titip"), "note")])
@pytest.mark.parametrize("heading", ["KET", "Keterangann"])
def test_a_remark_of_statuses_is_drafted_as_the_status(
    heading: str, words: tuple[str, str], field: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    path = tmp_path / "Data PKH Mei 2017.xlsx"
    rows = [[f"77720141078{at:05}", f"ORANG {at}", words[at % 2]] for at in range(1, 13)]
    write_xlsx(path, {"Data": [["NIK", "Nama", heading], *rows]})
    text = drafted(path, catalogue).text
    assert (f"{heading} -> {field}" if heading == "KET" else f'{field}: ["{heading}"]') in text
    read = loaded(tmp_path / "agencies", text)
    (table_id,) = read.agencies["dinas_x"].agency.tables
    statuses = [words[at % 2] if field == "status_text" else None for at in range(1, 13)]
    assert conformed(path, read, table_id).rows["status_text"].to_pylist() == statuses
