"""`sinergi review` and `sinergi decide`: the workbook of pairs, and decisions back."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.markup import escape

from ingest.declarations.contract import IssueCode
from ingest.submission import Problem
from orchestration.access_log import note_access
from orchestration.cli.console import (
    NOT_PUBLISHED,
    PUBLISHED,
    console_on,
    installation_of,
    refuse_filled_in,
    semester_of,
    settings_of,
    wrong_usage,
)
from orchestration.settings import Settings

if TYPE_CHECKING:
    from delivery.review.answers import Answer
    from linkage.decisions.kept import Decision, Verdict
    from orchestration.installation import Installation


def make_review(home: Path | None, semester: str) -> int:
    """Writes the workbook of a semester and tells where it is."""
    from delivery.review.workbook import ReviewError, write_review

    wanted = str(semester_of(semester))
    settings, console = settings_of(home), console_on()
    try:
        written = write_review(settings.store, wanted, house_mark(settings))
    except ReviewError as error:
        wrong_usage(str(error))
    note_access(settings.home, "review", wanted, written.open)
    rest = f", {written.left_out} lagi sesudahnya" if written.left_out else ""
    console.print(
        f"[green]✓[/] {written.open} pasangan untuk diputuskan{rest}; {written.decided} sudah diputuskan.\n"
        f"Buku:       {written.path}\nSesudah diisi: sinergi decide {written.path} --home {settings.home}",
        soft_wrap=True, highlight=False,
    )  # fmt: skip
    return PUBLISHED


def house_mark(settings: Settings) -> str:
    """The mark of a review workbook of this house; tells nothing about its key."""
    return hmac.digest(settings.identity_key(), b"review workbook", "sha256").hex()[:16]


@dataclass(frozen=True)
class Taken:
    """The decisions kept of a workbook, in counts."""

    by_verdict: Mapping[str, int]
    replacing: int
    overruling: int


def take_review(home: Path | None, file: Path) -> int:
    """Reads a workbook that was filled in and keeps its decisions; gives the exit code."""
    if not file.is_file():
        wrong_usage(f"berkas tidak ada: {file}")
    from delivery.review.answers import read_answers
    from linkage.identity.ledger import states_in
    from orchestration.health.ailments import HomeError
    from orchestration.progress import StepError, alone

    site, console = installation_of(settings_of(home)), console_on()
    codes = site.catalogue.issue_codes
    read = read_answers(file, house_mark(site.settings), codes)
    decided = [_decision(answer, now()) for answer in read.answers]
    problems = [*read.problems, *contradictions(read.answers, decided, codes)]
    if problems:
        return refuse_filled_in(console, problems, "keputusan")
    try:
        with alone(site.settings.home):
            taken = keep_decisions(site, decided)
    except (StepError, HomeError) as error:
        console.print(f"[red]{escape(str(error))}[/] Tidak ada keputusan yang disimpan.", soft_wrap=True)
        return NOT_PUBLISHED
    counts = ", ".join(f"{taken.by_verdict.get(verdict, 0)} {words}" for verdict, words in _WORDS.items())
    console.print(f"[green]✓[/] {len(decided)} keputusan disimpan: {counts}.", highlight=False)
    console.print(f"{read.blank} pasangan belum diisi, {read.unchanged} tidak berubah.", highlight=False)
    if taken.replacing or taken.overruling:
        console.print(f"{taken.replacing} mengganti keputusan lama tentang pasangan yang sama; {taken.overruling} "
                      "keputusan lama lain tidak berlaku lagi karena bertentangan.", highlight=False)  # fmt: skip
    if decided:
        newest = max(states_in(site.store.linkage), default="SEMESTER")
        console.print(f"Jalankan lagi semester terbaru agar keputusan berlaku: sinergi run {newest}", highlight=False)
    return PUBLISHED


_WORDS = {"same": "sama", "not_same": "bukan", "cannot_say": "tidak tahu"}


def now() -> str:
    """The present moment as decisions keep it, ISO in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _decision(answer: Answer, moment: str) -> Decision:
    from linkage.decisions.kept import Decision

    low, high = sorted((int(answer.pair.fingerprint_a, 16), int(answer.pair.fingerprint_b, 16)))
    return Decision(low, high, cast("Verdict", answer.verdict), answer.decided_by, moment, answer.reason)


def contradictions(
    answers: Sequence[Answer], decided: Sequence[Decision], codes: Mapping[str, IssueCode]
) -> list[Problem]:
    """Answers that contradict: A is B, B is C, A is not C."""
    from dataclasses import replace

    from linkage.decisions.kept import standing

    numbered = [replace(decision, decision_no=number) for number, decision in enumerate(decided)]
    fallen = {decision.decision_no for decision in standing(numbered).overruled}
    return [
        Problem.of(codes, "TIN-007", sheet=answer.sheet, cell=answer.cell, found=_WORDS[answer.verdict])
        for number, answer in enumerate(answers)
        if number in fallen
    ]


def keep_decisions(site: Installation, decided: Sequence[Decision]) -> Taken:
    """Keeps decisions after all that were taken before, and says what they did to those."""
    from linkage.decisions import kept
    from orchestration.health.kept_by_people import changing

    before = kept.load(site.store.linkage)
    with changing(site.store, site.ledger):
        after = kept.keep(site.store.linkage, decided)
    news = {decision.pair for decision in decided}
    held = {decision.pair for decision in kept.standing(before).in_force}
    holding = {decision.pair for decision in kept.standing(after).in_force}
    return Taken(
        Counter(decision.verdict for decision in decided),
        replacing=len(news & {decision.pair for decision in before}),
        overruling=len(held - holding - news),
    )
