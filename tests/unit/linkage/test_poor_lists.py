"""Lists that say little of their people: told with the reason, or linked by a name and a date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linkage import resolve
from tests.unit.linkage.conftest import KEY, Bench
from tests.unit.linkage.town import Row, nik, row

FIRST = date(1980, 2, 3)
NAMES = [
    f"{one}{two}" for one in ("RAHMAN", "SYAHRUL", "MAKMUR", "JUMRI", "TAUFIK") for two in ("DIN", "TANG", "LA", "NU")
]
PLACE = {"village_code": "73.72.01.1004"}


def known() -> list[Row]:
    """Twenty people with all that a good list says."""
    return [
        row(
            name,
            nik=nik(FIRST + timedelta(days=40 * at), "L", at + 1),
            birth_date=FIRST + timedelta(days=40 * at),
            **PLACE,
        )
        for at, name in enumerate(NAMES)
    ]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, "dkp/rice 2017-S1: hanya nama: tanpa nomor, tanggal lahir, dan tempat (100% sendiri)"),
        (PLACE, "dkp/rice 2017-S1: hanya nama dan tempat: tanpa nomor dan tanggal lahir (100% sendiri)"),
        ({"family_card_no": "7772010101120001"}, ""),
    ],
)
def test_a_list_that_can_hardly_be_linked_is_told_with_its_reason(bench: Bench, facts: Row, told: str) -> None:
    poor = [row(f"{name}UDDIN", agency_id="dkp", table_id="rice", **facts) for name in NAMES]
    bench.accept("2017-S1", [*known(), *poor])
    report = resolve(bench.accepted, bench.linkage, "2017-S1", KEY, threads=1)
    (check,) = [each for each in report.checks if each.code == "LNK-008"]
    assert (check.told, check.found) == (told, int(bool(told)))


def test_a_name_mistyped_beyond_its_sound_and_a_date_are_asked_of_people(bench: Bench) -> None:
    """Nothing but the date lets them meet: neither number, card nor place."""
    stray = row("JAHRULTANG", agency_id="dkp", table_id="rice", birth_date=FIRST + timedelta(days=40 * 5))
    bench.link(*known(), stray)
    assert [line["reason"] for line in bench.table("review_queue")] == ["review_band"]
