"""`sinergi trace`: from a published figure to its rows and back.

Also from column to column.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import typer
from rich.console import Console
from rich.markup import escape

from delivery.release.releases import Release, current_release
from delivery.release.small_cells import PROTECTION
from delivery.tracing import (
    Column,
    Figure,
    TraceError,
    Traces,
    column_lineage,
    figures_of,
    find_records,
    load_traces,
    prove,
    resolve,
    walk,
)
from delivery.tracing.units import split_of
from ingest.store import write_text
from orchestration.access_log import note_access
from orchestration.cli.console import PUBLISHED, WRONG_USAGE, console_on, settings_of, wrong_usage
from orchestration.cli.csv_text import as_csv
from orchestration.cli.trace_screen import show_counted, show_figure, show_lineage, show_place, show_proofs, show_walked
from orchestration.counted_units import compiled_sql, relations
from orchestration.dbt.manifest import PROJECT, DbtError, compiled_manifest
from orchestration.health.ailments import Ailment
from orchestration.health.moved import elsewhere, follow_home
from orchestration.settings import Settings

_CSV = ("part", "unit", "agency_id", "table_id", "file_name", "file_sha256", "received_at", "semester", "sheet",
        "row_number", "entity", "record_id")  # fmt: skip
_NOTHING = "Tidak ada angka: daftarnya belum ada atau belum dapat dinilai. Tidak ada baris di baliknya."


@dataclass(frozen=True)
class Traced:
    """The warehouse with its declarations and the release that readers see."""

    warehouse: duckdb.DuckDBPyConnection
    traces: Traces
    manifest: Mapping[str, Any]
    release: Release | None

    @property
    def grains(self) -> dict[str, tuple[str, ...]]:
        """Mart -> the columns that make a row one of a kind."""
        return {
            name: tuple(self.model(name)["config"]["meta"]["grain"]) for name in self.traces.marts
        }  # fmt: skip

    def model(self, name: str) -> Mapping[str, Any]:
        """The model as dbt describes it."""
        nodes = self.manifest["nodes"].values()
        return next(node for node in nodes if node["name"] == name and node["resource_type"] == "model")


def trace(
    home: Path | None, figure: str | None, cell: str | None, lineage: str | None, everything: bool, rows: int,
    csv_file: Path | None,
) -> int:  # fmt: skip
    """Answers one question about figures, cells or columns; gives the exit code.

    Ends with wrong usage when it cannot be asked.
    """
    if sum(each is not None for each in (figure, cell, lineage, everything or None)) != 1:
        wrong_usage("tulis satu saja: ANGKA, --cell TEMPAT, --lineage mart.kolom, atau --all")
    console, settings = console_on(), settings_of(home)
    try:
        with opened(settings) as traced:
            if figure is not None:
                _trace_figure(console, traced, figure, rows, csv_file)
                if csv_file is not None:
                    note_access(settings.home, "trace --csv", figure)
            elif cell is not None:
                _trace_cell(console, traced, cell)
            elif lineage is not None:
                show_lineage(console, lineage_of(traced, lineage))
            else:
                return show_proofs(console, prove(traced.warehouse, traced.traces, traced.grains))
    except TraceError as error:
        errors = console_on(sys.stderr)
        for at, problem in enumerate(error.problems):
            errors.print(escape(problem if at == 0 else f"  {problem}"), soft_wrap=True, highlight=False)
        raise typer.Exit(WRONG_USAGE) from None
    return PUBLISHED


@contextmanager
def opened(settings: Settings) -> Iterator[Traced]:
    """The warehouse opened read-only; TraceError when there is none yet, or dbt is writing it."""
    if not settings.store.warehouse.exists():
        raise TraceError([f"TRC-040 belum ada gudang data di {settings.home}; jalankan `sinergi run` dahulu"])
    try:
        manifest = compiled_manifest(settings)
        _follow(settings)
        warehouse = duckdb.connect(str(settings.store.warehouse), read_only=True)
    except DbtError as error:
        raise TraceError([f"TRC-041 {error}"]) from None
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise TraceError([f"TRC-044 {Ailment('RUM-018', str(settings.store.warehouse)).sentence()}"]) from None
        raise TraceError(["TRC-042 gudang data sedang ditulis; coba lagi setelah `sinergi run` selesai"]) from None
    with warehouse:
        yield Traced(
            warehouse,
            load_traces(PROJECT / "traces", relations(warehouse), compiled_sql(manifest)),
            manifest,
            current_release(settings.store),
        )


def _follow(settings: Settings) -> None:
    """Lets the warehouse of a copied home read this home's files.

    TraceError where it cannot be written.
    """
    path = settings.store.warehouse
    with duckdb.connect(str(path), read_only=True) as warehouse:
        place = elsewhere(warehouse, settings.home)
    if place is not None:
        try:
            follow_home(path, settings.home)
        except duckdb.Error:
            raise TraceError(
                [f"TRC-043 gudang data ini membaca {place}, dan tidak dapat diubah: jalankan `sinergi run` dahulu"]
            ) from None


def first_figure(traced: Traced) -> Figure | None:
    """A figure that counts something: the first of the first mart that has one."""
    for name, mart in traced.traces.marts.items():
        for column, _ in mart.counts():
            if column not in mart.columns:
                continue
            found = traced.warehouse.execute(
                f"select * from {traced.traces.relations[name]} where {column} > 0 order by all limit 1"
            )
            row = found.fetchone()
            if row is not None:
                values = dict(zip([each[0] for each in found.description or ()], row, strict=True))
                return Figure(name, column, traced.grains[name], values)
    return None


def lineage_of(traced: Traced, text: str) -> Column:
    """The lineage of `mart.column`."""
    model, _, column = text.partition(".")
    return column_lineage(traced.manifest, model, column)


def _trace_figure(console: Console, traced: Traced, text: str, rows: int, csv_file: Path | None) -> None:
    figure = resolve(traced.warehouse, traced.traces, traced.grains, text)
    node = traced.model(figure.mart)
    show_figure(console, figure, node, traced.release, *published_value(traced, figure))
    show_agreement(console, traced, figure)
    if figure.value is None:
        console.print(_NOTHING)
        return
    column = lineage_of(traced, f"{figure.mart}.{figure.column}")
    models = list(dict.fromkeys(each.relation for each in column.upstream() if each.kind == "model"))
    console.print(f"[bold]Melalui[/]    {' ← '.join(models)}", soft_wrap=True)
    found = walk(traced.warehouse, traced.traces, figure)
    for each in found:
        show_walked(console, each, traced.warehouse, traced.traces, rows)
    if csv_file is not None:
        places = (place for each in found for place in each.places)
        write_text(as_csv(_CSV, ([getattr(place, name) for name in _CSV] for place in places)), csv_file)
        console.print(f"Daftar lengkap: {csv_file} (hanya dapat dibaca pemiliknya)", soft_wrap=True)


def show_agreement(console: Console, traced: Traced, figure: Figure) -> None:
    """The snapshot in force in the figure's semester, and the letter it was agreed by."""
    found = traced.warehouse.execute(
        "select snapshot_id, agreed_by, letter_no, letter_date, is_agreed, is_agreed_file "
        "from core.dim_reference_snapshot where semester = ? and is_in_force", [figure.row.get("semester")],
    ).fetchone()  # fmt: skip
    if found is None:
        console.print("[bold]Acuan[/]      belum ada sumber acuan pada semester ini")
        return
    snapshot, agreed_by, letter, on, is_agreed, is_file = found
    agreed = f"disepakati {agreed_by}, surat {letter} tanggal {on}" if is_agreed else "belum disepakati dengan surat"
    same = {True: "; berkasnya sama dengan yang disepakati", False: "; [red]berkasnya BERBEDA dari yang disepakati[/]"}
    console.print(f"[bold]Acuan[/]      {snapshot}, {agreed}{same.get(is_file, '')}", soft_wrap=True)


def published_value(traced: Traced, figure: Figure) -> tuple[Any, str | None]:
    """The figure of the current release and how its row is protected.

    None when the release has no such row.
    """
    if traced.release is None or not traced.release.warehouse.exists():
        return None, None
    split = split_of(traced.traces.marts[figure.mart].below_city)
    table, at = split.place_of(figure.mart, figure.row, figure.key) if split else (figure.mart, figure.key)
    where = " and ".join(f"{key} is not distinct from ?" for key in at)
    with duckdb.connect(str(traced.release.warehouse), read_only=True) as published:
        try:
            found = published.execute(f"select * from marts.{table} where {where}", list(at.values()))
        except duckdb.CatalogException:
            return None, None
        row = dict(zip([each[0] for each in found.description or ()], found.fetchone() or (), strict=False))
    return row.get(figure.column), row.get(PROTECTION.name)


def _trace_cell(console: Console, traced: Traced, text: str) -> None:
    places = find_records(traced.warehouse, traced.traces, text)
    for place in places:
        show_place(console, place, traced.warehouse, traced.traces)
    records = [(place.entity or "", place.semester, place.record_id or "") for place in places]
    show_counted(console, figures_of(traced.warehouse, traced.traces, traced.grains, records))
