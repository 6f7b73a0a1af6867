"""Derives the rules that a submission must keep.

Each has one code, one question, an owner and an action.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from expectations.asking import Question
from expectations.judged_list import JudgedList
from expectations.questions import QUESTIONS
from expectations.simple import SimpleQuestion
from ingest.declarations.catalogue import Catalogue
from ingest.declarations.contract import IssueCode, Strict
from ingest.semester import Semester
from ingest.yaml_files import read_yaml

if TYPE_CHECKING:
    from ingest.submission import Submission

Dimension = Literal["completeness", "uniqueness", "validity", "consistency", "plausibility", "volume"]
DIMENSIONS: Mapping[str, str] = {
    "completeness": "kelengkapan", "uniqueness": "keunikan", "validity": "keabsahan", "consistency": "kesesuaian",
    "plausibility": "kewajaran", "volume": "jumlah",
}  # fmt: skip
"""Each dimension in the office's words."""
_SEVERITY_OF_ISSUE = {"hold": "critical", "warning": "warning"}


class RuleText(Strict):
    """One rule as `rules.yml` words it.

    What is left out is said by the issue code of the same name.
    """

    title: str = ""
    question: str
    asks: SimpleQuestion | None = None
    dimension: Dimension
    severity: Literal["critical", "warning"]
    tolerance: float = Field(default=0.0, ge=0, lt=1)
    least: int = Field(default=1, ge=1)
    hold_above: Mapping[str, float] = Field(default_factory=dict)
    hold_least: int = Field(default=20, ge=1)
    owner: Literal["agency", "bappeda", "engineer"] | None = None
    action: str = ""
    observed: str = "{failed} dari {checked} baris ({percent} %)"


@dataclass(frozen=True)
class Rule:
    """One rule for one submission.

    `counts` and `failing` are SQL as in asking.py; `tolerance` is a share of what is looked at. A warning holds a list
    when more than `hold_above` of it, and `hold_least` at least, fails.
    """

    code: str
    title: str
    question: str
    dimension: Dimension
    severity: Literal["critical", "warning"]
    owner: str
    action: str
    observed: str
    tolerance: float
    least: int
    hold_above: float | None
    hold_least: int
    counts: str
    failing: str
    about_rows: bool
    library: tuple[tuple[str, Mapping[str, Any]], ...]
    is_figure: bool = False

    @property
    def is_of_counts(self) -> bool:
        """True when its counts decide, not that some row fails."""
        return bool(self.tolerance) or self.least > 1 or self.is_figure

    def is_broken(self, failed: int, checked: int) -> bool:
        """True when more fails than is allowed."""
        return failed >= self.least and failed > self.tolerance * checked

    def gravity(self, failed: int, checked: int) -> Literal["critical", "warning"]:
        """The severity of a result: a warning about too much of a list is critical."""
        share = 1.0 if self.hold_above is None else self.hold_above
        return "critical" if failed > share * checked and failed >= self.hold_least else self.severity


@lru_cache(maxsize=1)
def rule_texts(path: Path = Path(__file__).parent / "rules.yml") -> Mapping[str, RuleText]:
    """Every rule by its code, in order.

    A rule that asks nothing, or twice, is refused.
    """
    content = read_yaml(path)
    texts = {code: RuleText.model_validate(text) for code, text in content.items()}
    asked_in_sql = {code for code, text in texts.items() if text.asks is None}
    if asked_in_sql != QUESTIONS.keys():
        raise ValueError(f"{path}: codes and questions differ: {sorted(asked_in_sql ^ QUESTIONS.keys())}")
    return texts


def rules_for(submission: Submission, catalogue: Catalogue) -> tuple[Rule, ...]:
    """The rules that apply to `submission`, from the entity and the declaration of its list."""
    semester = Semester.parse(submission.semester)
    table = catalogue.agencies[submission.agency_id].agency.tables[submission.table_id].at(semester)
    table = table.of_file(submission.file_sha256)
    brings, may_repeat = frozenset(submission.columns.values()), submission.file_sha256.startswith(table.told_repeats)
    judged = JudgedList(catalogue.entities[table.feeds], table, semester, brings, may_repeat)
    rules = []
    for code, text in rule_texts().items():
        question = text.asks.ask(judged) if text.asks else QUESTIONS[code](judged)
        if question is not None:
            rules.append(_rule(code, text, catalogue.issue_codes.get(code), question, table.feeds))
    return tuple(rules)


def _rule(code: str, text: RuleText, issue: IssueCode | None, question: Question, entity: str) -> Rule:
    """The rule with its words.

    A code that the issues know too must mean the same there.
    """
    if issue is not None and _SEVERITY_OF_ISSUE.get(issue.severity) != text.severity:
        raise ValueError(f"{code}: {text.severity} in rules.yml, {issue.severity} in issue_codes.yml")
    if issue is None and not (text.title and text.action and text.owner):
        raise ValueError(f"{code}: no issue code of that name, so rules.yml must give title, action and owner")
    return Rule(
        code=code, title=text.title or (issue.title if issue else ""), question=text.question, dimension=text.dimension,
        severity=text.severity, owner=text.owner or (issue.owner if issue else "agency"),
        action=text.action or (issue.action if issue else ""), observed=text.observed, tolerance=text.tolerance,
        least=text.least, hold_above=text.hold_above.get(entity, text.hold_above.get("every")),
        hold_least=text.hold_least, counts=question.counts, failing=question.failing, about_rows=question.about_rows,
        library=question.library, is_figure=question.is_figure,
    )  # fmt: skip
