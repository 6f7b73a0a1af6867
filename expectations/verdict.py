"""Defines the verdict on a submission: one result for each rule, admitted or held."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ingest.store import DamagedError, Store, read_sealed, write_sealed

if TYPE_CHECKING:
    from ingest.submission import Submission

Severity = Literal["critical", "warning"]
Outcome = Literal["passed", "failed", "not_asked"]


@dataclass(frozen=True)
class RuleResult:
    """The result of one rule.

    `checked` and `failed` count rows, or cells where a rule looks at several columns. A rule that had nothing to look
    at was not asked; it did not pass. `severity` is that of this result: a warning about most of a list is critical.
    """

    code: str
    title: str
    question: str
    dimension: str
    severity: Severity
    owner: str
    action: str
    outcome: Outcome
    checked: int
    failed: int
    observed: str

    @property
    def is_failed(self) -> bool:
        return self.outcome == "failed"


@dataclass(frozen=True)
class Verdict:
    """The judgement of one submission.

    Admitted unless a critical rule failed or the reading of the file held it.

    `fingerprint` stands for everything that the judgement depended on; equal fingerprints, equal judgements.
    """

    submission_id: str
    admitted: bool
    results: tuple[RuleResult, ...]
    hold_codes: tuple[str, ...]
    fingerprint: str = ""

    @property
    def failed(self) -> tuple[RuleResult, ...]:
        """The results of the rules that were not kept."""
        return tuple(result for result in self.results if result.is_failed)

    @classmethod
    def of(cls, submission_id: str, results: tuple[RuleResult, ...], fingerprint: str) -> Verdict:
        """The verdict that follows from the results."""
        holding = sorted({r.code for r in results if r.is_failed and r.severity == "critical"})
        return cls(submission_id, not holding, results, tuple(holding), fingerprint)

    def save(self, path: Path) -> None:
        """Writes the verdict as JSON."""
        write_sealed(asdict(self), path)


def verdict_path(store: Store, submission: Submission) -> Path:
    """The path of the verdict on `submission`."""
    return submission.folder(store) / "verdicts" / f"{submission.submission_id}.json"


def load_verdict(store: Store, submission: Submission) -> Verdict | None:
    """The verdict that was last given on `submission`.

    None when there is none, or a damaged one.
    """
    try:
        content = read_sealed(verdict_path(store, submission))
    except DamagedError:
        return None
    if any("outcome" not in result for result in content["results"]):
        return None  # of a release that knew passed and failed alone: the list is judged anew
    content["results"] = tuple(RuleResult(**result) for result in content["results"])
    content["hold_codes"] = tuple(content["hold_codes"])
    return Verdict(**content)
