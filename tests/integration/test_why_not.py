"""Why two rows are not one person, and the corrections that would link them: each of them tried on the ladder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from linkage.explaining import neighbourhood
from linkage.explaining.why_not import EMPTIED, tell_why_not
from tests.unit.linkage import town
from tests.unit.linkage.conftest import KEY, Bench
from tests.unit.linkage.town import card, nik, row

S1 = "2017-S1"
BORN = date(1980, 8, 17)
NIK, OTHER_NIK = nik(BORN, "L", 1), nik(date(1955, 3, 4), "L", 2)
CARD = card(1)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_why_not_tells_rungs_guards_and_the_corrections_that_would_do(bench: Bench) -> None:
    """Father and son with one name on one card: NIK, birth year and all."""
    ids = bench.accept(
        S1, [row("RAHMAN", nik=NIK, family_card_no=CARD, birth_date=BORN),
             row("RAHMAN", nik=OTHER_NIK, family_card_no=CARD, birth_date=date(1955, 3, 4), table_id="pkh")],
    )  # fmt: skip
    bench.resolve()
    told = tell_why_not(bench.accepted, bench.linkage, S1, KEY, (ids[0], ids[1]))
    rungs = dict(told.rungs)
    assert (told.is_one, sorted(rungs)) == (False, [1, 2, 3, 4])
    assert rungs[1] == "NIK berbeda di 6 angka"
    assert rungs[2] == "nomor KK sama, tetapi keduanya punya NIK: nomor lain tidak ditanya"
    assert rungs[4] == "keduanya punya NIK: tidak dicari lewat keluarga"
    assert told.guards == (
        "kedua orang punya NIK sah yang berbeda", "tahun lahir kedua orang terlalu jauh (ayah dan anak?)",
    )  # fmt: skip
    assert {(one.side, one.field) for one in told.corrections} == {
        (side, field)
        for side in "AB"
        for field in ("NIK", "tanggal lahir")  # a date that disowns the row's own number
    }


def test_a_correction_is_tried_and_an_empty_cell_counts_as_one(bench: Bench) -> None:
    ids = bench.accept(
        S1, [row("RAHMAN", nik=NIK, family_card_no=CARD),
             row("RAHMAN", nik=nik(BORN, "L", 90), family_card_no=CARD, table_id="pkh"),
             row("RAHMAN", family_card_no=card(2), table_id="bpnt")],
    )  # fmt: skip
    bench.resolve()
    told = tell_why_not(bench.accepted, bench.linkage, S1, KEY, (ids[0], ids[1]))
    assert dict(told.rungs)[1] == "NIK berbeda di 2 angka"
    assert {(one.side, one.field) for one in told.corrections} == {
        (side, field) for side in "AB" for field in ("NIK", EMPTIED)
    }  # fmt: skip
    told = tell_why_not(bench.accepted, bench.linkage, S1, KEY, (ids[0], ids[2]))
    assert dict(told.rungs)[1] == "baris B tanpa NIK yang sah"
    # with B on A's card it could as well be the other RAHMAN there
    assert {(one.side, one.field, one.evidence) for one in told.corrections} == {
        ("A", "nomor KK", "card_name"), ("B", "NIK", "nik_name"),
    }  # fmt: skip


def test_a_slip_that_nothing_bears_out_is_told_as_one(bench: Bench) -> None:
    ids = bench.accept(
        S1, [row("RAHMAN", nik=NIK), row("RAHMAN", nik=nik(BORN, "L", 9), family_card_no=CARD, table_id="pkh")]
    )
    bench.resolve()
    told = tell_why_not(bench.accepted, bench.linkage, S1, KEY, (ids[0], ids[1]))
    assert dict(told.rungs)[1].startswith("NIK berbeda di 1 angka; mungkin salah ketik, tetapi")
    assert ("A", "nomor KK", "slip_name_card") in {(one.side, one.field, one.evidence) for one in told.corrections}


def test_a_correction_tells_what_would_join_the_two_not_what_holds_one_of_them(bench: Bench) -> None:
    ids = bench.accept(
        S1, [row("RAHMAN", nik=NIK, family_card_no=CARD), row("RAHMAN", nik=NIK, table_id="pkh"),
             row("RAHMAN", family_card_no=card(2), table_id="bpnt")],
    )  # fmt: skip
    bench.resolve()
    told = tell_why_not(bench.accepted, bench.linkage, S1, KEY, (ids[0], ids[2]))
    assert ("A", "nomor KK", "card_name") in {(one.side, one.field, one.evidence) for one in told.corrections}


def test_why_not_knows_decisions_and_one_person(bench: Bench) -> None:
    ids = bench.accept(S1, [row("RAHMAN", nik=NIK), row("RAHMAN", nik=NIK, table_id="pkh")])
    bench.resolve()
    assert tell_why_not(bench.accepted, bench.linkage, S1, KEY, (ids[0], ids[1])).is_one
    bench.decide(*ids, "not_same")
    told = tell_why_not(bench.accepted, bench.linkage, S1, KEY, (ids[0], ids[1]))
    assert told.guards == ("sudah diputuskan orang: bukan satu orang",)
    assert dict(told.rungs)[1] == "NIK sama, nama cocok; ditolak, lihat larangan di bawah"
    assert told.corrections == ()
    with pytest.raises(KeyError, match="nobody"):
        tell_why_not(bench.accepted, bench.linkage, S1, KEY, (ids[0], "nobody"))


def test_the_neighbourhood_gives_every_row_the_person_that_the_run_gave_it(bench: Bench) -> None:
    people = town.residents(250, seed=5)
    bench.accept(S1, town.office_rows(people, 1, faults=3)[0], reference=town.reference_rows(people, 1)[0])
    bench.resolve()
    by_person: dict[str, set[str]] = {}
    for record_id, line in bench.links().items():
        by_person.setdefault(line["person_id"], set()).add(record_id)
    for rows in sorted(by_person.values(), key=min)[:6]:
        near = neighbourhood.gather(bench.accepted, rows, S1)
        with neighbourhood.climbed(near, bench.linkage, KEY) as connection:
            found = connection.execute("SELECT label, record_id FROM record_rows INNER JOIN clusters USING (node)")
            labels = {record_id: label for label, record_id in found.fetchall()}
        mine = {labels[each] for each in rows}
        assert len(mine) == 1
        assert {each for each, label in labels.items() if label in mine} == rows


def test_the_silence_of_a_registry_is_read_off_its_whole_list(bench: Bench) -> None:
    """Near the row asked about stand one answer and one silence; the list has nine answers more."""
    born = date(1964, 11, 18)
    others = [
        town.registry("SAENAL", nik=nik(date(1971, 2, number), "L", 7), birth_date=date(1971, 2, number))
        for number in range(1, 10)
    ]
    found = town.registry("RAMADANI", nik=nik(born, "L", 4), birth_date=born)
    silent = town.registry("RAMADANI", nik=nik(born, "L", 14), village_code="73.72.01.1004")
    listed = row("RAMADANI", nik=nik(born, "L", 4), birth_date=born, village_code="73.72.01.1004")
    ids = bench.accept(S1, [listed], registry=[*others, found, silent])
    bench.resolve()
    assert bench.links()[ids[0]]["person_id"] == bench.links()[ids[-1]]["person_id"]
    near = neighbourhood.gather(bench.accepted, [ids[0]], S1)
    with neighbourhood.climbed(near, bench.linkage, KEY) as connection:
        found_rows = connection.execute("SELECT record_id, label FROM record_rows INNER JOIN clusters USING (node)")
        labels = dict(found_rows.fetchall())
    assert len(labels) < len(ids)
    assert labels[ids[0]] == labels[ids[-1]]
