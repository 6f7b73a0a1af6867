"""`sinergi questions`, and `decide` for its workbook: what the lists leave open, and people's answers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.declarations.catalogue import CatalogueError, load_catalogue
from ingest.declarations.rulings import TAKEN_BACK, Ruling, in_force, keep_rulings, load_rulings
from ingest.drafting.question import Question
from ingest.drafting.question_words import ABOUT_FILES
from ingest.drafting.questions import answered_questions, open_questions
from orchestration.cli.console import (
    PUBLISHED,
    console_on,
    installation_of,
    refuse_filled_in,
    semester_of,
    settings_of,
    wrong_usage,
)
from orchestration.cli.review import house_mark, now, take_review
from orchestration.cli.screens import MOST_LINES
from orchestration.health.ailments import HomeError
from orchestration.health.kept_by_people import changing
from orchestration.installation import Installation
from orchestration.stages import present

_WIDE = 110


def make_questions(home: Path | None, semester: str) -> int:
    """Writes the workbook of a semester's open questions and shows them."""
    from delivery.questions.workbook import write_questions

    wanted = str(semester_of(semester))
    site, console = installation_of(settings_of(home)), console_on()
    submissions = present(site, wanted)
    if not submissions:
        wrong_usage(f"belum ada berkas yang dibaca; jalankan dahulu: sinergi run {wanted}")
    rulings = in_force(load_rulings(site.store.rulings))
    asked = open_questions(submissions, site.catalogue, rulings)
    answered = answered_questions(rulings.values(), site.catalogue)
    path = write_questions(site.store, wanted, house_mark(site.settings), asked, answered)
    show_questions(console, asked)
    holding = sum(question.holds for question in asked)
    console.print(
        f"[green]✓[/] {len(asked)} pertanyaan, {holding} di antaranya menahan berkas; {len(answered)} sudah dijawab.\n"
        f"Buku:       {path}\nSesudah diisi: sinergi decide {path} --home {site.settings.home}",
        soft_wrap=True, highlight=False,
    )  # fmt: skip
    return PUBLISHED


def show_questions(console: Console, asked: list[Question]) -> None:
    """One line for each open question, what holds a file first."""
    if not asked:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Daftar", overflow="fold", ratio=3)
    table.add_column("Tertulis", overflow="fold", ratio=4)
    table.add_column("Yang ditanyakan" if console.width >= _WIDE else "Ditanyakan", overflow="fold", ratio=5)
    table.add_column("Dugaan", overflow="fold", ratio=4)
    for question in asked[:MOST_LINES]:
        words = dict(question.options)
        guess = next((f"{words.get(answer, answer)} ({sure:.0%})" for answer, sure in question.guesses), "-")
        text = f"[red]tahan[/] {escape(question.text)}" if question.holds else escape(question.text)
        written = question.looks if question.kind in ABOUT_FILES else f"{question.subject} ({question.looks})"
        table.add_row(question.list_name, escape(written.replace(" ()", "")), text, escape(guess))
    console.print(table)
    if len(asked) > MOST_LINES:
        console.print(f"[dim]... dan {len(asked) - MOST_LINES} lagi, di dalam buku.[/]")


def take_workbook(home: Path | None, file: Path) -> int:
    """Takes back a workbook of questions, texts, pairs or proposals; gives the exit code."""
    if not file.is_file():
        wrong_usage(f"berkas tidak ada: {file}")
    from delivery.passing.answers import is_passing
    from delivery.proposals.answers import is_proposals
    from delivery.questions.answers import is_questions
    from orchestration.cli.passing import take_texts
    from orchestration.cli.proposals import take_proposals

    if is_passing(file):
        return take_texts(home, file)
    if is_proposals(file):
        return take_proposals(home, file)
    return take_questions(home, file) if is_questions(file) else take_review(home, file)


def take_questions(home: Path | None, file: Path) -> int:
    """Keeps the answers of a filled-in workbook of questions, all or none."""
    from delivery.questions.answers import read_question_answers
    from orchestration.progress import StepError, alone

    site, console = installation_of(settings_of(home)), console_on()
    read = read_question_answers(file, house_mark(site.settings), site.catalogue, now())
    if read.problems:
        return refuse_filled_in(console, read.problems, "jawaban")
    try:
        with alone(site.settings.home):
            _keep(site, read.rulings)
    except (StepError, HomeError) as error:
        wrong_usage(str(error))
    taken_back = sum(ruling.answer == TAKEN_BACK for ruling in read.rulings)
    console.print(f"[green]✓[/] {len(read.rulings)} jawaban disimpan, {taken_back} di antaranya pembatalan; "
                  f"{read.blank} belum diisi, {read.unchanged} tidak berubah.", highlight=False)  # fmt: skip
    if read.rulings:
        lists = Counter(f"{ruling.agency_id}/{ruling.table_id}".rstrip("/") for ruling in read.rulings)
        console.print(f"Berlaku bagi: {', '.join(sorted(lists))}. Jalankan lagi semesternya agar dibaca ulang.",
                      highlight=False, soft_wrap=True)  # fmt: skip
    return PUBLISHED


def _keep(site: Installation, made: tuple[Ruling, ...]) -> None:
    """Keeps the answers, unless the declarations would not fit any more with them."""
    try:
        load_catalogue(
            site.settings.agency_roots, rulings=site.store.rulings, more=made, city_regions=site.settings.city_regions
        )
    except CatalogueError as error:
        wrong_usage(*error.problems)
    with changing(site.store, site.ledger):
        keep_rulings(site.store.rulings, made)
