"""Screens of the command, in Indonesian: progress, then tables and findings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from orchestration.progress import Listener, Told, figure

if TYPE_CHECKING:
    from orchestration.cli.run_report import FileLine, Finding, RunReport

MOST_LINES = 40
_WIDE = 110
STATUS = {
    "conformed": "[yellow]belum dinilai[/]", "held": "[red]ditahan[/]", "duplicate": "[dim]kiriman ganda[/]",
    "admitted": "[green]diakui[/]", "superseded": "[dim]digantikan[/]", "withdrawn": "[dim]diambil lagi[/]",
}  # fmt: skip
SEVERITY = {
    "hold": "[red]tahan[/]",
    "reject": "[magenta]tolak[/]",
    "warning": "[yellow]catatan[/]",
    "info": "[dim]info[/]",
}


@contextmanager
def following(console: Console) -> Iterator[Listener]:
    """A listener that shows each step at work and leaves a line at its end."""
    spinner = Spinner("dots", "Mulai ...")
    # not console.status: that takes what libraries print and puts it on the screen, past the log
    with Live(spinner, console=console, transient=True, redirect_stdout=False, redirect_stderr=False):

        def show(news: Told) -> None:
            if news.kind == "news" and not news.step:
                console.print(f"[yellow]{escape(news.text)}[/]", soft_wrap=True)  # another run goes first
            elif news.kind in ("start", "news"):
                # one line whatever the name of a file: what wraps is not taken off the screen again
                text = f"{news.step} · {news.text}" if news.text else news.step
                spinner.update(text=Text(text[: max(20, console.width - 4)], no_wrap=True))
            elif news.kind == "end":
                seconds = f"{news.seconds:.1f}".replace(".", ",")
                done = f"[green]✓[/] {escape(news.step)} [dim]· {escape(news.text)} · {seconds} dtk[/]"
                console.print(done, no_wrap=console.is_terminal, overflow="ellipsis")
            else:
                console.print(f"[red]✗[/] {escape(news.text)}")

        yield show


def show_report(console: Console, report: RunReport, more: str) -> None:
    """Files, layers and findings of a semester; `more` says where the rest is."""
    console.print(_files_table(report.files, f"Berkas semester {report.semester}", console.width))
    console.print(_layers_table(report))
    show_findings(console, report.findings, more)
    for missing_list in report.missing:
        late = f", terlambat {missing_list.days_late} hari" if missing_list.is_late else ""
        name = f"{missing_list.agency_id}/{missing_list.table_id}"
        console.print(f"[yellow]belum ada[/] {name} ({escape(missing_list.agency_name)}{late})")
    if report.workbooks:
        console.print(_workbooks_table(report))
    if report.questions[0]:
        held = f", {report.questions[1]} di antaranya menahan berkas" if report.questions[1] else ""
        console.print(
            f"[yellow]{report.questions[0]} pertanyaan menunggu jawaban{held}:[/] sinergi questions {report.semester}",
            highlight=False,
        )


def show_findings(console: Console, findings: tuple[Finding, ...], more: str) -> None:
    """One line for each finding, the gravest first."""
    if not findings:
        console.print("[green]Tidak ada temuan.[/]")
        return
    console.print("\n[bold]Temuan[/]")
    for finding in findings[:MOST_LINES]:
        count = f" {figure(finding.count)} kali ·" if finding.count > 1 else ""
        console.print(f"{SEVERITY[finding.severity]}{count} {escape(finding.text)} [dim]{escape(finding.where)}[/]",
                      soft_wrap=not console.is_terminal)  # fmt: skip
    if len(findings) > MOST_LINES:
        console.print(f"[dim]... dan {len(findings) - MOST_LINES} lagi; lihat {escape(more)}[/]")


def _files_table(files: tuple[FileLine, ...], title: str, width: int) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    wide = width >= _WIDE
    for name in ("Instansi", "Daftar", "Berkas") if wide else ("Daftar, putusan, berkas",):
        table.add_column(name, overflow="fold")
    for name in (
        ("Masuk", "= diterima", "+ ditolak", "+ bukan data") if wide else ("Masuk", "=Terima", "+Tolak", "+Lain")
    ):
        table.add_column(name, justify="right", no_wrap=True)
    if wide:
        table.add_column("Putusan", overflow="fold")
    for line in files:
        submission = line.submission
        counts = map(
            figure, (submission.rows_in, submission.rows_accepted, submission.rows_rejected, submission.rows_furniture)
        )
        named = [submission.agency_id, submission.table_id or "?", escape(submission.file_name)]
        if wide:
            table.add_row(*named, *counts, _verdict(line))
        else:
            table.add_row(f"{named[0]}/{named[1]} {_verdict(line)}\n[dim]  {named[2]}[/]", *counts)
    kinds = ("in", "accepted", "rejected", "furniture")
    sums = [figure(sum(getattr(line.submission, f"rows_{kind}") for line in files)) for kind in kinds]
    right = "[green]cocok[/]" if all(line.balances for line in files) else "[red]TIDAK COCOK[/]"
    table.add_section()
    if wide:
        table.add_row(f"{len(files)} berkas", "", "", *sums, right)
    else:
        table.add_row(f"{len(files)} berkas {right}", *sums)
    return table


def _verdict(line: FileLine) -> str:
    codes = " ".join(line.submission.hold_codes)
    stale = " [yellow](lama)[/]" if line.is_stale else ""
    return f"{STATUS[line.submission.status]}{stale} {codes}".strip()


def _layers_table(report: RunReport) -> Table:
    names = {"inbox": "diterima", "accepted": "terhimpun", "linkage": "tercocokkan", "published": "terbit"}
    table = Table(title="Baris di setiap lapisan", box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    table.add_column("Lapisan")
    table.add_column("Tabel")
    table.add_column("Baris", justify="right")
    before = ""
    for layer, name, rows in report.layers:
        if layer != before and before:
            table.add_section()
        table.add_row(names[layer] if layer != before else "", name, figure(rows))
        before = layer
    return table


def _workbooks_table(report: RunReport) -> Table:
    """The workbooks for each office: how much to mend, how much answered."""
    title = f"\nBuku perbaikan untuk instansi, di packs/{report.semester}/"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    table.add_column("Buku", overflow="fold")
    heads = ("Perlu diperbaiki", "Sudah diperbaiki", "Dipastikan benar")
    for name in heads:
        table.add_column(name, justify="right", max_width=max(map(len, name.split())), min_width=10)
    for workbook in report.workbooks:
        table.add_row(escape(workbook.path), *map(figure, (workbook.to_fix, workbook.fixed, workbook.confirmed)))
    sums = (sum(getattr(workbook, name) for workbook in report.workbooks) for name in ("to_fix", "fixed", "confirmed"))
    table.add_section()
    table.add_row(f"{len(report.workbooks)} buku", *map(figure, sums))
    return table
