"""Writes the draft minutes, and the follow-up that comes back next semester.

The list has the headings of Bappeda's list of problems: in the inbox of the next semester it is read as that list. A
problem that stands in it stays open; one that was taken out is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from delivery.pack.blocks import Chapter, Link, Part, Prose
from delivery.pack.chapters.findings import REPORTED, asked
from delivery.pack.chapters.front import cards
from delivery.pack.figures import NOT_RELEASED, Figure
from delivery.pack.meeting import Meeting
from delivery.pack.numerals import half
from delivery.workbook.summary import Page, set_up_print
from ingest.store import replacing

_EMPTY_ROWS = 12
_MINUTES = (
    ("Agenda", 30),
    ("Bahan", 62),
    ("Pembahasan", 46),
    ("Keputusan", 46),
    ("Penanggung jawab", 26),
    ("Tenggat", 18),
)
_PROBLEMS = (
    ("No", 6),
    ("Program", 16),
    ("Instansi", 34),
    ("Masalah", 46),
    ("Penyebab", 40),
    ("Usul Pemecahan", 46),
    ("Penanggung Jawab", 28),
    ("Tenggat", 22),
)


def write_minutes(path: Path, meeting: Meeting, chapters: list[Chapter]) -> None:
    """Writes the draft minutes: the pack's sentences at each point, and room beside them."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Notulen"
    page = _begin(sheet, _MINUTES, "Notulen rapat koordinasi TKPK", f"{meeting.city} · {meeting.period}")
    for box in ("Hari dan tanggal", "Tempat", "Pimpinan rapat", "Notulis", "Hadir"):
        page.put(1, box, "label")
        page.put(2, "", "input", across=3)
        page.next(18)
    page.next()
    for at, (words, _) in enumerate(_MINUTES, 1):
        page.put(at, words, "header")
    header_row = page.row
    page.next(20)
    for agenda, text in _agenda(meeting, chapters):
        page.put(1, agenda, "label")
        page.put(2, text, "wrapped")
        for at in range(3, len(_MINUTES) + 1):
            page.put(at, "", "input")
        page.next(max(34.0, 5 + 15 * sum(max(1, -(-len(line) // 58)) for line in text.split("\n"))))
    set_up_print(sheet, repeat_row=header_row)
    with replacing(path) as target:
        book.save(target)


def _agenda(meeting: Meeting, chapters: list[Chapter]) -> Iterator[tuple[str, str]]:
    """Each point of the agenda with the sentences that the pack says about it."""
    for card in cards(meeting):
        yield f"Ringkasan: {card.title}", f"{card.figure.text}. {_said(card.sentence)}"
    for chapter in chapters:
        if chapter.letter or chapter.key in ("r", "s"):
            prose = [block for block in chapter.blocks if isinstance(block, Prose)]
            said = "\n".join(_said(sentence) for block in prose for sentence in block.sentences)
            yield f"{chapter.letter}. {chapter.title}".removeprefix(". "), said or chapter.lead
    for sentence in asked(meeting):
        yield "Keputusan yang diminta", _said(sentence)


def _said(parts: tuple[Part, ...]) -> str:
    return "".join(part.text if isinstance(part, Figure | Link) else part for part in parts)


def write_follow_up(path: Path, meeting: Meeting) -> None:
    """Writes the open problems as Bappeda's list of the next semester."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Tindak lanjut"
    page = _begin(sheet, _PROBLEMS, "Daftar masalah dan tindak lanjut", f"{half(meeting.semester.next)}")
    for at, (words, _) in enumerate(_PROBLEMS, 1):
        page.put(at, words, "header")
    header_row = page.row
    page.next(20)
    problems = [row for row in meeting.sources("mart_findings", finding_code=REPORTED) if row.row["open_count"]]
    # words that were not released cannot come back as they were: such a problem is left to the office that wrote it
    told = [row for row in problems if row.written("problem_text")]
    for number, row in enumerate(told, 1):
        programme = row.row["programme_code"]
        values = (
            number,
            "" if programme == "-" else programme,
            meeting.agencies.get(row.row["agency_id"], ""),
            *(row.written(f"{part}_text") for part in ("problem", "cause", "action", "responsible", "due")),
        )
        for at, value in enumerate(values, 1):
            page.put(at, value, "input" if at > 1 else "wrapped")
        page.next(34)
    for _ in range(_EMPTY_ROWS):
        for at in range(1, len(_PROBLEMS) + 1):
            page.put(at, None, "input")
        page.next(24)
    _write_how_to(book.create_sheet("Cara mengisi"), meeting, len(problems) - len(told))
    sheet.freeze_panes = f"A{header_row + 1}"
    set_up_print(sheet, repeat_row=header_row)
    with replacing(path) as target:
        book.save(target)


def _write_how_to(sheet: Any, meeting: Meeting, left_out: int) -> None:
    page = Page(sheet)
    sheet.column_dimensions["A"].width = 100
    lines = [
        "Baris yang selesai: hapus barisnya. Masalah itu ditutup pada semester berikutnya.",
        "Baris yang belum selesai: biarkan kalimat masalahnya, ubah usul, penanggung jawab, atau tenggat.",
        "Masalah baru dari rapat: tulis di baris kosong.",
        f"Taruh berkas ini di inbox/{meeting.semester.next}/bappeda/ sebagai daftar masalah semester berikutnya.",
        "Temuan dari data (sasaran, tumpang tindih, meninggal) tidak ditulis di sini: data menutupnya sendiri.",
    ]
    if left_out:
        lines += [
            f"{left_out} masalah tidak disalin karena kalimatnya {NOT_RELEASED}. Tanpa barisnya di sini masalah itu "
            "dianggap selesai.",
            "Putuskan kalimatnya (sinergi texts, sinergi decide) lalu jalankan lagi, atau minta dari instansinya.",
        ]
    for text in lines:
        page.put(1, text, "wrapped")
        page.next(5 + 15 * len(wrap(text, 90)))
    set_up_print(sheet)


def _begin(sheet: Any, columns: tuple[tuple[str, int], ...], title: str, subtitle: str) -> Page:
    for at, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    page = Page(sheet)
    page.put(1, title, "title")
    page.next(24)
    page.put(1, subtitle, "subtitle")
    page.next(rows=2)
    sheet.sheet_view.showGridLines = False
    return page
