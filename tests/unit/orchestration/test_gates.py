"""Nothing is published whose very content did not pass every gate, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

import delivery
from ingest.store import write_parquet
from ingest.submission import Submission
from orchestration import gates, stages
from orchestration.installation import Installation

SEMESTER, TODAY = "2017-S1", date(2017, 7, 20)
GATES = (gates.ACCEPTED, gates.LINKED, gates.BUILT)


@pytest.fixture
def built(site: Installation) -> Installation:
    """A home that has been through all gates."""
    for path in (site.store.accepted_part("enrolment_records", SEMESTER), site.store.linkage / "person_links.parquet"):
        write_parquet(pa.table({"record_id": ["a"]}), path)
    site.store.warehouse.parent.mkdir(parents=True)
    site.store.warehouse.write_bytes(b"built")
    for gate in GATES:
        gates.note(site, gate, passed=True)
    return site


def refused(site: Installation) -> tuple[str, ...]:
    try:
        gates.refuse_what_did_not_pass(site, SEMESTER, TODAY)
    except gates.GateError as error:
        return error.problems
    return ()


def test_what_passed_every_gate_is_published(built: Installation) -> None:
    assert refused(built) == ()


def _other_rows(site: Installation) -> None:
    write_parquet(pa.table({"record_id": ["b"]}), site.store.accepted_part("enrolment_records", SEMESTER))


def _other_links(site: Installation) -> None:
    write_parquet(pa.table({"record_id": ["b"]}), site.store.linkage / "person_links.parquet")


@pytest.mark.parametrize(
    ("change", "closed"),
    [
        (_other_rows, 3),
        (_other_links, 2),
        (lambda site: site.store.warehouse.write_bytes(b"built anew, in part"), 1),
        (lambda site: site.store.warehouse.unlink(), 1),
        (lambda site: gates.note(site, gates.LINKED, passed=False), 1),
    ],
)
def test_whatever_changed_since_closes_its_gate_and_those_after(
    built: Installation, change: Callable[[Installation], object], closed: int
) -> None:
    change(built)
    told = refused(built)
    assert len(told) == closed
    assert all("[PUB-007]" in text and f"sinergi run {SEMESTER}" in text for text in told)


def test_content_that_comes_back_has_passed_before(built: Installation) -> None:
    before = built.store.warehouse.read_bytes()
    built.store.warehouse.write_bytes(b"something else")
    assert len(refused(built)) == 1
    built.store.warehouse.write_bytes(before)
    assert refused(built) == ()


def test_a_broken_agreement_stops_what_passed_all_else(built: Installation) -> None:
    letter = built.store.inbox / SEMESTER / "agreed_source.yml"
    letter.parent.mkdir(parents=True)
    letter.write_text(
        f"semester: {SEMESTER}\nsnapshot: BDT-2015\nagreed_by: T\nletter_no: 1\nletter_date: 2017-02-01\n"
    )
    assert [text[:9] for text in refused(built)] == ["[SEP-007]"]


def test_publication_itself_asks(site: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(delivery, "publish", lambda *_, **__: pytest.fail("published without having passed"))
    with pytest.raises(gates.GateError):
        stages.publish_release(site, SEMESTER, {})


def test_without_an_agreement_every_table_is_to_say_so(built: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Submission(
        submission_id="a", semester=SEMESTER, agency_id="dinsos", table_id="kks", entity="enrolment_records",
        programme_code="KKS", file_name="kks.xlsx", file_sha256="", received_at="", status="admitted",
    )  # fmt: skip
    built.ledger.record(one, 1)
    write_parquet(pa.table({"submission_id": ["a"], "as_of_date": [None]}), built.store.accepted_part("submissions"))
    for gate in GATES:
        gates.note(built, gate, passed=True)
    said: dict[str, object] = {}
    monkeypatch.setattr(delivery, "publish", lambda *_, **more: said.update(more))
    for read_from_the_project in ("protection_of", "meanings_of"):
        monkeypatch.setattr(f"orchestration.counted_units.{read_from_the_project}", lambda _: None)
    with pytest.raises(AttributeError):  # no release comes of it
        stages.publish_release(built, SEMESTER, {})
    assert said["note"] == "Sumber acuan belum disepakati: 2017-S1."
