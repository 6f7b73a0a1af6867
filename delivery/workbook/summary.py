"""Fills the first sheet of a workbook that goes back: what came, what to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from delivery.workbook.issues import SubmissionIssues
from delivery.workbook.palette import FILLS, PALE, THANKS, Face, dress
from delivery.workbook.xml import clean_text, is_live
from ingest.answers.applied import REMOVED_ROWS
from ingest.answers.returned import DECISIONS, FILLED_BY
from ingest.declarations.contract import IssueCode
from ingest.submission import Problem, Submission

_WIDTHS = (3, 13, 38, 18, 58, 3)
_OF_THE_FILE = ("FIL", "TAB", "KOL", "SEM", "VOL")
_STATUS = {
    "conformed": "Sudah dibaca, menunggu penilaian", "admitted": "Diakui dan dipakai",
    "duplicate": "Sama dengan berkas yang sudah diterima",
    "held": "DITAHAN: belum dipakai, lihat penyebabnya di bawah", "superseded": "Sudah diganti kiriman yang lebih baru",
}  # fmt: skip


class Page:
    """A sheet that is filled from top to bottom."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self.row = 1

    def put(self, column: int, value: object, face: Face = "", fill: str = "", across: int = 1) -> None:
        """Puts one cell over `across` columns; text is text, whatever it begins with."""
        value = clean_text(value) if isinstance(value, str) else value
        for other in range(column, column + across):
            number_format = "#,##0" if face == "number" else "@" if face == "input" else "General"
            dress(self._sheet.cell(self.row, other), fill, face, number_format)
        cell = self._sheet.cell(self.row, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
            cell.quotePrefix = is_live(value)
        if across > 1:
            self._sheet.merge_cells(
                start_row=self.row, end_row=self.row, start_column=column, end_column=column + across - 1
            )

    def next(self, height: float | None = None, rows: int = 1) -> None:
        """Goes on to the next row, this one as high as told."""
        if height:
            self._sheet.row_dimensions[self.row].height = height
        self.row += rows


def write_summary(
    sheet: Any, submission: Submission, agency_name: str, issues: SubmissionIssues, codes: Mapping[str, IssueCode]
) -> None:
    """Fills the sheet and sets it up for print."""
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    page = Page(sheet)
    _write_head(page, submission, agency_name)
    _write_totals(page, submission, issues)
    _write_problems(page, submission)
    _write_codes(page, "Yang perlu diperbaiki", issues.open_counts, codes)
    _write_totals_of_sheets(page, submission)
    _write_codes(page, "Untuk diketahui (tidak perlu dijawab)", issues.info_counts, codes)
    if submission.rows_in and issues.open:
        _write_how_to(page)
    set_up_print(sheet, portrait=True)
    sheet.sheet_view.showGridLines = False


def _write_head(page: Page, submission: Submission, agency_name: str) -> None:
    page.put(2, "Hasil pemeriksaan data", "title")
    page.next(26)
    page.put(2, f"{agency_name} · Semester {submission.semester}", "subtitle")
    page.next()
    page.put(2, submission.file_name, "subtitle")
    page.next(rows=2)
    page.put(2, "Status", "label", PALE)
    page.put(3, _STATUS[submission.status], "label", FILLS["reject"] if submission.status == "held" else "", 3)
    page.next()
    page.put(2, "Diterima", "label", PALE)
    page.put(3, f"{submission.received_at[:10]} (UTC)", "label", across=3)
    page.next()
    page.put(2, f"{FILLED_BY}:", "label", PALE)
    page.put(3, "", "input", across=3)
    page.next(rows=2)


def _write_totals(page: Page, submission: Submission, issues: SubmissionIssues) -> None:
    removed = submission.furniture.get(REMOVED_ROWS, 0)
    lines: list[tuple[str, int, str, str]] = [
        ("Baris data dipakai", submission.rows_accepted, "", "Masuk ke data bersama."),
        ("Baris ditolak", submission.rows_rejected, FILLS["reject"] if submission.rows_rejected else "",
         "Tidak memuat isian wajib; tidak dipakai sampai dilengkapi."),
        ("Baris lain", submission.rows_furniture - removed, "",
         "Judul, jumlah, tanda tangan, baris kosong: bukan data."),
        ("Baris dihapus", removed, "", "Atas permintaan instansi (keputusan: Hapus baris)."),
        ("Semua baris dalam berkas", submission.rows_in, "", "Jumlah keempat angka di atas."),
        ("Perlu diperbaiki", len(issues.open), FILLS["warning"] if issues.open else "",
         "Satu per satu di lembar perbaikan, dengan saran."),
        ("Sudah dipastikan benar", len(issues.confirmed), "", "Dijawab: Memang benar. Tidak ditanyakan lagi."),
    ]  # fmt: skip
    page.put(2, "Ringkasan", "section")
    page.next(20)
    for words, count, fill, explained in lines:
        page.put(2, words, "label", PALE, 2)
        page.put(4, count, "number", fill)
        page.put(5, explained, "wrapped")
        page.next(18)
    if issues.has_previous:
        mended = sum(issues.fixed.values())
        page.put(2, "Diperbaiki sejak kiriman lalu", "label", PALE, 2)
        page.put(4, mended, "number", THANKS if mended else "")
        page.put(5, "Terima kasih!" if mended else "Belum ada yang berubah.", "wrapped", THANKS if mended else "")
        page.next(18)
    if issues.outcomes.get("unclear"):
        page.put(2, "Jawaban bertentangan", "label", PALE, 2)
        page.put(4, issues.outcomes["unclear"], "number", FILLS["warning"])
        page.put(5, "Tidak dapat diikuti; mohon dijawab sekali lagi.", "wrapped")
        page.next(18)
    page.next()


def _write_problems(page: Page, submission: Submission) -> None:
    """Writes the problems of the file as a whole."""
    shown = [
        problem
        for problem in submission.problems
        if problem.code[:3] in _OF_THE_FILE and problem.severity in ("hold", "warning")
    ]
    if not shown:
        return
    page.put(2, "Tentang berkas ini", "section")
    page.next(20)
    _write_header(page, "Kode", "Masalah", "Di mana", "Yang perlu dilakukan")
    for problem in sorted(shown, key=lambda problem: problem.severity != "hold"):
        fill = FILLS["reject" if problem.severity == "hold" else "warning"]
        where = " ".join(part for part in (problem.sheet, problem.cell) if part)
        page.put(2, problem.code, "label", fill)
        page.put(3, _found(problem), "wrapped")
        page.put(4, where, "wrapped")
        page.put(5, problem.action, "wrapped")
        page.next(_height(_found(problem), problem.action, where=where))
    page.next()


def _found(problem: Problem) -> str:
    found = f" Tertulis: {problem.found}." if problem.found else ""
    return f"{problem.message}{found}" + (f" Diharapkan: {problem.expected}." if problem.expected else "")


def _write_codes(page: Page, title: str, counts: Mapping[str, int], codes: Mapping[str, IssueCode]) -> None:
    """Writes the count of each fault, the most frequent first."""
    if not counts:
        return
    page.put(2, title, "section")
    page.next(20)
    _write_header(page, "Kode", "Masalah", "Jumlah", "Yang perlu dilakukan")
    for code, count in sorted(counts.items(), key=lambda row: (codes[row[0]].severity != "reject", -row[1], row[0])):
        issue_code = codes[code]
        page.put(2, code, "label", FILLS.get(issue_code.severity, ""))
        page.put(3, issue_code.message, "wrapped")
        page.put(4, count, "number")
        page.put(5, issue_code.action, "wrapped")
        page.next(_height(issue_code.message, issue_code.action))
    page.next()


def _write_totals_of_sheets(page: Page, submission: Submission) -> None:
    """Totals that the sheets state and that the rows do not give."""
    wrong = [total for total in submission.totals if not total.agrees]
    if not wrong:
        return
    page.put(2, "Angka JUMLAH yang tidak sama", "section")
    page.next(20)
    _write_header(page, "Baris", "Lembar dan tulisan", "Tertulis", "Hitungan baris")
    for total in wrong[:50]:
        page.put(2, total.row_number, "number")
        page.put(3, " · ".join(part for part in (total.sheet, total.label) if part), "wrapped")
        page.put(4, total.stated, "number")
        page.put(5, f"{total.counted:,.0f}".replace(",", "."), "wrapped")
        page.next()
    page.next()


def _write_header(page: Page, *words: str) -> None:
    for column, text in enumerate(words, 2):
        page.put(column, text, "header")
    page.next(20)


def _write_how_to(page: Page) -> None:
    page.put(2, "Cara mengisi", "section")
    page.next(20)
    for number, line in enumerate(_steps(), 1):
        page.put(2, f"{number}.", "wrapped")
        page.put(3, line, "wrapped", across=3)
        page.next(_height(line, width=110))
    page.next()
    page.put(2, "Warna", "section")
    page.next(20)
    for severity, words in (
        ("reject", "Baris ditolak: tidak dipakai sampai dilengkapi."),
        ("warning", "Perlu diperbaiki: baris dipakai, isian ini tidak."),
        ("info", "Untuk diketahui: sudah dibaca, tidak perlu dijawab."),
    ):
        page.put(2, "", "label", FILLS[severity])
        page.put(3, words, "wrapped", across=3)
        page.next(18)


def _steps() -> Iterator[str]:
    yield "Buka lembar perbaikan. Satu baris = satu hal. Klik alamat sel untuk melihat barisnya di lembar Anda."
    yield (
        f"Pilih keputusan: {', '.join(DECISIONS.values())}. "
        "Tulis isian yang benar di kolom Nilai benar, atau langsung perbaiki selnya di lembar Anda."
    )
    yield "NIK dan nomor KK: salin 16 angka dari KTP-el atau KK. Angka yang hilang tidak boleh ditebak."
    yield "Baris boleh ditambah, dipindah, atau dihapus. Jangan ubah kolom dan lembar tersembunyi milik Sinergi."
    yield "Simpan, lalu kirim kembali berkas ini. Nama berkas bebas."


def _height(*texts: str, width: int = 0, where: str = "") -> float:
    """The height that the longest text of a row needs.

    Neither program makes room in merged or new rows by itself.
    """
    widths = (width,) * len(texts) if width else (36, 60)
    lines = max(-(-len(text) // limit) for text, limit in zip(texts, widths, strict=False))
    return 4 + 15 * max(1, lines, -(-len(where) // 15))


def set_up_print(sheet: Any, *, portrait: bool = False, repeat_row: int = 0, one_page: bool = False) -> None:
    """A4, as wide as the page, with page numbers."""
    sheet.page_setup.orientation = "portrait" if portrait else "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(one_page)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.75, 0.35
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "Halaman &P dari &N"
    if repeat_row:
        sheet.print_title_rows = f"{repeat_row}:{repeat_row}"
