"""The answers follow from the truth tables by other means than the code that wrote them."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import yaml

from ingest.semester import Semester

from .conftest import Town

CUT = {"KKS": 25, "PKH": 25, "BPNT": 25, "CBP": 25, "PIP": 40, "PBI_JK": 40, "TRAINING": 40, "UMKM": 40, "RTLH": 40}
OF_PERSONS = {"PIP", "PBI_JK", "TRAINING", "UMKM"}


def outcomes(town: Town, semester: str, code: str) -> tuple[int, int, int]:
    """In target, out of target, not found: distinct units, counted from receipts and persons."""
    persons = town.table("persons").query("semester == @semester")
    received = town.table("receipts").query("semester == @semester and programme_code == @code and is_receipt")
    key = "true_person_id" if code in OF_PERSONS else "true_family_id"
    listed = persons[persons["reference_percentile"] > 0].groupby(key)["reference_percentile"].min()
    rank = listed.reindex(received[key].unique())
    return int((rank <= CUT[code]).sum()), int((rank > CUT[code]).sum()), int(rank.isna().sum())


def test_targeting_counts_follow_from_receipts_and_persons(town: Town) -> None:
    answers = town.table("answers_targeting")
    assert len(answers) == 2 * len(CUT)
    for line in answers.itertuples():
        expected = outcomes(town, line.semester, line.programme_code)
        assert (line.in_target, line.out_of_target, line.not_found) == expected


def test_all_three_outcomes_occur_in_every_large_programme(town: Town) -> None:
    large = town.table("answers_targeting").query("programme_code in ['KKS', 'PKH', 'BPNT', 'CBP', 'PIP', 'PBI_JK']")
    assert (large[["in_target", "out_of_target", "not_found"]] > 0).all(axis=None)
    missed = large["target_units"] - large["in_target"]
    assert (missed > 0).all()


def test_overlap_counts_families_with_both_programmes(town: Town) -> None:
    received = town.table("receipts").query("is_receipt")
    for semester, lines in town.table("answers_overlap").groupby("semester"):
        families = received[received["semester"] == semester].groupby("programme_code")["true_family_id"].agg(set)
        expected = {(a, b): len(families[a] & families[b]) for a, b in combinations(sorted(CUT), 2)}
        found = {(line.programme_a, line.programme_b): line.families for line in lines.itertuples()}
        assert found == expected
        assert found["KKS", "PKH"] > 10


def test_rastra_figures_are_those_of_its_file(town: Town) -> None:
    answers = town.table("answers_allocations").query("semester == '2017-S1'").reset_index(drop=True)
    rows = town.sheets("2017-S1", "bag_ekonomi", "Rastra 2017-S1.xlsx")["Rastra"]
    data = [row for row in rows if isinstance(row[0], float)]
    assert len(data) == len(answers) == 22
    assert [row[3] for row in data] == answers["quota_count"].tolist()
    assert [row[4] for row in data] == answers["quota_kg"].tolist()
    assert [row[5] for row in data] == answers["realised_kg"].tolist()
    assert (answers["quota_kg"] == 15 * answers["quota_count"]).all()
    assert (answers["realised_kg"] < answers["quota_kg"]).any()


def test_paid_amounts_are_on_the_lists(town: Town) -> None:
    receipts = town.table("receipts").query("semester == '2017-S1'")
    amounts = receipts.groupby("programme_code")["amount_idr"].agg(["min", "max", "count"])
    assert amounts.loc["PKH", ["min", "max"]].tolist() == [1_000_000, 1_000_000]
    assert amounts.loc["PIP", ["min", "max"]].tolist() == [225_000, 750_000]
    assert amounts.loc["KKS", "count"] == 0
    stated = town.table("files").query("table_id == 'pkh' and semester == '2017-S1'")["stated_total"].item()
    assert receipts.query("programme_code == 'PKH'")["amount_idr"].sum() == stated


def test_a_receipt_is_a_receipt_in_the_rows_too(town: Town) -> None:
    """Distinct persons with a receipt row of a list are those of the answers; a rejected row is no evidence."""
    tables = {"kks": "KKS", "pkh": "PKH", "bpnt": "BPNT", "pip": "PIP", "pbi_jk": "PBI_JK", "training": "TRAINING"}
    rows, receipts = town.table("rows"), town.table("receipts")
    for table, code in tables.items():
        listed = rows[(rows["table_id"] == table) & (rows["is_receipt"] == True)]  # noqa: E712  (nulls in the column)
        paid = receipts[(receipts["programme_code"] == code) & receipts["is_receipt"]]
        for semester in ("2017-S1", "2017-S2"):
            in_rows = set(listed[listed["semester"] == semester]["true_person_id"])
            assert in_rows == set(paid[paid["semester"] == semester]["true_person_id"]), (table, semester)
    assert (rows[rows["table_id"] == "dapodik"]["is_receipt"] != True).all()  # noqa: E712


def test_most_receivers_stay_and_some_change(town: Town) -> None:
    receipts = town.table("receipts").query("programme_code == 'KKS'")
    before, after = (set(receipts[receipts["semester"] == s]["true_person_id"]) for s in ("2017-S1", "2017-S2"))
    assert 0.85 < len(before & after) / len(before) < 0.98
    assert after - before


def test_a_graduate_stands_on_the_list_once_more_and_is_not_paid(town: Town) -> None:
    receipts = town.table("receipts").set_index(["semester", "programme_code"])
    graduates = receipts[receipts["is_graduated"]]
    assert set(graduates.index) == {("2017-S2", "KKS"), ("2017-S2", "PKH")}
    for (_, code), lines in graduates.groupby(level=[0, 1]):
        before, after = (receipts.loc[(semester, code)] for semester in ("2017-S1", "2017-S2"))
        assert set(lines["true_person_id"]) <= set(before["true_person_id"])
        assert not set(lines["true_family_id"]) & set(after[after["is_receipt"]]["true_family_id"])
        assert not lines["is_receipt"].any()
        assert not lines["amount_idr"].fillna(0).any()


def test_who_is_named_and_not_decided_is_no_receiver(town: Town) -> None:
    receipts = town.table("receipts")
    nominees = receipts[receipts["is_nominated"]]
    assert set(nominees["programme_code"]) == {"PIP", "TRAINING"}
    assert not nominees["is_receipt"].any()
    pupils = receipts[receipts["programme_code"] == "PIP"]
    assert (pupils["is_nominated"] == ~pupils["is_receipt"]).all()


def test_some_are_insured_by_the_city_and_by_the_state(town: Town) -> None:
    rows = town.table("rows").query("table_id == 'pbi_jk' and kind == 'data'")
    payers = rows.groupby(["semester", "true_person_id"])["segment"].agg(["nunique", "size"])
    assert set(rows["segment"]) == {"PBI APBD", "PBI APBN"}
    both = payers[payers["nunique"] > 1]
    assert set(both["size"]) == {2}
    assert set(both.index.get_level_values(0)) == {"2017-S1", "2017-S2"}


def test_courses_and_houses_go_to_other_people_each_semester(town: Town) -> None:
    receipts = town.table("receipts")
    for code in ("TRAINING", "RTLH", "UMKM"):
        listed = receipts[receipts["programme_code"] == code].groupby("semester")["true_person_id"].agg(set)
        assert len(listed["2017-S1"] & listed["2017-S2"]) < len(listed["2017-S1"]) / 3


def test_the_letter_names_the_file_that_was_agreed(town: Town) -> None:
    files = town.table("files")
    bdt = files[files["table_id"] == "bdt_2015"]
    assert bdt["semester"].tolist() == ["2017-S1"]
    for semester in ("2017-S1", "2017-S2"):
        letter = yaml.safe_load((town.home / "inbox" / semester / "agreed_source.yml").read_text())
        assert letter["file_sha256"] == bdt["sha256"].item()
        assert letter["snapshot"] == "BDT-2015"
        assert letter["target"]["RASTRA"] == {"max_percentile": 25}
        assert {code: rule["max_percentile"] for code, rule in letter["target"].items() if code in CUT} == CUT
        day = pd.Timestamp(letter["letter_date"]).date()
        assert Semester.containing(day) == Semester.parse(semester)


def test_the_reference_percentile_is_what_bdt_says(town: Town) -> None:
    rows = town.table("rows").query("table_id == 'bdt_2015' and kind == 'data'")
    sheet = town.sheets("2017-S1", "bappeda", "BDT 2015 Kota Parepare.xlsx")["BDT 2015"]
    stated = [int(sheet[number - 1][77]) for number in rows["row_number"]]
    persons = town.table("persons").query("semester == '2017-S1'").set_index("true_person_id")
    assert persons.loc[rows["true_person_id"], "reference_percentile"].tolist() == stated
    assert len(rows.drop_duplicates("true_person_id")) == (persons["reference_percentile"] > 0).sum() == len(rows)
