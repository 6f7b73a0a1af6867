"""Fills the first page of the review workbook.

It says how much there is to decide, what it moves, and how to fill it in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from openpyxl.utils import get_column_letter

from delivery.review.layout import rupiah
from delivery.review.sheet import BY, DECIDED, DECISION, FILLED_BY, OPEN, REASON, VERDICTS, Written
from delivery.review.worth import REST, enough, sittings
from delivery.workbook.palette import FILLS, PALE
from delivery.workbook.summary import Page, set_up_print

_SITTINGS_SHOWN = 4
_STOP = (
    "Boleh berhenti sesudah nomor {last}: sisanya menyangkut paling banyak {rest} dari bantuan dan rupiah yang "
    "dipertanyakan."
)
_NOT_URGENT = "Tidak ada bantuan yang bergantung pada jawaban; tidak mendesak."
_WIDTHS = (3, 20, 60, 14, 30, 3)
_STEPS = (
    f"Tulis nama Anda di kotak kuning di atas, atau di kolom {BY} bila beberapa orang mengisi.",
    f"Buka lembar {OPEN}. Tiap pasangan: satu pita berisi pertanyaan, lalu dua baris data, satu di bawah yang lain.",
    "Kuning: kedua baris mengisi, dan isinya berbeda. Sel kosong bukan bukti.",
    f"Pilih {DECISION}: {VERDICTS['same']} (satu orang), {VERDICTS['not_same']} (dua orang), atau "
    f"{VERDICTS['cannot_say']}. Yang belum diperiksa dibiarkan kosong.",
    f"Tulis {REASON}: apa yang dilihat atau siapa yang ditanya. Pilih dari daftar, atau tulis sendiri.",
    "Simpan, lalu: sinergi decide tinjauan-orang.xlsx. Sesudah itu jalankan lagi: sinergi run {semester}.",
    f"Keputusan berlaku seterusnya. Untuk mengubahnya, ganti pilihan di lembar {DECIDED}.",
)


def write_summary(sheet: Any, semester: str, open_pairs: Sequence[dict[str, Any]], written: Written) -> None:
    """Fills the page and sets it up for print."""
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    page = Page(sheet)
    page.put(2, "Tinjauan orang", "title")
    page.next(26)
    page.put(2, f"Apakah dua baris ini satu orang? · Semester {semester}", "subtitle")
    page.next(rows=2)
    page.put(2, FILLED_BY, "label", PALE)
    page.put(3, "", "input")
    page.next(20, rows=2)
    _write_counts(page, open_pairs, written)
    if open_pairs:
        _write_worth(page, open_pairs)
    page.put(2, "Cara mengisi", "section")
    page.next(20)
    for number, line in enumerate((step.format(semester=semester) for step in _STEPS), 1):
        page.put(2, f"{number}. {line}", "wrapped", across=4)
        page.next(34 if len(line) > 125 else 18)
    page.next()
    page.put(2, "Berisi data pribadi: simpan di tempat yang aman, jangan disebarkan.", "note")
    set_up_print(sheet, portrait=True)
    sheet.sheet_view.showGridLines = False


def _write_counts(page: Page, open_pairs: Sequence[dict[str, Any]], written: Written) -> None:
    page.put(2, "Yang perlu diputuskan", "section")
    page.next(20)
    for column, words in ((2, "Pasangan"), (3, "Mengapa ditanya"), (4, "Bantuan"), (5, "Rupiah")):
        page.put(column, words, "header")
    page.next(20)
    reasons = Counter(line["reason_text"] for line in open_pairs)
    for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        mine = [line for line in open_pairs if line["reason_text"] == reason]
        page.put(2, count, "number")
        page.put(3, reason, "wrapped")
        page.put(4, sum(line["moved_receipt_count"] for line in mine), "number")
        page.put(5, sum(line["moved_amount_idr"] for line in mine), "number")
        page.next(34 if len(reason) > 55 else 18)
    if written.left_out:
        page.put(2, written.left_out, "number", FILLS["info"])
        page.put(3, "Lainnya, sesudah yang ini diputuskan.", "wrapped", FILLS["info"], 3)
        page.next(18)
    page.put(2, written.decided, "number", PALE)
    page.put(3, "Sudah diputuskan; dapat diubah di lembarnya.", "wrapped", PALE, 3)
    page.next(18, rows=2)


def _write_worth(page: Page, open_pairs: Sequence[dict[str, Any]]) -> None:
    """Writes what each sitting of answers moves, and after which pair one may stop."""
    page.put(2, "Berapa yang dipindahkan jawaban Anda", "section")
    page.next(20)
    for sitting in sittings(open_pairs)[:_SITTINGS_SHOWN]:
        page.put(2, f"Nomor {sitting.first}-{sitting.last}", "label", PALE)
        page.put(3, f"{sitting.receipts} bantuan, Rp {rupiah(sitting.amount_idr)}", "wrapped")
        page.next(18)
    last = enough(open_pairs)
    words = _STOP.format(last=last, rest=f"{REST:.0%}") if last else _NOT_URGENT
    page.put(2, words, "wrapped", FILLS["info"], 4)
    page.next(34, rows=2)
