"""The rules of a list as asset checks, one for each dimension of quality.

Each tells its rules in a table. A check for each rule would be thirty for each list, a thousand for a city, of which
Dagster books two events each; what is looked at is whether something is wrong with a list, and then which rule says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import dagster as dg

from expectations import DIMENSIONS, Rule, RuleResult, rules_for
from ingest.declarations.catalogue import AgencyFolder, Catalogue
from ingest.inbox.receive import Arrival
from ingest.reading.declared_list import declared_list, submission_of
from ingest.semester import Semester
from orchestration.partitions import FIRST

_WORDS = {"failed": "tidak dipenuhi", "passed": "dipenuhi", "not_asked": "tidak ditanyakan"}
_OUTCOMES = list(_WORDS)
"""What a rule says of a list, the gravest first."""


def questions_of_list(catalogue: Catalogue, folder: AgencyFolder, table_id: str) -> Mapping[str, str]:
    """Name -> question of each check of a list: the questions of the dimension's rules."""
    asked: dict[str, list[str]] = {}
    for rule in _rules_of_list(catalogue, folder, table_id):
        asked.setdefault(DIMENSIONS[rule.dimension], []).append(f"- {rule.code} {rule.title}. {rule.question}")
    return {name: "\n".join(lines) for name, lines in asked.items()}


def _rules_of_list(catalogue: Catalogue, folder: AgencyFolder, table_id: str) -> Sequence[Rule]:
    """Every rule that can apply to a list, whatever columns its file has."""
    table = folder.agency.tables[table_id]
    semester = Semester.parse(table.since) if table.since else FIRST
    blank = submission_of(Arrival("", "", folder.folder, ""), declared_list(folder, table_id, semester, catalogue))
    fields = catalogue.entities[table.feeds].fields
    return rules_for(replace(blank, columns={name: name for name in fields}), catalogue)


def dimension_results(key: dg.AssetKey, results: Sequence[RuleResult]) -> Iterator[dg.AssetCheckResult]:
    """One check for each dimension, over all files of the list: counts, never values.

    A dimension of which no rule was asked has no result: it is shown in grey, neither passed nor failed.
    """
    by_dimension: dict[str, dict[str, list[RuleResult]]] = {}
    for result in results:
        by_dimension.setdefault(DIMENSIONS[result.dimension], {}).setdefault(result.code, []).append(result)
    for name, by_code in by_dimension.items():
        rules = sorted(map(_over_files, by_code.values()), key=lambda rule: (_OUTCOMES.index(rule.outcome), rule.code))
        asked = [rule for rule in rules if rule.outcome != "not_asked"]
        failed = [rule for rule in asked if rule.is_failed]
        is_grave = any(rule.severity == "critical" for rule in failed)
        if asked:
            yield dg.AssetCheckResult(
                asset_key=key, check_name=name, passed=not failed,
                # only tells how grave it is: no check blocks, a held list does not stop the others
                severity=dg.AssetCheckSeverity.ERROR if is_grave else dg.AssetCheckSeverity.WARN,
                description="\n".join(f"{rule.code}: {rule.observed}" for rule in failed) or "Semua dipenuhi.",
                metadata={
                    "ditanyakan": len(asked), "tidak_dipenuhi": len(failed),
                    "aturan": dg.MetadataValue.md(_table(rules)),
                },
            )  # fmt: skip


def _over_files(results: Sequence[RuleResult]) -> RuleResult:
    """A rule's results over the files of one list as one.

    The gravest outcome stands, what was counted is added up.
    """
    told = "; ".join(result.observed for result in results if result.is_failed)
    gravest = min(results, key=lambda result: (_OUTCOMES.index(result.outcome), result.severity))
    checked, failed = (sum(getattr(result, name) for result in results) for name in ("checked", "failed"))
    return replace(gravest, checked=checked, failed=failed, observed=told)


def _table(rules: Sequence[RuleResult]) -> str:
    lines = ["| aturan | hasil | diperiksa | tidak dipenuhi | tindakan |", "|---|---|---|---|---|"]
    lines += [
        f"| {rule.code} {rule.title} | {_WORDS[rule.outcome]} | {rule.checked} | {rule.failed} |"
        f" {rule.action if rule.is_failed else ''} |"
        for rule in rules
    ]
    return "\n".join(lines)
