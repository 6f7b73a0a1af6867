"""Writes the workbook of questions: one row each, with a drop-down of answers.

`packs/<semester>/pertanyaan.xlsx`, private. Filled in, it is read by `answers.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from delivery.questions.sheet import (
    ANSWER,
    ANSWERED,
    CHOICES,
    COLUMNS,
    FILE_NAME,
    MARK,
    MARK_SHEET,
    OPEN,
    SUMMARY,
    TAKE_BACK,
    QuestionKey,
)
from delivery.questions.summary import write_summary
from delivery.workbook.palette import FILLS
from delivery.workbook.summary import Page, set_up_print
from ingest.declarations.rulings import files_of
from ingest.drafting.question import Question
from ingest.drafting.question_words import ABOUT_FILES
from ingest.store import PRIVATE_FOLDER, Store, replacing

_HEADER_ROW = 1
_ANSWER_COLUMN = [words for words, _ in COLUMNS].index(ANSWER) + 1
_INPUTS = (_ANSWER_COLUMN, _ANSWER_COLUMN + 1, _ANSWER_COLUMN + 2)


def write_questions(
    store: Store, semester: str, installation: str, asked: Sequence[Question], answered: Sequence[Question]
) -> Path:
    """Writes the workbook of a semester, marked with the `installation`; gives its path."""
    path = store.packs / semester / FILE_NAME
    for folder in (store.packs, path.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = SUMMARY
    write_summary(first, semester, asked, answered)
    choices: list[tuple[str, ...]] = []
    sheets = [(OPEN, asked), *([(ANSWERED, answered)] if answered else [])]
    for name, questions in sheets:
        _write_list(book.create_sheet(name), questions, choices, takes_back=name == ANSWERED)
    _write_choices(book.create_sheet(CHOICES), choices)
    mark = book.create_sheet(MARK_SHEET)
    for row in ([MARK], ["semester", semester], ["installation", installation]):
        mark.append(row)
    mark.sheet_state = book[CHOICES].sheet_state = "veryHidden"
    with replacing(path) as target:
        book.save(target)
    return path


def _write_list(sheet: Any, questions: Sequence[Question], choices: list[tuple[str, ...]], *, takes_back: bool) -> None:
    """One row for each question, and its drop-down."""
    page = Page(sheet)
    for column, (words, width) in enumerate(COLUMNS, 1):
        page.put(column, words, "header")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.column_dimensions[get_column_letter(len(COLUMNS))].hidden = True
    page.next(20)
    for number, question in enumerate(questions, 1):
        offered = tuple(words for _, words in question.options) + ((TAKE_BACK,) if takes_back else ())
        if offered not in choices:
            choices.append(offered)
        letter = get_column_letter(choices.index(offered) + 1)
        _write_question(page, number, question, letter)
        rule = DataValidation("list", formula1=f"'{CHOICES}'!${letter}$1:${letter}${len(offered)}", allow_blank=True)
        rule.error, rule.errorTitle = "Pilih dari daftar, atau kosongkan.", ANSWER
        rule.add(f"{get_column_letter(_ANSWER_COLUMN)}{_HEADER_ROW + number}")
        sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"
    sheet.sheet_view.showGridLines = False
    sheet.print_area = f"A1:{get_column_letter(len(COLUMNS) - 1)}{_HEADER_ROW + max(1, len(questions))}"
    set_up_print(sheet, repeat_row=_HEADER_ROW)


def _write_question(page: Page, number: int, question: Question, choices: str) -> None:
    words = dict(question.options)
    guesses = "\n".join(f"{words.get(answer, answer)} ({sure:.0%})" for answer, sure in question.guesses)
    text = f"{question.text}\nBerkas ditahan sampai ini dijawab." if question.holds else question.text
    where = f"{question.list_name}\n{question.sheet}" if question.sheet else question.list_name
    is_of_file = question.kind in ABOUT_FILES
    shown = question.looks or _file_named(question) if is_of_file else question.subject
    looks = "" if is_of_file else question.looks
    key = QuestionKey(question.kind, question.agency_id, question.table_id, question.field, question.subject,
                      question.answer, choices)  # fmt: skip
    sample = re.sub(r"\*{4,}", "***", question.sample)  # how much is hidden says nothing here
    cells = (number, where, text, shown, sample, looks, guesses or "-", words.get(question.answer), None, None)
    for column, value in enumerate(cells, 1):
        fill = FILLS["warning"] if question.holds and column not in _INPUTS else ""
        page.put(column, value, "input" if column in _INPUTS else "list", fill)
    page.put(len(COLUMNS), key.text())
    lines = max(_lines(str(value or ""), width) for value, (_, width) in zip(cells, COLUMNS, strict=False))
    page.next(15.5 * max(2, lines))


def _file_named(question: Question) -> str:
    """The files of an answered question: the subject, less the beginnings of hashes."""
    return question.subject if question.kind == "file" else "\n".join(files_of(question.subject).values())


def _lines(text: str, width: float) -> int:
    """The number of lines that a text takes in a column."""
    return sum(max(1, math.ceil(len(part) / (width - 3))) for part in text.split("\n"))


def _write_choices(sheet: Any, choices: Sequence[tuple[str, ...]]) -> None:
    """The lists of the drop-downs, one column each."""
    for column, offered in enumerate(choices, 1):
        for row, words in enumerate(offered, 1):
            sheet.cell(row, column).value = words
