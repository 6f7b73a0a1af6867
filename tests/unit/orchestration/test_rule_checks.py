"""What the rules say of a list's files comes out as one check for each dimension, the gravest told first."""

from __future__ import annotations

import dagster as dg

from expectations import RuleResult
from expectations.verdict import Outcome, Severity
from orchestration.assets.rule_checks import dimension_results

KEY = dg.AssetKey(["conformed", "dinsos", "kks"])


def result(code: str, dimension: str, outcome: Outcome, failed: int = 0, grave: Severity = "warning") -> RuleResult:
    return RuleResult(
        code, "judul", "?", dimension, grave, "agency", "perbaiki", outcome, 10, failed, f"{failed} baris"
    )


def test_files_are_summed_and_the_gravest_outcome_stands() -> None:
    (check,) = dimension_results(KEY, [
        result("NIK-101", "validity", "passed"), result("NIK-102", "validity", "not_asked"),
        result("NIK-101", "validity", "failed", 4, "critical"), result("NIK-103", "validity", "passed"),
    ])  # fmt: skip
    assert (check.check_name, check.passed, check.severity) == ("keabsahan", False, dg.AssetCheckSeverity.ERROR)
    assert check.description == "NIK-101: 4 baris"
    assert (check.metadata["ditanyakan"].value, check.metadata["tidak_dipenuhi"].value) == (2, 1)
    assert str(check.metadata["aturan"].value).splitlines()[2:] == [
        "| NIK-101 judul | tidak dipenuhi | 20 | 4 | perbaiki |", "| NIK-103 judul | dipenuhi | 10 | 0 |  |",
        "| NIK-102 judul | tidak ditanyakan | 10 | 0 |  |",
    ]  # fmt: skip


def test_a_warning_alone_is_no_error_and_a_dimension_that_was_not_asked_has_no_result() -> None:
    checks = list(dimension_results(KEY, [
        result("DUP-101", "uniqueness", "failed", 1), result("VOL-001", "volume", "not_asked"),
        result("WIL-101", "completeness", "passed"),
    ]))  # fmt: skip
    assert [(check.check_name, check.passed, check.severity.value) for check in checks] == [
        ("keunikan", False, "WARN"), ("kelengkapan", True, "WARN"),
    ]  # fmt: skip
