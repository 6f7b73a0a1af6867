"""The screen of `sinergi check`.

Table by table: header -> field -> masked sample -> problems.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.check import AFTERWARDS
from orchestration.cli.screens import SEVERITY
from orchestration.progress import figure

if TYPE_CHECKING:
    from ingest.drafting.columns_seen import ColumnSeen, TableSeen
    from ingest.drafting.file_check import FileCheck
    from ingest.drafting.first_look import FirstLook, SheetShape

_WIDE = 110
_SHEETS_NAMED = 6
_FATES = {"ignored": "[dim]tidak dipakai[/]", "unknown": "[red]tidak dikenal[/]", "aside": "[yellow]dikesampingkan[/]"}
_OUTCOMES = {"fixed": "diperbaiki", "confirmed": "dipastikan benar", "removed": "dihapus", "open": "belum selesai",
             "unclear": "bertentangan"}  # fmt: skip


def show_check(console: Console, check: FileCheck) -> None:
    """Everything that would be said about one file, list by list."""
    for each in (check, *check.beside):
        _show_list(console, each)
    if check.look is not None:
        _show_look(console, check, check.look)
    console.print(f"[dim]{AFTERWARDS}[/]", soft_wrap=not console.is_terminal)
    console.print(
        "[red]Berkas ini akan ditahan.[/] Perbaiki yang bertanda tahan, lalu periksa lagi."
        if check.is_held
        else "[green]Berkas ini dapat dibaca.[/]"
    )


def _show_list(console: Console, check: FileCheck) -> None:
    list_name = f"{check.agency_id}/{check.table_id}" if check.table_id else "tidak dikenal"
    console.print(f"[bold]{escape(check.file_name)}[/] · daftar: [bold]{list_name}[/] · semester {check.semester}")
    if check.others:
        console.print(f"[yellow]Bisa juga:[/] {', '.join(check.others)}; tegaskan dengan --agency.")
    for table in check.tables:
        console.print(_columns_table(table, console.width))
    submission = check.submission
    if submission is not None:
        counts = (submission.rows_in, submission.rows_accepted, submission.rows_rejected, submission.rows_furniture)
        console.print("{} baris masuk = {} diterima + {} ditolak + {} bukan data".format(*map(figure, counts)))
    if check.answers is not None:
        answers = ", ".join(f"{figure(count)} {_OUTCOMES[name]}" for name, count in sorted(check.answers.items()))
        console.print(f"Buku perbaikan yang kembali: {answers or 'tanpa jawaban'}.")
    for problem in sorted(check.problems, key=lambda each: list(SEVERITY).index(each.severity)):
        console.print(f"{SEVERITY[problem.severity]} {escape(problem.sentence())}", soft_wrap=not console.is_terminal)


def _columns_table(seen: TableSeen, width: int) -> Table:
    table = Table(title=_sheets_named(seen.sheets), box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
    is_wide = width >= _WIDE
    table.add_column("Sel", no_wrap=True)
    for name, ratio in (("Judul kolom", 4), ("Isian", 3), ("Contoh (disamarkan)" if is_wide else "Contoh", 3)):
        table.add_column(name, overflow="fold", ratio=ratio)
    table.add_column("Terisi", justify="right", no_wrap=True)
    table.add_column("Temuan", overflow="fold", ratio=4)
    for column in seen.columns:
        field = _FATES.get(column.field, escape(column.field))
        table.add_row(
            column.cell, escape(column.header), field, escape(_short(column.sample)), _share(column),
            escape("; ".join(column.remarks)),
        )  # fmt: skip
    return table


def _sheets_named(sheets: tuple[str, ...]) -> str:
    if len(sheets) <= 1:
        return f"Lembar {escape(sheets[0])}" if sheets and sheets[0] else ""
    more = f" dan {len(sheets) - _SHEETS_NAMED} lagi" if len(sheets) > _SHEETS_NAMED else ""
    return f"{len(sheets)} lembar: {escape(', '.join(sheets[:_SHEETS_NAMED]))}{more}"


def _short(sample: str) -> str:
    """A sample with few stars: how much is hidden says nothing here."""
    return re.sub(r"\*{4,}", "***", sample)


def _share(column: ColumnSeen) -> str:
    if column.filled is None:
        return ""
    # never 100 % with a hole in it, nor 0 % with something there
    rounded = round(100 * column.filled)
    if rounded == 100 and column.filled < 1:
        return ">99 %"
    return "<1 %" if rounded == 0 and column.filled > 0 else f"{rounded} %"


def _show_look(console: Console, check: FileCheck, look: FirstLook) -> None:
    """Shows the contents of a file that no list claims, and the two ways on."""
    for shape in look.shapes:
        console.print(_look_table(shape))
    if not look.shapes:
        console.print("Tidak ada tabel di dalamnya: berkas ini bukan daftar.")
        return
    agency = check.agency_id or "INSTANSI"
    console.print(
        "[bold]Yang dapat dilakukan:[/]\n"
        f"- Daftar yang dikenal? Beri nama sesuai pola di atas, atau tegaskan: sinergi check BERKAS --agency {agency}\n"
        "- Daftar baru? Rancang deklarasinya: sinergi new-agency ID BERKAS",
        soft_wrap=True,
    )


def _look_table(shape: SheetShape) -> Table:
    meant = f"mirip {shape.entity}" if shape.entity else "belum jelas isinya"
    title = f"{_sheets_named(shape.sheets)} baris judul {shape.header_row}: {meant}, sekitar {figure(shape.rows)} baris"
    table = Table(title=title.strip(), box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
    table.add_column("Sel", no_wrap=True)
    for name in ("Judul kolom", "Mungkin isian", "Contoh"):
        table.add_column(name, overflow="fold")
    table.add_column("Yakin", justify="right", no_wrap=True)
    for header in shape.headers:
        field = (
            "[dim]tidak dipakai[/]" if header.field == "ignored" else escape(header.field) or "[red]tidak dikenal[/]"
        )
        sure = f"{header.sure:.0%}" if header.field else ""
        table.add_row(
            f"{header.letter}{shape.header_row}", escape(header.text), field, escape(_short(header.sample)), sure
        )
    return table
