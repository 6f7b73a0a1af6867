"""Lists as offices of other cities send them: by month, with forms, places of Papua, names of columns shortened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations.rules import rules_for
from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.declarations.rulings import EVERY, Ruling, as_declaration
from ingest.drafting.questions import open_questions
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission
from tests.support.sheets import Rows, write_xlsx
from tests.unit.ingest.test_headings import mapped
from tests.unit.ingest.test_intake import House

SEMESTER = "2017-S1"
NIKS = [f"77720{day:02d}107800{number:02d}1" for number, day in enumerate(range(11, 26), 11)]
FORM: Rows = [["ID Program", None], ["Nama Program", "Sembako"], ["Asal Dana", "APBD"], ["Keterangan", "Hibah"]]


@pytest.fixture
def house(tmp_path: Path) -> House:
    store = Store(tmp_path / "home")
    return House(store, Ledger(store.ledger_url), load_catalogue())


def receivers(count: int = 12) -> Rows:
    return [["Nama", "NIK"], *(["SITI UJI " + "ABCDEFGHIJKLMNO"[at], NIKS[at]] for at in range(count))]


def taken_in(house: House, agency_id: str = "dinsos") -> Submission:
    (one,) = conform_agency(house.store, house.ledger, house.catalogue, SEMESTER, agency_id)
    return one


def codes(one: Submission) -> set[str]:
    return {problem.code for problem in one.problems}


def test_a_person_on_the_sheets_of_two_months_is_paid_twice_and_no_repetition(house: House) -> None:
    write_xlsx(house.inbox("dinsos") / "BPNT.xlsx", {"JANUARI": receivers(), "Peb 2017": receivers()})
    one = taken_in(house)
    rows = pq.read_table(one.parquet(house.store))
    assert (len(rows), sorted(set(rows["cycle"].to_pylist()))) == (24, ["JANUARI", "Peb 2017"])
    assert "NIK-007" not in codes(one)


def test_a_person_twice_in_one_month_is_a_repetition(house: House) -> None:
    write_xlsx(house.inbox("dinsos") / "BPNT.xlsx", {"JANUARI": [*receivers(), receivers()[1]]})
    assert "NIK-007" in codes(taken_in(house))


def test_a_sheet_of_labels_and_values_holds_nothing(house: House) -> None:
    write_xlsx(house.inbox("dinsos") / "KKS.xlsx", {"Program": FORM, "Peserta": receivers()})
    one = taken_in(house)
    assert (one.holding, one.rows_accepted, one.furniture["note"]) == ((), 12, 4)
    assert [(p.sheet, p.cell) for p in one.problems if p.code == "TAB-014"] == [("Program", "A1:B4")]


def test_two_columns_of_people_are_no_form(house: House) -> None:
    people: Rows = [["SITI", "JL. UJI 1"], ["BASO", "JL. UJI 2"], ["ANDI", "JL. UJI 3"], ["TANG", "JL. UJI 4"]]
    write_xlsx(house.inbox("dinsos") / "KKS.xlsx", {"Peserta": receivers(), "Lain": people})
    assert taken_in(house).holding == ("TAB-001",)


def test_places_are_known_by_the_words_of_every_province() -> None:
    read = mapped("NM PST", "N I K", "KEL/KMP", "DISTRIK").fields
    assert (read["full_name"], read["nik"], read["village_name"], read["district_name"]) == (0, 1, 2, 3)
    assert mapped("NAMA", "Data Diri / No. Kartu Kel.").fields["family_card_no"] == 1
    beside = mapped("NAMA", "NIK", "Kampung", "Distrik").fields
    assert (beside["village_name"], beside["district_name"]) == (2, 3)
    assert "village_name" not in mapped("NAMA", "NIK", "Kampung", "Kecamatan").fields, "a hamlet on Java"


@pytest.mark.parametrize("title", ["KAMPUNG : LAPADDE   DISTRIK : UJUNG", "Kelurahan : Lapadde Distrik : Ujung"])
def test_a_title_names_a_kampung_and_its_distrik(house: House, title: str) -> None:
    write_xlsx(house.inbox("dinsos") / "KKS.xlsx", {"Sheet1": [[title], [None], *receivers()]})
    rows = pq.read_table(taken_in(house).parquet(house.store))
    assert set(zip(rows["village_code"].to_pylist(), rows["district_code"].to_pylist(), strict=True)) == {
        ("73.72.02.1004", "73.72.02")
    }


def test_a_file_in_which_nothing_of_its_list_stands_is_asked_about(house: House) -> None:
    write_xlsx(house.inbox("bag_ekonomi") / "Rastra RT 1.xlsx", {"RT": [["NO", "NAMA"], [1, "SITI"], [2, "BASO"]]})
    one = taken_in(house, "bag_ekonomi")
    asked = open_questions([one], house.catalogue, {})
    assert [(each.kind, each.holds, dict(each.options)["aside"]) for each in asked] == [
        ("file", True, "Abaikan berkas ini")
    ]


def test_an_unknown_column_holds_a_list_that_lacks_what_it_may_be(house: House) -> None:
    rows = receivers()
    write_xlsx(
        house.inbox("dinsos") / "KKS.xlsx",
        {"KKS": [["Xyzzy", "NIK", "Ke", "Alamat", "RT"], *([*row, 7, "JL. UJI", "001"] for row in rows[1:])]},
    )
    asked = {each.subject: each.holds for each in open_questions([taken_in(house)], house.catalogue, {})}
    assert (asked["Xyzzy"], asked["Ke"]) == (True, False)


def repeating(house: House) -> Submission:
    write_xlsx(house.inbox("dinsos") / "KKS.xlsx", {"KKS": [*receivers(), *receivers()[1:]]})
    return taken_in(house).with_status("held", ("NIK-105",))


def asks_of_repeats(one: Submission, catalogue: Catalogue) -> bool:
    return "NIK-105" in {rule.code for rule in rules_for(one, catalogue)}


def test_repeated_numbers_are_asked_about_and_stand_in_that_file_once_people_say_so(house: House) -> None:
    one = repeating(house)
    (question,) = (each for each in open_questions([one], house.catalogue, {}) if each.kind == "repeats")
    assert (question.holds, [answer for answer, _ in question.options]) == (True, [EVERY])
    ruling = Ruling("repeats", "dinsos", "kks", "nik", question.subject, EVERY, "Sari", "", "dua kali cair")
    folder = house.catalogue.agencies["dinsos"]
    layer = as_declaration([ruling], "dinsos", {"tables": {"kks": {}}})["tables"]["kks"]
    table = folder.agency.tables["kks"].model_copy(update={"told_repeats": tuple(layer["told_repeats"])})
    tables = {**folder.agency.tables, "kks": table}
    told = replace(folder, agency=folder.agency.model_copy(update={"tables": tables}))
    ruled = replace(house.catalogue, agencies={**house.catalogue.agencies, "dinsos": told})
    assert (asks_of_repeats(one, house.catalogue), asks_of_repeats(one, ruled)) == (True, False)
    assert asks_of_repeats(replace(one, file_sha256="f" * 64), ruled), "another file is asked as before"


def test_the_title_of_a_part_fills_the_field_that_it_names(house: House) -> None:
    head, *people = receivers()
    part: Rows = [["KEJURUAN : MENJAHIT", None, None], *([at, *row] for at, row in enumerate(people[:6], 1))]
    other: Rows = [["KEJURUAN : LAS", None, None], *([at, *row] for at, row in enumerate(people[6:], 1))]
    write_xlsx(house.inbox("disnaker") / "pelatihan.xlsx", {"BLK": [["NO", *head], *part, *other]})
    rows = pq.read_table(taken_in(house, "disnaker").parquet(house.store))
    assert rows["component"].to_pylist() == ["MENJAHIT"] * 6 + ["LAS"] * 6


@pytest.mark.parametrize(("stated", "told"), [(0, False), (1_100_000, True)])
def test_a_sum_of_nothing_below_amounts_was_never_calculated(house: House, stated: int, told: bool) -> None:
    head, *people = receivers()
    rows: Rows = [[*head, "Nominal"], *([*row, 100_000] for row in people), ["JUMLAH", None, stated]]
    write_xlsx(house.inbox("dinsos") / "KKS.xlsx", {"KKS": rows})
    assert ("TAB-006" in codes(taken_in(house))) is told


def test_the_letters_of_pisat_are_relations_in_a_list_of_bpjs(house: House) -> None:
    head, *people = receivers(5)
    rows: Rows = [[*head, "PISAT"], *([*row, "PISAT"[at]] for at, row in enumerate(people))]
    write_xlsx(house.inbox("dinkes") / "PBI.xlsx", {"PBI": rows})
    read = pq.read_table(taken_in(house, "dinkes").parquet(house.store))
    assert read["relation_head"].to_pylist() == ["head", "spouse", "spouse", "child", "other"]
