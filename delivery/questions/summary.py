"""Fills the first page of the workbook of questions: counts, holds, instructions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.utils import get_column_letter

from delivery.questions.sheet import ANSWER, ANSWERED, BY, FILE_NAME, FILLED_BY, FILLED_WHY, OPEN, REASON, TAKE_BACK
from delivery.workbook.palette import FILLS, PALE
from delivery.workbook.summary import Page, set_up_print
from ingest.declarations.rulings import Kind
from ingest.drafting.question import Question

_WIDTHS = (3, 22, 62, 19, 21, 3)
_KINDS: dict[Kind, str] = {
    "file": "Berkas yang belum dikenal: daftar yang mana?",
    "version": "Beberapa berkas untuk daftar yang sama: yang mana berlaku?",
    "required": "Kolom wajib yang tidak ada: bolehkah tanpa kolom itu?",
    "number": "NIK yang hampir seluruhnya rusak: cocokkan tanpa NIK?",
    "repeats": "NIK yang berulang di banyak baris: memang begitu?",
    "heading": "Judul kolom yang belum dikenal: isian apa?",
    "receipt": "Status: penerima atau bukan?",
    "word": "Kata atau tempat di luar daftar: apa artinya?",
}
_STEPS = (
    f"Tulis nama Anda dan dasar jawaban di kotak kuning di atas, atau per baris di kolom {BY} dan {REASON}.",
    f"Buka lembar {OPEN}. Baris berwarna kuning menahan berkasnya sampai dijawab.",
    f"Pilih {ANSWER} dari daftar. Dugaan hanya saran; yang belum pasti dibiarkan kosong.",
    "Kolom yang tidak diperlukan: pilih Kesampingkan. Isinya tetap disimpan.",
    f"Simpan, lalu: sinergi decide {FILE_NAME}. Sesudah itu jalankan lagi: sinergi run {{semester}}.",
    f"Jawaban berlaku untuk semua semester, tentang NIK yang rusak atau berulang dan versi hanya untuk berkas itu. "
    f"Untuk mengubah atau membatalkan ({TAKE_BACK}): lembar {ANSWERED}.",
)


def write_summary(sheet: Any, semester: str, asked: Sequence[Question], answered: Sequence[Question]) -> None:
    """Fills the page and sets it up for print."""
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    page = Page(sheet)
    page.put(2, "Pertanyaan tentang daftar", "title")
    page.next(26)
    page.put(2, f"Apa arti judul, kata dan berkas ini? · Semester {semester}", "subtitle")
    page.next(rows=2)
    for words in (FILLED_BY, FILLED_WHY):
        page.put(2, words, "label", PALE)
        page.put(3, "", "input")
        page.next(20)
    page.next()
    page.put(2, "Yang perlu dijawab", "section")
    page.next(20)
    for column, words in ((2, "Banyaknya"), (3, "Tentang"), (4, "Menahan berkas")):
        page.put(column, words, "header")
    page.next(20)
    for kind, words in _KINDS.items():
        mine = [question for question in asked if question.kind == kind]
        holding = sum(question.holds for question in mine)
        page.put(2, len(mine), "number")
        page.put(3, words, "wrapped")
        page.put(4, holding, "number", FILLS["warning"] if holding else "")
        page.next(18)
    page.put(2, len(answered), "number", PALE)
    page.put(3, "Sudah dijawab; dapat diubah di lembarnya.", "wrapped", PALE)
    page.next(18, rows=2)
    page.put(2, "Cara mengisi", "section")
    page.next(20)
    for number, line in enumerate((step.format(semester=semester) for step in _STEPS), 1):
        page.put(2, f"{number}. {line}", "wrapped", across=4)
        page.next(34 if len(line) > 125 else 18)
    set_up_print(sheet, portrait=True)
    sheet.sheet_view.showGridLines = False
