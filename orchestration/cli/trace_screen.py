"""The screen of a trace: places and counts in full, persons masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape

from delivery.release.releases import Release
from delivery.release.small_cells import EXACT
from delivery.tracing import Column, Counted, Figure, Place, Proof, Traces, Walked, number
from ingest.parsers.masking import mask, without_long_numbers
from orchestration.cli.console import NOT_PUBLISHED, PUBLISHED

_SHOWN = 4
_LAYERS = {
    "mart": "mart", "list": "bnba", "fct": "core", "dim": "core", "bridge": "core", "int": "intermediate",
    "msr": "measures", "stg": "staging",
}  # fmt: skip


def show_figure(
    console: Console, figure: Figure, model: Mapping[str, Any], release: Release | None, published: Any,
    protection: str | None,
) -> None:  # fmt: skip
    """Shows the value and the release, with what it shows instead.

    Then come the meaning of the column and the row's own columns.
    """
    described = model["columns"].get(figure.column, {}).get("description", "")
    console.print(f"[bold]{escape(figure.name)}[/]", soft_wrap=True)
    console.print(f"[bold]Nilai[/]      {number(figure.value)}")
    if release is None:
        console.print("[bold]Rilis[/]      belum ada yang terbit")
    else:
        console.print(
            f"[bold]Rilis[/]      {release.name}, {_compared(figure.value, published, protection)}", soft_wrap=True
        )
    console.print(f"[bold]Arti[/]       {escape(described)}", soft_wrap=True, highlight=False)
    texts = {name: value for name, value in figure.row.items() if isinstance(value, str) and name not in figure.grain}
    if texts:
        columns = "; ".join(f"{name}={value}" for name, value in texts.items())
        console.print(f"[bold]Baris[/]      {escape(columns)}", soft_wrap=True, highlight=False)


def _compared(exact: Any, published: Any, protection: str | None) -> str:
    """The published figure beside the exact one."""
    if protection not in (None, EXACT):
        shown = "disembunyikan" if published is None else f"tampil sebagai {number(published)}"
        return f"{shown} (dilindungi: {protection}); nilai di atas hanya untuk di dalam kantor"
    if published == exact:
        return "angka yang sama"
    return f"[yellow]di rilis {number(published)}: gudang data lebih baru dari rilis[/]"


def show_walked(
    console: Console, walked: Walked, warehouse: duckdb.DuckDBPyConnection, traces: Traces, rows: int
) -> None:
    """One counted number: equal or not, and its files with sheets and rows."""
    console.print()
    if walked.seed is not None:
        seed = "; ".join(f"{name}={value}" for name, value in walked.seed.items() if value is not None)
        console.print(
            f"[bold]{walked.part}[/] = {number(walked.stated)} ← {walked.source}: {escape(seed)}", soft_wrap=True
        )
        return
    if walked.remark is not None:
        console.print(f"[bold]{walked.part}[/] = {number(walked.stated)} ({escape(walked.remark)})", soft_wrap=True)
        return
    equal = walked.stated == walked.traced
    mark = "[green]✓[/]" if equal else f"[red]✗ baris di baliknya menghitung {number(walked.traced)}[/]"
    sheet_rows = {
        (place.submission_id, place.sheet, place.row_number) for place in walked.places if place.row_number is not None
    }
    console.print(
        f"[bold]{walked.part}[/] = {number(walked.stated)} {mark} ← {number(walked.unit_count)} {walked.label} "
        f"di {walked.source}" + (f" dengan {escape(walked.condition)}" if walked.condition else ""),
        soft_wrap=True, highlight=False,
    )  # fmt: skip
    console.print(
        f"  {number(len(sheet_rows))} baris lembar di {len({place.submission_id for place in walked.places})} berkas:"
    )
    for file in _by_file(walked.places):
        console.print(f"  {file}", soft_wrap=True, highlight=False)
    for place in walked.places[:rows]:
        show_place(console, place, warehouse, traces, indent="    ")


def _by_file(places: Sequence[Place]) -> list[str]:
    files: dict[tuple[str, ...], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for place in places:
        key = (
            place.semester,
            place.agency_id,
            place.table_id,
            place.file_name,
            place.file_sha256,
            place.received_at or "",
        )
        sheets = files[key]
        if place.sheet is not None and place.row_number is not None:
            sheets[place.sheet].add(place.row_number)
    lines = []
    for (semester, agency, table, file, sha, received), sheets in sorted(files.items()):
        name = without_long_numbers(file)
        lines.append(f"{semester} {agency}/{table}: {name} (sha256 {sha[:12]}, diterima {received[:16]})")
        lines += [
            f"    lembar {sheet}: {number(len(rows))} baris, {runs(rows)}" for sheet, rows in sorted(sheets.items())
        ]
    return [escape(line) for line in lines]


def runs(rows: set[int], shown: int = 6) -> str:
    """Row numbers as runs, `8-12, 15`; the rest only counted.

    >>> runs({8, 9, 10, 15}), runs({1, 3, 5}, shown=2)
    ('baris 8-10, 15', 'baris 1, 3 dan 1 baris lagi')
    """
    found: list[list[int]] = []
    for row in sorted(rows):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in found[:shown]]
    rest = sum(last - first + 1 for first, last in found[shown:])
    return f"baris {', '.join(texts)}" + (f" dan {number(rest)} baris lagi" if rest else "")


def show_place(
    console: Console, place: Place, warehouse: duckdb.DuckDBPyConnection, traces: Traces, indent: str = ""
) -> None:
    """Shows where one record stands, its person masked."""
    at = f"{place.agency_id}/{without_long_numbers(place.file_name)}"
    at += f"/{place.sheet}/{place.row_number}" if place.sheet is not None else ""
    console.print(
        escape(f"{indent}{at}  {place.record_id or ''}  {_masked(place, warehouse, traces)}").rstrip(),
        soft_wrap=True, highlight=False,
    )  # fmt: skip


def _masked(place: Place, warehouse: duckdb.DuckDBPyConnection, traces: Traces) -> str:
    relation = traces.relations[f"stg_{place.entity}"] if place.entity else None
    columns = {row[0] for row in warehouse.execute(f"describe {relation}").fetchall()} if relation else set()
    if not {"nik", "full_name"} <= columns:
        return ""
    row = warehouse.execute(
        f"select nik, full_name from {relation} where record_id = ? and semester = ?", [place.record_id, place.semester]
    ).fetchone()
    return f"{mask(row[0], 'identifier')} {mask(row[1], 'name')}" if row else ""


def show_counted(console: Console, counted: Sequence[Counted]) -> None:
    """The figures that count a row, mart by mart."""
    console.print(f"\nBaris ini ikut terhitung dalam {len(counted)} angka:")
    by_column: dict[str, list[Counted]] = defaultdict(list)
    for figure in counted:
        by_column[f"{figure.mart}.{figure.column}"].append(figure)
    for column, figures in by_column.items():
        for figure in figures[:_SHOWN]:
            value = "(disembunyikan atau tidak ada)" if figure.value is None else number(figure.value)
            console.print(escape(f"  {figure.name} = {value}"), soft_wrap=True, highlight=False)
        if len(figures) > _SHOWN:
            console.print(f"  {column}: {len(figures) - _SHOWN} lagi", soft_wrap=True, highlight=False)


def show_proofs(console: Console, proofs: Iterable[Proof]) -> int:
    """Shows every column with its figures and those unproved; gives the exit code."""
    figures = wrong = 0
    for proof in proofs:
        figures += proof.figures
        wrong += len(proof.wrong)
        for key, stated, traced in proof.wrong[:_SHOWN]:
            at = ",".join(f"{name}={value}" for name, value in key.items())
            difference = escape(f"{proof.mart}.{proof.column}[{at}]: {number(stated)}, barisnya {number(traced)}")
            console.print(f"[red]✗[/] {difference}", soft_wrap=True, highlight=False)
    console.print(f"{number(figures)} angka dicocokkan dengan barisnya, {number(wrong)} berbeda")
    return NOT_PUBLISHED if wrong else PUBLISHED


def show_lineage(console: Console, column: Column) -> None:
    """Every column that the column is computed from, model by model, marts first."""
    by_relation: dict[str, tuple[str, list[Column]]] = {}
    for each in column.upstream():
        by_relation.setdefault(each.relation, (each.kind, []))[1].append(each)
    console.print(f"[bold]{column.relation}.{column.name}[/] dihitung dari {len(by_relation) - 1} tabel:")
    for relation, (kind, columns) in by_relation.items():
        layer = kind if kind != "model" else _LAYERS.get(relation.partition("_")[0], kind)
        console.print(f"{layer}: [bold]{relation}[/]")
        for each in columns:
            parents = ", ".join(f"{parent.relation}.{parent.name}" for parent in each.parents)
            console.print(f"    {each.name}" + (f" ← {parents}" if parents else ""), soft_wrap=True, highlight=False)
