"""`sinergi review` and `sinergi decide`: the workbook of pairs for people, and their decisions back, all or none."""

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
from orchestration.cli.console import (
    NOT_PUBLISHED,
    PUBLISHED,
    PUBLISHED_WITH_HOLDS,
    console_on,
    semester_of,
    settings_of,
    workplace_of,
    wrong_usage,
)
from orchestration.settings import Settings

if TYPE_CHECKING:
    from delivery.review.answers import Answer
    from linkage.decisions.kept import Decision, Verdict
    from orchestration.stages import Workplace


def make_review(home: Path | None, semester: str) -> int:
    """Writes the workbook of a semester and tells where it is."""
    from delivery.review.workbook import ReviewError, write_review

    wanted = str(semester_of(semester))
    settings, console = settings_of(home), console_on()
    try:
        written = write_review(settings.store, wanted, installation_of(settings))
    except ReviewError as error:
        wrong_usage(str(error))
    rest = f", {written.left_out} lagi sesudahnya" if written.left_out else ""
    console.print(
        f"[green]✓[/] {written.open} pasangan untuk diputuskan{rest}; {written.decided} sudah diputuskan.\n"
        f"Buku:       {written.path}\nSesudah diisi: sinergi decide {written.path} --home {settings.home}",
        soft_wrap=True, highlight=False,
    )  # fmt: skip
    return PUBLISHED


def installation_of(settings: Settings) -> str:
    """What marks a review workbook as one of this house; tells nothing about the key that it is made with."""
    return hmac.digest(settings.identity_key(), b"review workbook", "sha256").hex()[:16]


@dataclass(frozen=True)
class Taken:
    """What was kept of a workbook."""

    by_verdict: Mapping[str, int]
    replacing: int
    overruling: int


def take_review(home: Path | None, file: Path) -> int:
    """Reads a workbook that was filled in and keeps its decisions; gives the exit code."""
    if not file.is_file():
        wrong_usage(f"berkas tidak ada: {file}")
    from delivery.review.answers import read_answers
    from linkage.identity.ledger import states_in
    from orchestration.progress import StepError, alone

    place, console = workplace_of(settings_of(home)), console_on()
    codes = place.catalogue.issue_codes
    read = read_answers(file, installation_of(place.settings), codes)
    decided = [_decision(answer, now()) for answer in read.answers]
    problems = [*read.problems, *contradictions(read.answers, decided, codes)]
    if problems:
        for problem in problems:
            console.print(f"[red]tahan[/] {escape(problem.sentence())}", soft_wrap=True, highlight=False)
        console.print(f"[red]{len(problems)} hal perlu diperbaiki; tidak ada keputusan yang disimpan.[/]")
        return PUBLISHED_WITH_HOLDS
    try:
        with alone(place.settings.home):
            taken = keep_decisions(place, decided)
    except StepError as error:
        console.print(f"[red]{escape(str(error))}[/] Tidak ada keputusan yang disimpan.", soft_wrap=True)
        return NOT_PUBLISHED
    told = ", ".join(f"{taken.by_verdict.get(verdict, 0)} {words}" for verdict, words in _WORDS.items())
    console.print(f"[green]✓[/] {len(decided)} keputusan disimpan: {told}.", highlight=False)
    console.print(f"{read.blank} pasangan belum diisi, {read.unchanged} tidak berubah.", highlight=False)
    if taken.replacing or taken.overruling:
        console.print(f"{taken.replacing} mengganti keputusan lama tentang pasangan yang sama; {taken.overruling} "
                      "keputusan lama lain tidak berlaku lagi karena bertentangan.", highlight=False)  # fmt: skip
    if decided:
        newest = max(states_in(place.store.linkage), default="SEMESTER")
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
    """Answers of one file that cannot all hold: A is B and B is C, but A is not C."""
    from dataclasses import replace

    from linkage.decisions.kept import standing

    numbered = [replace(one, decision_no=number) for number, one in enumerate(decided)]
    fallen = {one.decision_no for one in standing(numbered).overruled}
    return [
        Problem.of(codes, "TIN-007", sheet=answer.sheet, cell=answer.cell, found=_WORDS[answer.verdict])
        for number, answer in enumerate(answers)
        if number in fallen
    ]


def keep_decisions(place: Workplace, decided: Sequence[Decision]) -> Taken:
    """Keeps decisions after all that were taken before, and says what they did to those."""
    from linkage.decisions import kept

    before = kept.load(place.store.linkage)
    after = kept.keep(place.store.linkage, decided)
    news = {one.pair for one in decided}
    held = {one.pair for one in kept.standing(before).in_force}
    holding = {one.pair for one in kept.standing(after).in_force}
    return Taken(
        Counter(one.verdict for one in decided),
        replacing=len(news & {one.pair for one in before}),
        overruling=len(held - holding - news),
    )
