"""Each check finds what it is there to find, when the part that it watches is broken."""

from __future__ import annotations

from datetime import date

import pytest

from linkage import clusters, resolve
from linkage.identity import families, ledger
from linkage.report import LinkageReport
from tests.unit.linkage.conftest import KEY, Bench
from tests.unit.linkage.town import card, nik, reference, row

pytestmark = pytest.mark.slow

BORN = date(1980, 8, 17)
NIK, SON = nik(BORN, "L", 1), nik(date(1981, 1, 5), "L", 2)


def found(report: LinkageReport) -> dict[str, int]:
    return {check.code: check.found for check in report.checks if check.found}


def test_a_sound_run_breaks_no_promise(bench: Bench) -> None:
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK)])
    report = bench.resolve()
    assert report.passed
    assert [check.code for check in report.checks] == [f"LNK-00{number}" for number in range(1, 9)]
    assert found(report) == {}


def test_guards_switched_off_are_noticed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    base = row("RAHMAN", family_card_no=card(1))
    twice = [reference("RAHMAN", nik=NIK, source_person_id=number) for number in ("000001", "000002")]
    bridge = {**base, "birth_date": BORN}
    bench.accept("2017-S1", [{**base, "nik": NIK}, {**base, "nik": SON}, bridge], reference=twice)
    assert found(bench.resolve()) == {}
    monkeypatch.setattr(clusters._Part, "refuses", lambda *_: None)
    report = resolve(bench.accepted, bench.linkage, "2017-S1", KEY)
    assert found(report) == {"LNK-002": 1, "LNK-003": 1}
    assert not report.passed


def test_ids_that_are_not_carried_are_noticed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK), row("MAKMUR", nik=SON)])
    bench.resolve("2017-S1")
    bench.accept("2017-S2", [row("RAHMAN", nik=NIK)])
    monkeypatch.setattr(ledger, "_PAIRS", ledger._PAIRS.replace("USING (member)", "USING (member) WHERE false"))
    assert found(resolve(bench.accepted, bench.linkage, "2017-S2", KEY))["LNK-005"] == 2


def test_a_row_without_a_family_is_noticed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK), row("MAKMUR", nik=SON)])
    monkeypatch.setattr(families, "_NAME", families._NAME + " LIMIT 1")
    assert found(resolve(bench.accepted, bench.linkage, "2017-S1", KEY)) == {"LNK-001": 1}


def test_a_list_that_names_one_person_over_and_over_is_a_warning(bench: Bench) -> None:
    bench.accept("2017-S1", [row("RAHMAN", nik=NIK)] * 26)
    report = resolve(bench.accepted, bench.linkage, "2017-S1", KEY)
    assert found(report) == {"LNK-004": 1}
    assert report.passed
