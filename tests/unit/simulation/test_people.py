"""The town itself: numbers that cannot be a living person's, families that hold together, life between semesters."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from ingest.semester import Semester
from simulation.arrays import ages, date_parts
from simulation.city import City
from simulation.identifiers import issue_cards, issue_niks
from simulation.life import FIRST_DAY, first_city, live_through
from simulation.regions import load_regions
from simulation.traits import SD, SMA, SMP, nisn, schooling

from .conftest import Town

SEMESTER = "2017-S2"


@pytest.fixture
def residents(town: Town) -> pd.DataFrame:
    persons = town.table("persons").query("semester == @SEMESTER")
    return persons[persons["is_alive"] & ~persons["moved_out"]]


def test_the_town_is_as_large_as_asked(town: Town) -> None:
    persons = town.table("persons").query("semester == '2017-S1'")
    assert (persons["is_alive"] & ~persons["moved_out"]).sum() == pytest.approx(5_000, rel=0.03)


def test_every_nik_is_of_a_province_that_does_not_exist_and_well_formed(town: Town) -> None:
    persons = town.table("persons").query("semester == @SEMESTER")
    assert persons["nik"].is_unique
    assert persons["nik"].str.fullmatch(r"77\d{14}").all()
    day, month = persons["nik"].str[6:8].astype(int), persons["nik"].str[8:10].astype(int)
    assert ((day > 40) == (persons["sex"] == "P")).all()
    assert (day % 40).between(1, 31).all()
    assert month.between(1, 12).all()
    assert (persons["nik"].str[12:] != "0000").all()


def test_a_nik_says_the_birth_date_except_where_a_court_corrected_it(town: Town) -> None:
    persons = town.table("persons").query("semester == @SEMESTER")
    birth = pd.to_datetime(persons["birth_date"])
    inside = (persons["nik"].str[6:8].astype(int) % 40).astype(str).str.zfill(2) + persons["nik"].str[8:12]
    differs = inside != birth.dt.strftime("%d%m%y")
    assert 0 < differs.mean() < 0.01


def test_a_family_card_is_of_one_family_and_all_its_members(residents: pd.DataFrame) -> None:
    assert residents["family_card_no"].str.fullmatch(r"7772\d{12}").all()
    assert residents.groupby("family_card_no")["true_family_id"].nunique().max() == 1
    assert residents.groupby("true_family_id")["family_card_no"].nunique().max() == 1
    issued = residents["family_card_no"].str[6:8].astype(int)
    assert issued.between(1, 31).all()


def test_every_family_has_one_head_who_lives_in_it(residents: pd.DataFrame) -> None:
    heads = residents[residents["relation"] == 1].groupby("true_family_id").size()
    assert (heads == 1).all()
    assert set(heads.index) == set(residents["true_family_id"])
    assert set(residents["head_person_id"]) <= set(residents["true_person_id"])
    spouses = residents[residents["relation"] == 2].groupby("true_family_id").size()
    assert spouses.max() == 1


def test_a_household_lives_in_one_place_and_some_hold_two_families(residents: pd.DataFrame) -> None:
    assert residents.groupby("true_household_id")["village_code"].nunique().max() == 1
    families = residents.groupby("true_household_id")["true_family_id"].nunique()
    assert families.max() >= 2
    assert 0.03 < (families > 1).mean() < 0.25


def test_children_have_the_mother_of_their_family(residents: pd.DataFrame) -> None:
    mothers = residents[(residents["sex"] == "P") & residents["relation"].isin([1, 2])]
    named = residents[(residents["relation"] == 3) & (pd.to_datetime(residents["birth_date"]).dt.year > 2010)]
    joined = named.merge(mothers[["true_family_id", "full_name"]], on="true_family_id", suffixes=("", "_of_mother"))
    assert (joined["mother_name"] == joined["full_name_of_mother"]).mean() > 0.9


def test_percentiles_hold_a_hundredth_of_the_people_each(residents: pd.DataFrame) -> None:
    share = residents["welfare_percentile"].value_counts(normalize=True)
    assert set(share.index) == set(range(1, 101))
    assert share.max() < 0.02
    listed = residents["reference_percentile"] > 0
    assert 0.33 < listed.mean() < 0.45
    poor = residents["welfare_percentile"] <= 20
    assert listed[poor].mean() > 0.75
    assert listed[~poor].mean() < 0.35


def test_life_brings_births_deaths_moves_and_new_cards(town: Town) -> None:
    persons = town.table("persons")
    before, after = (persons.query("semester == @s").set_index("true_person_id") for s in ("2017-S1", "2017-S2"))
    both = before.index.intersection(after.index)
    assert len(both) == len(before)
    born = after.loc[after.index.difference(before.index)]
    assert (pd.to_datetime(born["birth_date"]) > "2017-06-30").sum() >= 10
    assert (before.loc[both, "is_alive"] & ~after.loc[both, "is_alive"]).sum() >= 5
    assert (~before.loc[both, "moved_out"] & after.loc[both, "moved_out"]).sum() >= 10
    assert (before.loc[both, "family_card_no"] != after.loc[both, "family_card_no"]).sum() >= 50
    assert (before.loc[both, "village_code"] != after.loc[both, "village_code"]).sum() >= 20
    assert (before.loc[both, "true_family_id"] != after.loc[both, "true_family_id"]).sum() >= 10
    for lasting in ("nik", "full_name", "birth_date", "sex", "mother_name"):
        assert (before.loc[both, lasting] == after.loc[both, lasting]).all()
    assert not (~before.loc[both, "is_alive"] & after.loc[both, "is_alive"]).any()


@pytest.fixture(scope="module")
def city() -> City:
    city = first_city(1_500, 9, until=Semester(2016, 1))
    live_through(city, Semester(2015, 2))
    live_through(city, Semester(2016, 1))
    return city


def test_pupils_are_of_the_age_of_their_grade(city: City) -> None:
    school = schooling(city)
    age = ages(city.people.birth, date(2015, 7, 1))
    for level, youngest, oldest in ((SD, 6, 11), (SMP, 12, 14), (SMA, 15, 17)):
        at_level = school.level == level
        assert (age[at_level].min(), age[at_level].max()) == (youngest, oldest)
    assert not school.level[~city.present()].any()


def test_a_pupil_number_begins_with_the_last_digits_of_the_birth_year(city: City) -> None:
    everyone = np.arange(len(city.people))
    numbers = nisn(city, everyone)
    years, _, _ = date_parts(city.people.birth)
    assert len(set(numbers)) == len(numbers)
    assert all(number[:3] == f"{year % 1000:03d}" for number, year in zip(numbers, years, strict=True))
    assert {len(number) for number in numbers} == {10}


def test_serials_go_on_after_those_already_given() -> None:
    day = np.array(["1990-05-17", "1990-05-17", "1990-05-18"], dtype="datetime64[D]")
    place, sex = np.array([777201, 777201, 777201]), np.array([2, 2, 1])
    first = issue_niks(place, day, sex, np.zeros(0, dtype=np.int64))
    assert first.tolist() == [7772015705900001, 7772015705900002, 7772011805900001]
    assert issue_niks(place, day, sex, first).tolist() == [7772015705900003, 7772015705900004, 7772011805900002]
    assert issue_cards(np.array([777204]), day[:1], np.array([7772041705900008])).tolist() == [7772041705900009]


def test_the_city_has_its_22_kelurahan() -> None:
    regions = load_regions()
    assert len(regions.code) == 22
    assert regions.district_name.tolist() == ["Bacukiki", "Ujung", "Soreang", "Bacukiki Barat"]
    assert regions.share.sum() == pytest.approx(1)
    assert 500 < regions.neighbourhoods.sum() < 640


def test_ages_change_on_the_birthday() -> None:
    births = np.array(["2000-06-30", "2000-07-01", "2016-02-29"], dtype="datetime64[D]")
    assert ages(births, date(2017, 6, 30)).tolist() == [17, 16, 1]
    assert date(2015, 6, 30) == FIRST_DAY
