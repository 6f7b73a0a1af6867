"""Tells how the rules went in each semester, from the verdicts that were kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.store import Store

if TYPE_CHECKING:
    from ingest.submission import Submission

_SHOWN = 4  # semesters in a trend: two years


@dataclass(frozen=True)
class SemesterJudged:
    """One semester in numbers: files judged, of them held, rules asked and broken."""

    semester: str
    judged: int
    held: int
    asked: int
    broken: int


def trends_of(store: Store, submission: Submission) -> dict[str, str]:
    """By rule, the share that failed in this semester and those before, the oldest first."""
    folder = store.conformed(submission.agency_id, submission.table_id, submission.semester).parent
    shares: dict[str, dict[str, str]] = {}
    for semester, verdict in _verdicts(folder):
        is_other = semester == submission.semester and verdict["submission_id"] != submission.submission_id
        if semester > submission.semester or is_other:
            continue
        for result in verdict["results"]:
            if result["checked"]:
                share = f"{100 * result['failed'] / result['checked']:.1f} %".replace(".", ",")
                shares.setdefault(result["code"], {})[semester] = share
    return {
        code: " → ".join(f"{semester} {share}" for semester, share in sorted(by_semester.items())[-_SHOWN:])
        for code, by_semester in shares.items()
        if len(by_semester) > 1
    }


def semesters_judged(store: Store) -> list[SemesterJudged]:
    """Every semester with a page, the newest first."""
    pages = sorted((path.parent.name for path in store.quality.glob("*/index.html")), reverse=True)
    found: dict[str, list[dict[str, Any]]] = {}
    for folder in sorted((store.home / "conformed").glob("*__*")):
        for semester, verdict in _verdicts(folder):
            found.setdefault(semester, []).append(verdict)
    return [_in_numbers(semester, found.get(semester, [])) for semester in pages]


def _in_numbers(semester: str, verdicts: list[dict[str, Any]]) -> SemesterJudged:
    results = [result for verdict in verdicts for result in verdict["results"]]
    return SemesterJudged(
        semester,
        judged=len(verdicts),
        held=sum(not verdict["admitted"] for verdict in verdicts),
        asked=sum(bool(result["checked"]) for result in results),
        broken=sum(result.get("outcome") == "failed" for result in results),
    )


def _verdicts(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(semester, verdict) of every judged file of one list, in order."""
    for path in sorted(folder.glob("semester=*/verdicts/*.json")):
        yield path.parts[-3].removeprefix("semester="), json.loads(path.read_text(encoding="utf-8"))
