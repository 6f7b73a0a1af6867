"""The declarations: they fit each other as shipped, and what does not fit is told all at once, in words."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from ingest.declarations.catalogue import HERE, CatalogueError, load_catalogue
from ingest.declarations.rulings import Kind, Ruling, keep_rulings, load_rulings
from ingest.semester import Semester

LISTS_OF_DESIGN_4 = {
    "bappeda": {"bdt_2015", "dtks", "dtsen", "dtsen_families", "dtsen_members", "p3ke", "p3ke_families",
                "programme_progress", "reported_issues"},
    "dinsos": {"kks", "pkh", "bpnt"},
    "disdik": {"pip", "dapodik"}, "disnaker": {"training"}, "disdag": {"umkm_aid"}, "dkp": {"food_reserve_rice"},
    "bag_ekonomi": {"rastra"}, "dinkes": {"pbi_jk"}, "perkim": {"rtlh"}, "disdukcapil": {"registry_match"},
}  # fmt: skip


def declare(root: Path, text: str, agency: str = "dinas_x") -> Path:
    folder = root / agency
    folder.mkdir(parents=True)
    (folder / "agency.yml").write_text(text, encoding="utf-8")
    return root


def problems_of(root: Path) -> tuple[str, ...]:
    with pytest.raises(CatalogueError) as told:
        load_catalogue((HERE / "agencies", root))
    return told.value.problems


def test_the_ten_agencies_and_their_lists_are_declared() -> None:
    found = {key: set(folder.agency.tables) for key, folder in load_catalogue().agencies.items()}
    assert found == LISTS_OF_DESIGN_4


BAD = """\
agency: dinas_x
name: 12
colour: blue
tables:
  aid:
    feeds: enrolment_records
    files: "*aid*"
    colums: {nik: [N]}
    place_from: [kolom]
    columns: {Nik: [N]}
    rows: {min: -3, max: banyak}
    since: 2017-S9
    changes: {besok: {}}
    header: [NIK]
  more: {files: ["*"]}
"""


def test_every_fault_of_a_declaration_is_told_at_once_with_its_line_and_what_was_expected(tmp_path: Path) -> None:
    root = declare(tmp_path, BAD)
    start = f"{root / 'dinas_x' / 'agency.yml'}:"
    assert sorted(line.removeprefix(start) for line in problems_of(root)) == sorted([
        "2: name: harus teks; beri tanda kutip, bukan 12",
        "3: colour: kunci tidak dikenal; periksa ejaannya",
        "7: tables.aid.files: harus daftar, seperti [A, B], bukan '*aid*'",
        "8: tables.aid.colums: kunci tidak dikenal; mungkin maksudnya 'columns'",
        "9: tables.aid.place_from.0: harus salah satu dari 'column', 'sheet_name', 'title', 'file_name', bukan 'kolom'",
        "10: tables.aid.columns.Nik: harus berbentuk ^[a-z][a-z0-9_]*$, bukan 'Nik'",
        "11: tables.aid.rows.min: harus paling sedikit 0, bukan -3",
        "11: tables.aid.rows.max: harus bilangan bulat, bukan 'banyak'",
        "12: tables.aid.since: semester harus ditulis seperti 2017-S1 atau 2017-S2, bukan '2017-S9'",
        "13: tables.aid.changes.besok: semester harus ditulis seperti 2017-S1 atau 2017-S2, bukan 'besok'",
        "14: tables.aid.header: harus pasangan kunci: isi",
        "15: tables.more.feeds: kunci wajib tidak ada",
    ])  # fmt: skip


def test_names_that_point_nowhere_are_told(tmp_path: Path) -> None:
    root = declare(
        tmp_path,
        """
agency: dinas_x
name: Dinas X
tables:
  aid: {feeds: enrolment_record, files: ["*"]}
  more: {feeds: enrolment_records, files: ["*"], programme: NOPE, columns: {nick: [N]}, receipt: {status: {in: [paid]}},
    alternatives: [ade]}
