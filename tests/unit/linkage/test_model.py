"""The model: its weights fit its comparisons, our SQL and Splink give one number, and what the rung makes of it."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import duckdb
import pytest

from linkage import training
from linkage.evidence import agreement, names
from linkage.model import candidates, load, scored, settings
from linkage.model.blocking import RULES
from linkage.model.comparisons import COLUMNS, COMPARISONS
from linkage.model.weights import Chances, parse, render
from linkage.rungs import probable
from tests.unit.linkage.conftest import KEY, Bench
from tests.unit.linkage.town import card, nik, registry, row

pytestmark = pytest.mark.slow

BORN = date(2005, 3, 9)
HERS = nik(BORN, "P", 1)
SLIPPED = nik(BORN, "P", 21)
HOME = {"village_code": "73.72.01.1004", "rt": "003", "rw": "002"}

# name, number, dates, birth year, sex, cards, houses, neighbourhoods, villages, mother
PEOPLE = [
    ("HASNAH PUTRI", HERS, ["090305"], 2005, "P", [1], [1], [1], ["A"], "JUMRIAH"),
    ("HASNA PUTRI", None, ["090305"], 2005, "P", [], [], [1], ["A"], "DJUMRIA"),
    ("HASNAH", SLIPPED, [], 2005, "P", [2], [2], [2], ["A"], None),
    ("MAKMUR", None, [], 1990, None, [1], [], [], [], "HASNAH"),
    ("ROSDIANA", nik(BORN, "P", 2), ["090305"], 2006, "P", [], [3], [3], ["B"], "JUMRIAH"),
    ("HASNAH PUTRA", None, ["080305"], 2002, "L", [], [], [], ["A"], "JUMRIATI"),
]


@pytest.fixture
def people() -> duckdb.DuckDBPyConnection:
    """`PEOPLE` as profiles, and `pairs` of all of them."""
    connection = duckdb.connect()
    agreement.define(connection)
    connection.register("features", names.feature_table(sorted({n for p in PEOPLE for n in (p[0], p[-1]) if n})))
    connection.execute("CREATE TABLE forms AS SELECT name_key, features AS name FROM features")
    connection.execute(
        "CREATE TABLE given (node INTEGER, name_key VARCHAR, number VARCHAR, dates VARCHAR[], birth_year INTEGER,"
        " sex VARCHAR, cards BIGINT[], houses UBIGINT[], neighbourhoods UBIGINT[], villages VARCHAR[], mother_key TEXT)"
    )
    for node, values in enumerate(PEOPLE):
        connection.execute("INSERT INTO given VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [node, *values])
    connection.execute(
        "CREATE TABLE profiles AS SELECT given.* EXCLUDE (name_key, mother_key), node AS label, forms.name,"
        " 0.0001 * node AS name_share, mothers.name AS mother, CASE WHEN false THEN mothers.name END AS head, 1 AS one"
        " FROM given LEFT JOIN forms USING (name_key) LEFT JOIN forms AS mothers ON mothers.name_key = mother_key;"
        "CREATE TABLE clusters AS SELECT node, node AS label FROM profiles;"
        "CREATE TABLE pairs AS SELECT a.node AS node_a, b.node AS node_b"
        " FROM profiles AS a INNER JOIN profiles AS b ON a.node < b.node"
    )
    return connection


def test_our_score_is_splink_s(people: duckdb.DuckDBPyConnection) -> None:
    from splink import DuckDBAPI, Linker, block_on

    people.execute(scored.statement("pairs", load(), 1000))
    made = settings(load(), persons=1000)
    made.blocking_rules_to_generate_predictions = [block_on("one")]
    linker = Linker(DuckDBAPI(people).register("profiles"), made, log_level="ERROR")
    found = linker.inference.predict().physical_name
    both = people.execute(
        "SELECT scored.match_weight, splinks.match_weight, scored.match_probability, splinks.match_probability"
        f" FROM scored JOIN {found} AS splinks ON node_a = node_l AND node_b = node_r"
    ).fetchall()
    assert len(both) == 15
    for ours, theirs, our_chance, their_chance in both:
        assert ours == pytest.approx(theirs)
        assert our_chance == pytest.approx(their_chance)
    assert len({round(ours, 6) for ours, *_ in both}) > 10


def test_two_of_one_city_are_chosen_among_its_persons_and_others_among_the_land_s(
    people: duckdb.DuckDBPyConnection,
) -> None:
    """Four times as many persons to choose from are two bits less."""
    people.execute("ALTER TABLE profiles ADD COLUMN cities VARCHAR[]")
    people.execute("UPDATE profiles SET cities = CASE WHEN node < 2 THEN ['73.72'] ELSE ['73.73', '73.74'] END")
    found = []
    for land in (None, 4000):
        people.execute(scored.statement("pairs", load(), 1000, land))
        found.append(people.execute("SELECT node_a, node_b, match_weight FROM scored ORDER BY ALL").fetchall())
    for (node_a, node_b, alone), (*_, beside) in zip(*found, strict=True):
        assert alone - beside == pytest.approx(2 if node_a < 2 <= node_b else 0, abs=0.01)


def test_what_a_side_does_not_know_is_no_evidence(people: duckdb.DuckDBPyConnection) -> None:
    people.execute(scored.statement("pairs", load(), 1000))
    found = people.execute(
        "SELECT weight_sex, weight_mother, weight_home > 0 FROM scored WHERE node_a = 2 AND node_b = 3"
        " UNION ALL SELECT weight_sex, weight_mother, weight_home > 0 FROM scored WHERE node_a = 0 AND node_b = 3"
    ).fetchall()
    assert found[0][:2] == (0, 0)
    assert found[1][0] == 0
    assert found[1][1] < 0
    assert found[1][2]


def test_a_slipped_number_and_its_date_are_one_fact(people: duckdb.DuckDBPyConnection) -> None:
    people.execute(scored.statement("pairs", load(), 1000))
    weights = dict(people.execute("SELECT node_b, weight_identity FROM scored WHERE node_a = 0").fetchall())
    of = load().of("identity")
    assert weights == {1: of["same_date"], 2: of["slip_same_date"], 3: of["other"], 4: of["slip_same_date"],
                       5: of["near_date"]}  # fmt: skip


NUMBER = "7772014903050001"  # a girl of 9 March 2005: day and forty
ONE_OFF, TWO_OFF = "7772014903050021", "7772014903050032"
DATE_OFF = "7772014903150001"
IDENTITIES = [  # number, date; number, date; level
    (NUMBER, "090305", NUMBER, "090305", "same_number_and_date"),
    (NUMBER, "090305", NUMBER, "110471", "same_number"),
    (NUMBER, "090305", NUMBER, None, "same_number"),
    (NUMBER, "090305", ONE_OFF, "090305", "slip_same_date"),
    (NUMBER, None, ONE_OFF, "090305", "slip_same_date"),
    (NUMBER, "090305", DATE_OFF, "090305", "slip_same_date"),
    (NUMBER, "090305", ONE_OFF, "090306", "slip"),
    (NUMBER, "090305", ONE_OFF, "110471", "other"),
    (NUMBER, None, DATE_OFF, "090305", "slip"),
    (NUMBER, "090305", TWO_OFF, "090305", "two_slips_same_date"),
    (NUMBER, "090305", TWO_OFF, "110471", "other"),
    (NUMBER, "090305", None, "090305", "same_date"),
    (None, "090305", None, "080305", "near_date"),
    (None, "090305", None, "030905", "near_date"),  # the day read as the month
    (None, "090305", None, "050903", "other"),
]
NAMES = [
    ("HASNAH PUTRI", "PUTRI HASNAH", "same_rare"),
    ("HASNAH PUTRI", "HASNA PUTRU", "near"),
    ("HASNAH", "HASNAH DEWI PUTRI", "weak"),
    ("HASNAH PUTRI", "HASNAH DEWI", "one_word"),
    ("HASNAH PUTRI", "DEWI HASNA", "one_word"),
    ("HASNAH PUTRI", "ROSDIANA DEWI", "other"),
]


def level_of(connection: duckdb.DuckDBPyConnection, field: str, pair: str) -> str:
    """The level of `field` at which the one row of the SQL `pair` stands."""
    [comparison] = [one for one in COMPARISONS if one.field == field]
    numbered = {name: float(place) for place, name in enumerate(comparison.level_names)}
    [(place,)] = connection.execute(f"SELECT {comparison.case(numbered, -1.0)} FROM ({pair})").fetchall()
    return comparison.level_names[int(place)]


@pytest.mark.parametrize(
    ("number", "day", "other_number", "other_day", "level"),
    IDENTITIES,
    ids=[f"{case[-1]}-{place}" for place, case in enumerate(IDENTITIES)],
)
def test_number_and_date_agree_as_one_fact(
    people: duckdb.DuckDBPyConnection,
    number: str | None,
    day: str | None,
    other_number: str | None,
    other_day: str | None,
    level: str,
) -> None:
    def side(end: str, one: str | None, day: str | None) -> str:
        dates, year = (f"['{day}']", f"{1900 + int(day[-2:])}") if day else ("[]::VARCHAR[]", "NULL::INTEGER")
        text = f"'{one}'" if one else "NULL::VARCHAR"
        return f"{text} AS number_{end}, {dates} AS dates_{end}, {year} AS birth_year_{end}"

    one, other = (number, day), (other_number, other_day)
    for left, right in ((one, other), (other, one)):
        assert level_of(people, "identity", f"SELECT {side('l', *left)}, {side('r', *right)}") == level


@pytest.mark.parametrize(("name", "other", "level"), NAMES)
def test_one_of_two_names_alone_is_less_than_a_part_of_the_name(name: str, other: str, level: str) -> None:
    with duckdb.connect() as connection:
        agreement.define(connection)
        connection.register("features", names.feature_table([name, other]))
        pair = (
            "SELECT one AS name_l, other AS name_r, 0.0 AS name_share_l, 0.0 AS name_share_r"
            " FROM features AS one, features AS other WHERE one.name_id = {} AND other.name_id = {}"
        )
        assert [level_of(connection, "name", pair.format(*both)) for both in ((0, 1), (1, 0))] == [level, level]


def test_true_pairs_among_those_drawn_at_random_are_taken_out() -> None:
    found = {"sex": {"same": Chances(0.9, 0.5), "other": Chances(0.1, 0.5)}}
    [(field, cleared)] = training.without_true_pairs(found, 0.2).items()
    assert (field, list(cleared)) == ("sex", ["same", "other"])
    assert [round(pair.u, 9) for pair in cleared.values()] == [0.4, 0.6]  # (0.5 - 0.2 * 0.9) / 0.8
    assert [pair.m for pair in cleared.values()] == [0.9, 0.1]
    rare = training.floored(training.without_true_pairs({"sex": {"same": Chances(1.0, 0.1)}}, 0.2))
    assert rare["sex"]["same"] == Chances(1.0, training.LEAST_CHANCE)


def test_training_lays_one_half_of_the_lists_beside_the_other(bench: Bench) -> None:
    """One list stands without its numbers; of its 2 x 3 pairs with the other, two are of one person by rung 1."""
    girl, other = row("HASNAH PUTRI", nik=HERS, birth_date=BORN), row("ROSDIANA", nik=nik(BORN, "P", 2))
    third = row("MAKMUR", nik=nik(BORN, "L", 3))
    pip = [{**one, "table_id": "pip"} for one in (girl, other, third)]
    bench.accept("2017-S1", [girl, other, *pip])
    with duckdb.connect() as connection:
        training._prepare(connection, bench.accepted, "2017-S1", KEY)
        counted = [
            connection.execute(f"SELECT count(*), count(number) FROM {side}").fetchone()
            for side in ("looked_for", "others")
        ]
        assert counted == [(2, 0), (3, 3)]
        assert training._share_true(connection) == pytest.approx(2 / 6)


def test_the_file_of_weights_is_read_as_it_is_written() -> None:
    weights = load()
    assert parse(json.loads(render(weights))) == weights
    with pytest.raises(ValueError, match="do not fit"):
        parse({**json.loads(render(weights)), "comparisons": {}})


def test_every_level_speaks_for_or_against_in_the_order_of_strength() -> None:
    """The strongest level of a fact is for, `other` against, none between them stronger than the first."""
    for comparison in COMPARISONS:
        bits = list(load().of(comparison.field).values())
        assert list(load().of(comparison.field)) == list(comparison.level_names)
        assert bits[0] == max(bits) > 0 > bits[-1]


def test_the_prior_is_one_among_all() -> None:
    weights = dataclasses.replace(load(), found_share=0.4)
    assert (weights.prior(100_000), weights.prior(0)) == (4e-6, 0.4)


def test_every_rule_says_why_and_reads_what_there_is() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(len(rule.reason) > 20 for rule in RULES)
    assert set(COLUMNS) >= {"name", "number", "dates"}


# --- the rung ---


def test_a_number_unknown_to_the_registry_is_a_slip_of_the_right_one(bench: Bench) -> None:
    answer = registry(
        "HASNAH PUTRI", nik=SLIPPED, registry_status="not_found", sex="P", village_code=HOME["village_code"]
    )
    owner = row("HASNA PUTRI", nik=HERS, birth_date=BORN, sex="P", **HOME)
    links = bench.link(owner, registry=[answer])
    assert links[0]["person_id"] == links[1]["person_id"]
    assert [(line["rung"], line["evidence"]) for line in links] == [(3, "model")] * 2
    assert links[0]["score"] > load().link_from
    [pair] = bench.table("scored_pairs")
    assert {pair["record_id_a"], pair["record_id_b"]} == set(bench.ids["2017-S1"])
    assert pair["verdict"] == "linked"
    assert pair["weight_identity"] == pytest.approx(load().of("identity")["slip_same_date"])
    assert pair["weight_mother"] == 0


def test_of_two_that_fit_as_well_neither_is_taken(bench: Bench) -> None:
    stray = row("HASNAH PUTRI", birth_date=BORN, sex="P", **HOME)
    one = row("HASNAH PUTRI", nik=HERS, birth_date=BORN, sex="P", table_id="pip", **HOME)
    assert bench.persons(stray, one) == [0, 0]
    assert bench.persons(stray, one, {**one, "nik": nik(BORN, "P", 7)}) == [0, 1, 2]
    assert set(bench.conflicts()) == {"review_band"}


def test_one_whom_a_list_has_twice_is_no_rival_to_himself(bench: Bench) -> None:
    stray = row("HASNAH PUTRI", birth_date=BORN, sex="P", **HOME)
    one = row("HASNAH PUTRI", nik=HERS, birth_date=BORN, sex="P", table_id="pip", **HOME)
    assert bench.persons(stray, {**stray, "rt": "003"}, one) == [0, 0, 0]
    unlike = {**stray, "birth_date": date(BORN.year, BORN.month, BORN.day + 1)}
    assert bench.persons(stray, unlike, one)[1] == 1


def test_two_valid_numbers_two_digits_apart_are_a_question(bench: Bench) -> None:
    shared = {"birth_date": BORN, "sex": "P", "family_card_no": card(1), **HOME}
    one = row("HASNAH PUTRI", nik=HERS, **{**shared, "family_card_no": card(2)})
    other = row("HASNAH PUTRI", nik=f"{SLIPPED[:4]}8{SLIPPED[5:]}", **shared, table_id="pip")
    assert bench.persons(one, other) == [0, 1]
    assert bench.conflicts() == ["review_band"]


def test_card_house_mother_and_birthday_do_not_outvote_the_name(bench: Bench) -> None:
    twin = {"birth_date": BORN, "sex": "P", "family_card_no": card(1), "mother_name_key": "JUMRIAH", **HOME}
    assert bench.persons(row("HASNAH", nik=HERS, **twin), row("ROSDIANA", **twin, table_id="pip")) == [0, 1]
    assert bench.conflicts() == []


def test_a_key_that_half_a_kelurahan_bears_is_passed_over(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> None:
    stray = row("HASNAH PUTRI", birth_date=BORN, sex="P", **HOME)
    one = row("HASNAH PUTRI", nik=HERS, birth_date=BORN, sex="P", table_id="pip", **HOME)
    monkeypatch.setattr(candidates, "MOST_IN_BLOCK", 1)
    assert bench.persons(stray, one) == [0, 1]


def test_the_margin_is_what_decides(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> None:
    stray = row("HASNAH PUTRI", birth_date=BORN, sex="P", **HOME)
    right = row("HASNAH PUTRI", nik=HERS, birth_date=BORN, sex="P", table_id="pip", **HOME)
    near = row("HASNAH PUTRO", nik=nik(BORN, "P", 7), birth_date=BORN, sex="P", table_id="kip", **HOME)
    assert bench.persons(stray, right, near)[:2] == [0, 0]
    monkeypatch.setattr(probable, "MARGIN", 40.0)
    assert bench.persons(stray, right, near)[:2] == [0, 1]
