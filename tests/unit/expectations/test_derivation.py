"""Rules come from the entity and the declaration, with words of their own and codes that mean one thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from expectations import rules_for
from expectations.judged_list import JudgedList
from expectations.rules import rule_texts
from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.semester import Semester
from tests.unit.expectations.lists import submission_of

COMMON = {"ROW-001", "ROW-002", "ROW-003", "BAR-101", "BAR-104", "VOL-001", "VOL-002", "VOL-003", "VOL-104", "TAB-006"}
PERSON = COMMON | {"ISI-101", "ISI-102", "NIK-101", "NIK-102", "NIK-103", "NIK-104", "NIK-105", "KK-101", "KK-102"}
PERSON |= {
    "KODE-101",
    "WIL-001",
    "WIL-101",
    "WIL-102",
    "TGL-004",
    "NIK-106",
    "NIK-107",
    "NIK-109",
    "KK-103",
    "PDK-101",
    "NAM-101",
}
AGED = {"UMR-101", "UMR-102", "UMR-103", "NIK-108"}
RECEIVER = PERSON | AGED | {"KODE-001", "ANG-101", "KEL-103"}
SOURCE = {"VOL-101", "VOL-102", "VOL-103", "JK-101", "BAR-102", "BAR-103", "ANG-101"}
SOURCE |= {*(f"KEL-10{n}" for n in range(1, 8)), *(f"RNK-10{n}" for n in range(1, 9))}
SOURCE |= {"WIL-103", "WIL-104", "WIL-105"}
EXPECTED = {
    "persons": RECEIVER,
    "components": RECEIVER - {"ISI-101", "ISI-102"},
    "pupils": (RECEIVER | {"BAR-102"}) - {"NIK-103"},
    "reference": (PERSON | AGED | SOURCE) - {"NIK-103"},
    "registry": PERSON | {"JK-101", "PDK-102", "KEL-103"},
    "areas": COMMON
    | {"ISI-101", "ISI-102", "BAR-102", "KODE-101", "WIL-001", "WIL-101", "WIL-102", "ANG-101"}
    | {"ALO-101", "ALO-102", "ALO-103"},
    "progress": COMMON | {"ISI-101", "ISI-102", "KODE-101", "KODE-102", "ANG-101", "ALO-101"},
    "issues": COMMON | {"ISI-101", "ISI-102", "KODE-101", "KODE-102"},
}


@pytest.mark.parametrize("table_id", EXPECTED)
def test_the_rules_of_a_list_follow_from_its_entity_and_declaration(table_id: str, catalogue: Catalogue) -> None:
    rules = rules_for(submission_of(table_id, 6), catalogue)
    assert {rule.code for rule in rules} == EXPECTED[table_id]
    assert len(rules) == len(EXPECTED[table_id])


def test_every_declared_list_has_rules_and_its_required_fields_are_asked() -> None:
    catalogue = load_catalogue()
    for folder, table_id, table in catalogue.tables():
        submission = replace(submission_of(table_id, 1), agency_id=folder.agency.agency)
        rules = {rule.code: rule for rule in rules_for(submission, catalogue)}
        listing = JudgedList(catalogue.entities[table.feeds], table, Semester(2017, 1), frozenset())
        unkept = [name for name in (*table.required, *table.unique) if listing.stored(name) is None]
        assert unkept == [], f"{folder.agency.agency}.{table_id}: required or key, but not stored"
        for name in table.required:
            code = {"nik": "NIK-103", "family_card": "KK-102", "percentile": "RNK-102", "decile": "RNK-102"}.get(
                listing.type_of(name), "ISI-102"
            )
            assert code in rules
            if code == "ISI-102":
                assert f"'{listing.stored(name)}' as field" in rules[code].failing


def test_a_code_that_issues_know_has_their_words(catalogue: Catalogue) -> None:
    rules = {rule.code: rule for rule in rules_for(submission_of("reference", 6), catalogue)}
    for code in ("VOL-001", "VOL-003", "TAB-006", "WIL-001", "TGL-004"):
        issue = catalogue.issue_codes[code]
        assert (rules[code].title, rules[code].action, rules[code].owner) == (issue.title, issue.action, issue.owner)
        assert {"hold": "critical", "warning": "warning"}[issue.severity] == rules[code].severity


def test_a_code_of_a_whole_list_is_never_a_code_of_a_cell(catalogue: Catalogue) -> None:
    of_cells = {code for code in catalogue.issue_codes if not code.startswith(("VOL-", "TAB-"))}
    shared = {"KODE-001", "WIL-001", "TGL-004"}
    assert of_cells & rule_texts().keys() == shared
    assert all(
        int(code.split("-")[1]) > 100 for code in rule_texts() if code.startswith(("NIK-", "KK-", "RNK-", "BAR-"))
    )


def test_every_rule_has_an_owner_an_action_and_a_question_of_its_own(catalogue: Catalogue) -> None:
    found = {r.code: r for t in EXPECTED for r in rules_for(submission_of(t, 6), catalogue)}
    assert found.keys() == rule_texts().keys()
    for rule in found.values():
        assert rule.title, rule.code
        assert rule.action.endswith("."), rule.code
        assert rule.question.endswith("?"), rule.code
        assert rule.owner in {"agency", "bappeda", "engineer"}
    assert len({rule.question for rule in found.values()}) == len(found)