""",
    )
    found = " ".join(problems_of(root))
    for word in (
        "agency.yml:5: tables.aid.feeds: 'enrolment_record' tidak dikenal; yang ada: allocation_records, ",
        "agency.yml:6: tables.more.columns: isian 'nick' tidak ada di enrolment_records; mungkin maksudnya 'nik'",
        "agency.yml:7: tables.more.alternatives: 'ade' tidak dikenal; yang ada: aid",
        "'NOPE' tidak dikenal",
        "'paid' tidak dikenal",
    ):
        assert word in found


def test_a_header_that_means_an_unknown_field_beside_others_is_told_once(tmp_path: Path) -> None:
    for name in ("entities", "vocabularies"):
        copytree(HERE / name, tmp_path / name)
    dictionary = tmp_path / "entities" / "dictionary.yml"
    dictionary.write_text(
        dictionary.read_text("utf-8").replace("\n  village_code_source: {", "\n  village: {"), "utf-8"
    )
    with pytest.raises(CatalogueError) as told:
        load_catalogue(root=tmp_path)
    assert told.value.problems == (f"{dictionary}: meant_beside: 'village' tidak ada di dictionary.yml",)


def test_yaml_that_is_none_says_the_line(tmp_path: Path) -> None:
    assert "agency.yml:2: kolom 8: bukan YAML" in problems_of(declare(tmp_path, "agency: x\nname: y: z\n"))[0]


def test_changes_hold_from_their_semester_on(tmp_path: Path) -> None:
    root = declare(
        tmp_path,
        """
agency: dinas_x
name: Dinas X
tables:
  aid: {feeds: enrolment_records, files: ["*"], columns: {nik: [A]}, changes: {2018-S1: {columns: {nik: [B]}}}}
""",
    )
    table = load_catalogue((root,)).agencies["dinas_x"].agency.tables["aid"]
    assert [table.at(Semester.parse(s)).columns["nik"] for s in ("2017-S2", "2018-S1", "2019-S2")] == [
        ("A",),
        ("B",),
        ("B",),
    ]


def test_the_city_has_22_kelurahan_with_both_codes() -> None:
    rows = [r for r in load_catalogue().region_rows() if r["region_level"] == "village"]
    assert len(rows) == 22
    assert len({r["bps_code"] for r in rows}) == 22


def test_the_region_list_agrees_with_the_public_crosswalk() -> None:
    path = Path(__file__).parents[4] / "shared/real_inputs/regions/crosswalk_bps2020_kemendagri2025_parepare.csv"
    if not path.exists():
        pytest.skip("the folder of real inputs is not here")
    known = {r["region_code"]: (r["bps_code"], r["region_name"]) for r in load_catalogue().region_rows()}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            assert known[row["kemendagri_code"]] == (row["bps_code"], row["kemendagri_name"])


SHIPPED = """\
agency: dinas_x
name: Dinas X
tables:
  aid:
    feeds: enrolment_records
    files: ["*aid*"]
    required: [nik, full_name]
    columns: {nik: ["NIK PENERIMA"], card_no: ["NOMOR"]}
    ignore: ["KODE"]
    receipt: {status: {in: [active]}}
    changes: {2018-S1: {columns: {nik: ["NIK KPM"]}}}
"""
CITY = """\
agency: dinas_x
programmes: {PEKKA: {label: Pekka, unit: family}}
tables:
  aid:
    columns: {nik: ["NO INDUK", "KODE"], source_person_id: ["NOMOR"]}
    values: {status_text: {DITUNDA: inactive}}
    receipt: {status: {not: [rejected]}, words: {UNCLEAN: true}}
  pekka: {feeds: enrolment_records, programme: PEKKA, files: ["*pekka*"]}
