"""Headings with more than one meaning: the head as the only name, a spelling that another heading explains."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.declarations.catalogue import load_catalogue
from ingest.declarations.contract import Table
from ingest.fold import fold_header
from ingest.sheets.column_map import ColumnMap
from ingest.sheets.locate import HeaderColumn, column_letter, find_tables
from ingest.sheets.mapping import HeaderBook
from ingest.workbook import Cell, Sheet

REGISTRY = (
    "NO_KK NIK NAMA_LGKP JENIS_KLMIN TMPT_LHR TGL_LHR GOL_DRH AGAMA STAT_KWN STAT_HBKEL PDDK_AKH JENIS_PKRJN"
    " NAMA_LGKP_IBU NAMA_LGKP_AYAH ALAMAT NO_RT NO_RW NO_PROP NO_KAB NO_KEC NO_KEL NAMA_KEL NAMA_KEC"
)


def mapped(
    *headers: str, required: tuple[str, ...] = ("nik", "full_name"), own: Mapping[str, tuple[str, ...]] | None = None
) -> ColumnMap:
    catalogue = load_catalogue()
    table = Table(feeds="enrolment_records", files=(), required=required, columns=dict(own or {}))
    book = HeaderBook(table, catalogue.entities["enrolment_records"], catalogue.ignored_headers)
    return book.map([headed(index, *text.split(" / ")) for index, text in enumerate(headers)])


def headed(index: int, *parts: str) -> HeaderColumn:
    """A column under its headings, the group first."""
    folded = tuple(fold_header(" ".join(parts[start:])) for start in range(len(parts)))
    parent = " / ".join(parts[:-1]) or None
    return HeaderColumn(index, column_letter(index), " / ".join(parts), folded, parent, parts[-1])


def test_the_head_is_the_person_where_no_other_column_gives_a_name() -> None:
    columns = mapped("NAMA KEPALA KELUARGA", "NIK")
    assert (columns.missing, columns.fields["full_name"], columns.fields["head_name"]) == ((), 0, 0)
    assert columns.head_as_name is not None
    assert columns.head_as_name.letter == "A"


def test_the_head_is_the_head_beside_a_name_and_where_no_name_is_needed() -> None:
    beside = mapped("NAMA KEPALA KELUARGA", "NIK", "NAMA")
    assert (beside.head_as_name, beside.fields["full_name"], beside.fields["head_name"]) == (None, 2, 0)
    assert "full_name" not in mapped("NAMA KEPALA KELUARGA", "NIK", required=("nik",)).fields


def test_every_heading_of_a_registry_export_is_known() -> None:
    columns = mapped(*REGISTRY.split())
    fates = {column.text: fate for column, fate in columns.fates.values()}
    assert (columns.unknown, columns.doubled, columns.missing) == ((), (), ())
    assert {name: fates[name] for name in ("NAMA_LGKP", "STAT_HBKEL", "NAMA_LGKP_IBU", "NO_KEL", "NO_KK")} == {
        "NAMA_LGKP": "full_name",
        "STAT_HBKEL": "relation_head",
        "NAMA_LGKP_IBU": "mother_name",
        "NO_KEL": "village_code_source",
        "NO_KK": "family_card_no",
    }


def test_a_family_number_without_a_code_of_the_kecamatan_beside_it_stays_one() -> None:
    assert mapped("NO KEL", "NIK", "NAMA").fields["family_card_no"] == 0


def test_a_number_is_the_persons_where_the_familys_stands_beside_it() -> None:
    for person, family, read in (
        ("ID Semesta", "IDKELUARGA", "source_family_id"), ("IDSEMESTA", "IDBDT", "source_family_id"),
        ("IDSEMESTA", "ID DTKS", "source_family_id"), ("No. Kartu BPJS", "NOKA_BPJS", ""),
    ):  # fmt: skip
        columns = mapped("NIK", "NAMA", person, family)
        assert (columns.fields["source_person_id"], columns.doubled, columns.outdone) == (2, (), ())
        assert not read or columns.fields[read] == 3
    alone = mapped("NIK", "NAMA", "ID Semesta", "No. Kartu BPJS")
    assert (alone.fields["source_person_id"], alone.fields["card_no"]) == (2, 3)
    card = mapped("NIK", "NAMA", "No. Kartu BPJS", "PSNOKA")
    assert (card.fields["card_no"], card.fields["source_person_id"]) == (2, 3)
    beside = mapped("NIK", "NAMA", "ID Semesta", "IDARTBDT")
    assert (beside.fields["source_family_id"], beside.fields["source_person_id"]) == (2, 3)


def test_the_less_likely_of_two_columns_of_a_field_is_not_left_out_in_silence() -> None:
    columns = mapped("NIK", "NAMA", "ID DTKS", "IDKELUARGA", own={"source_family_id": ("IDKELUARGA",)})
    assert (columns.fields["source_family_id"], columns.doubled) == (3, ())
    assert [(field, second.text) for field, _, second in columns.outdone] == [("source_family_id", "ID DTKS")]
    assert columns.unread == {"ID DTKS": 2}


def test_an_abbreviated_field_is_not_left_out_by_a_pattern_of_others() -> None:
    columns = mapped("NIK", "NAMA", "Jml. Bantuan", "Jml Tanggungan Sekolah")
    assert columns.fields["benefit_amount_idr"] == 2
    assert columns.fates[3][1] == "ignored"


def test_no_list_leaves_out_a_spelling_of_a_field_that_it_needs() -> None:
    catalogue = load_catalogue()
    lost = [
        (agency_id, table_id, heading)
        for agency_id, folder in catalogue.agencies.items()
        for table_id, table in folder.agency.tables.items()
        for heading in table.ignore
        if catalogue.entities[table.feeds].field_of_header.get(fold_header(heading)) in table.required
    ]
    assert lost == []


def test_the_name_as_the_registry_has_it_goes_before_another_name() -> None:
    columns = mapped("NIK", "Nama Lengkap", "Nama (sesuai KTP)")
    assert (columns.doubled, columns.fields["full_name"]) == ((), 2)
    assert [second.text for _, _, second in mapped("NIK", "Nama", "Nama").doubled] == ["Nama"]


def test_the_list_s_own_word_for_a_field_goes_first_abbreviated_or_not() -> None:
    own = {"full_name": ("Nama Pengurus",)}
    for heading in ("Nama Pengurus", "Nm. Pengurus"):
        columns = mapped("NIK", "Nama Siswa", heading, own=own)
        assert (columns.fields["full_name"], columns.doubled) == (2, ())


def test_two_names_that_all_lists_share_are_two_names() -> None:
    columns = mapped("NIK", "Nama ART", "Nm. Pengurus", "Alamat", "Almt")
    assert [(field, first.text, second.text) for field, first, second in columns.doubled] == [
        ("full_name", "Nama ART", "Nm. Pengurus")
    ]


def test_a_word_joined_to_its_abbreviation_is_read_written_out() -> None:
    columns = mapped("NIK", "NAMA", "NMDESA", "KDDESA", "JNSKLM")
    assert (columns.fields["village_name"], columns.fields["village_code_source"], columns.fields["sex"]) == (2, 3, 4)
    assert [column.text for column in mapped("NIK", "NAMA", "NMTERNAK").unknown] == ["NMTERNAK"]


def test_a_word_short_for_several_is_the_one_that_makes_a_field() -> None:
    columns = mapped(
        "NIK", "NAMA", "Nama Anggota Kel.", "Jns. Kel.", "Kd Kel", own={"member_name": ("Nama Anggota Keluarga",)}
    )
    assert (columns.fields["member_name"], columns.fields["sex"], columns.fields["village_code_source"]) == (2, 3, 4)
    assert [column.text for column in mapped("NIK", "NAMA", "Usaha Kel.").unknown] == ["Usaha Kel."]


def test_a_text_without_a_letter_outside_brackets_is_no_known_word() -> None:
    """Lists leave out a column `#`; so `(16 digit)` and `(2)` were known words, and the numbers part of the header."""
    folder = load_catalogue().agencies["disdik"]
    rows: list[list[Cell]] = [
        ["No", "Data Peserta", None, None, None, "NPSN"], [None, "Data Diri", None, "No. NISN", "Jenis Kelamin", None],
        [None, "NIK", "Nama", None, None, None], [None, "(16 digit)", "(sesuai KTP)", None, "(L/P)", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "7772016709090001", "FATIMAH UTAMI", 97003563, "P", "69701000"],
    ]  # fmt: skip
    catalogue = load_catalogue()
    table = folder.agency.tables["dapodik"]
    book = HeaderBook(table, catalogue.entities[table.feeds], catalogue.ignored_headers)
    assert "" not in book.known
    (found,) = find_tables(Sheet("S", "visible", rows), book.anchors)
    assert [column.text for column in found.header[1:5]] == [
        "Data Peserta / Data Diri / NIK (16 digit)", "Data Peserta / Data Diri / Nama (sesuai KTP)",
        "Data Peserta / No. NISN", "Data Peserta / Jenis Kelamin (L/P)",
    ]  # fmt: skip
    assert found.data_rows == [5]


def test_a_heading_named_and_ignored_is_read_for_want_of_a_better_one() -> None:
    catalogue = load_catalogue()
    columns = {"phone": ("HP", "Telepon")}
    table = Table(feeds="enrolment_records", files=(), columns=columns, ignore=("Telepon",))
    book = HeaderBook(table, catalogue.entities["enrolment_records"], catalogue.ignored_headers)

    def found(*headers: str) -> ColumnMap:
        return book.map(
            [HeaderColumn(at, "", text, (fold_header(text),), None, text) for at, text in enumerate(headers)]
        )

    assert found("NIK", "Telepon").fields["phone"] == 1
    both = found("NIK", "Telepon", "HP")
    assert (both.fields["phone"], both.outdone, both.doubled) == (2, (), ())


def test_an_abbreviated_field_below_a_group_is_left_out_with_its_whole_group_alone() -> None:
    columns = mapped("NIK", "NAMA", "Data Penerima / Jml. Beras (Kg)", "Data Ibu / Jml. Bantuan", "Ayah / Jml. KPM")
    assert columns.fields["benefit_quantity"] == 2
    assert [columns.fates[at][1] for at in (3, 4)] == ["ignored", "ignored"]


def test_a_per_cent_of_the_budget_is_no_budget() -> None:
    columns = mapped("NIK", "NAMA", "Nominal", "% Nominal (Rp)", "Persen Nominal (Rp)")
    assert columns.fields["benefit_amount_idr"] == 2
    assert [column.text for column in columns.unknown] == ["% Nominal (Rp)", "Persen Nominal (Rp)"]


def test_a_heading_of_two_names_of_one_field_is_that_field() -> None:
    for heading in ("Jalan/Alamat", "jalan_alamat"):
        assert mapped("NIK", "NAMA", heading).fields["address"] == 2
    assert mapped("NIK", "NAMA", "alamat_nik").unknown[0].text == "alamat_nik"