"""


def test_a_city_adds_to_what_is_shipped_and_replaces_rules(tmp_path: Path) -> None:
    roots = (declare(tmp_path / "shipped", SHIPPED), declare(tmp_path / "city", CITY))
    catalogue = load_catalogue(roots)
    folder = catalogue.agencies["dinas_x"]
    aid = folder.agency.tables["aid"]
    assert folder.agency.name == "Dinas X"
    assert aid.columns == {"nik": ("NO INDUK", "KODE", "NIK PENERIMA"), "card_no": (), "source_person_id": ("NOMOR",)}
    assert (aid.ignore, aid.files, aid.required) == ((), ("*aid*",), ("nik", "full_name"))
    assert (aid.receipt.status, aid.receipt.words) == ({"not": ("rejected",)}, {"UNCLEAN": True})
    assert aid.at(Semester.parse("2018-S1")).columns["nik"] == ("NO INDUK", "KODE", "NIK KPM")
    assert folder.agency.tables["pekka"].programme == "PEKKA"
    assert catalogue.programmes["PEKKA"].unit == "family"
    assert [layer.path for layer in folder.layers] == [root / "dinas_x" / "agency.yml" for root in roots]


def test_a_fault_of_an_overlay_names_the_overlay(tmp_path: Path) -> None:
    city = CITY.replace("inactive", "ditunda").replace("pekka: {feeds", "pekka: {feds")
    root = declare(tmp_path / "city", city)
    shipped = declare(tmp_path / "shipped", SHIPPED)
    with pytest.raises(CatalogueError) as told:
        load_catalogue((shipped, root))
    path = root / "dinas_x" / "agency.yml"
    assert sorted(told.value.problems) == [
        f"{path}:8: tables.pekka.feds: kunci tidak dikenal; mungkin maksudnya 'feeds'",
        f"{path}:8: tables.pekka.feeds: kunci wajib tidak ada",
    ]
    path.write_text(CITY.replace("inactive", "ditunda"), "utf-8")
    with pytest.raises(CatalogueError) as told:
        load_catalogue((shipped, root))
    assert told.value.problems == (
        f"{path}:6: tables.aid.values: 'ditunda' tidak dikenal; "
        "yang ada: active, nominated, inactive, graduated, rejected",
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("constants: {benefit_type: uang}", "constants: 'uang' tidak dikenal; yang ada: "),
        ("receipt: {status: {in: [paid]}}", "receipt: 'paid' tidak dikenal; yang ada: active, nominated, "),
        ("values: {sex: {pria: M}}", "values: 'M' tidak dikenal; yang ada: L, P"),
        ("values: {address: {x: y}}", "values: isian 'address' tidak memakai kode"),
    ],
)
def test_codes_of_a_declaration_are_checked_when_it_loads(said: str, expected: str, tmp_path: Path) -> None:
    text = f"agency: dinas_x\nname: X\ntables:\n  aid: {{feeds: enrolment_records, files: ['*'], {said}}}\n"
    (problem,) = problems_of(declare(tmp_path, text))
    assert f"agency.yml:4: tables.aid.{expected}" in problem


def ruling(kind: Kind, subject: str, answer: str, field: str = "") -> Ruling:
    return Ruling(kind, "dinas_x", "aid", field, subject, answer, "Sari", "2017-07-01T08:00:00+00:00", "dilihat")


def test_answers_are_one_more_layer_and_can_be_taken_back(tmp_path: Path) -> None:
    root, kept = declare(tmp_path / "shipped", SHIPPED), tmp_path / "rulings.parquet"
    keep_rulings(kept, [
        ruling("heading", "NOMOR", "family_card_no"), ruling("heading", "HOBI *)", "aside"),
        ruling("word", "Ditunda", "inactive", "status_text"), ruling("word", "Entah", "unknown", "status_text"),
        ruling("receipt", "UNCLEAN", "yes"), ruling("file", "data*.xlsx", "aid"), ruling("file", "surat.docx", "aside"),
        ruling("required", "nik", "without", "nik"),
    ])  # fmt: skip
    folder = load_catalogue((root,), rulings=kept).agencies["dinas_x"]
    aid = folder.agency.tables["aid"]
    assert aid.columns == {"nik": ("NIK PENERIMA",), "card_no": (), "family_card_no": ("NOMOR",)}
    assert (aid.ignore, aid.files) == (("HOBI )", "KODE"), ("data*.xlsx", "*aid*"))
    assert aid.values == {"status_text": {"Ditunda": "inactive"}}
    assert (aid.receipt.words, aid.required) == ({"UNCLEAN": True}, ("full_name",))
    assert folder.agency.ignore_files == ("surat.docx",)
    assert [layer.source for layer in folder.layers] == [str(root / "dinas_x" / "agency.yml"), "jawaban"]
    keep_rulings(kept, [ruling("heading", "nomor", "")])
    again = load_catalogue((root,), rulings=kept).agencies["dinas_x"].agency.tables["aid"]
    assert again.columns["card_no"] == ("NOMOR",)
    assert len(load_rulings(kept)) == 9, "nothing is lost"


def test_a_ruling_about_a_table_that_is_gone_does_no_harm(tmp_path: Path) -> None:
    root, kept = declare(tmp_path / "shipped", SHIPPED), tmp_path / "rulings.parquet"
    keep_rulings(kept, [replace(ruling("heading", "NOMOR", "nik"), table_id="gone")])
    assert len(load_catalogue((root,), rulings=kept).agencies["dinas_x"].layers) == 1


def test_every_semester_since_2015_has_a_source_that_can_be_read() -> None:
    tables = load_catalogue().agencies["bappeda"].agency.tables.values()
    sources = [table for table in tables if table.feeds == "reference_records"]
    semesters = [Semester(year, half) for year in range(2015, 2027) for half in (1, 2)]
    assert [str(each) for each in semesters if not any(table.is_in_force(each) for table in sources)] == []


def test_a_list_may_only_be_joined_with_one_that_is_there_by_a_number_that_both_have(tmp_path: Path) -> None:
    members = "feeds: reference_records, snapshot: X, files: [a]"
    tables = f"a: {{{members}, join: {{table: b, by: nik}}}}, b: {{feeds: reference_families, snapshot: X, files: [b]}}"
    folder = tmp_path / "kota"
    folder.mkdir()
    (folder / "agency.yml").write_text(
        f"agency: kota\nname: Kota\ntables: {{{tables}, c: {{{members}, join: {{table: d, by: nik}}}}}}\n"
    )
    with pytest.raises(CatalogueError) as caught:
        load_catalogue((tmp_path,))
    assert [problem.split(": ", 1)[1] for problem in caught.value.problems] == [
        "tables.a.join: isian 'nik' tidak ada di reference_families",
        "tables.c.join: 'd' tidak dikenal; yang ada: a, b",
    ]


def test_a_place_named_for_one_list_is_named_for_all_that_have_places(tmp_path: Path) -> None:
    root, kept = declare(tmp_path / "shipped", SHIPPED), tmp_path / "rulings.parquet"
    place = replace(
        ruling("word", "Kp. Tengah", "73.72.02.1004", "village_name"), agency_id="dinas_y", table_id="other"
    )
    keep_rulings(kept, [place, ruling("word", "Kp. Hulu", "unknown", "village_name")])
    assert load_catalogue((root,), rulings=kept).agencies["dinas_x"].agency.tables["aid"].values == {
        "village_name": {"Kp. Tengah": "73.72.02.1004"}
    }
    keep_rulings(kept, [ruling("word", "Kp. Tengah", "73.72.02.1003", "village_name")])
    own = load_catalogue((root,), rulings=kept).agencies["dinas_x"].agency.tables["aid"].values
    assert own == {"village_name": {"Kp. Tengah": "73.72.02.1003"}}, "the list's own answer goes first"
