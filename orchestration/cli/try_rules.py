"""`sinergi try-rules`: other eligibility rules on a past semester, beside the published ones."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

import duckdb
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from delivery.tracing import TraceError, number
from delivery.trial import (
    Change,
    NamedUnit,
    RuleProblem,
    TriedRule,
    changes,
    named_units,
    published_rules,
    read_rules,
    small_cells_hidden,
)
from delivery.trial import try_rules as scratch_of
from ingest.store import write_text
from orchestration.access_log import note_access
from orchestration.cli.console import PUBLISHED, WRONG_USAGE, console_on, semester_of, settings_of, wrong_usage
from orchestration.cli.csv_text import as_csv
from orchestration.cli.trace import opened

_LIMITS = {
    "max_percentile": "persentil", "max_decile": "desil", "min_age_years": "umur dari", "max_age_years": "umur sampai",
    "amount_per_semester_idr": "rupiah per semester",
}  # fmt: skip


def try_rules(home: Path | None, file: Path, semester: str, csv_file: Path | None) -> int:
    """Tries the rules in `file` on `semester` and shows the change.

    Ends with wrong usage where it cannot.
    """
    wanted, settings = str(semester_of(semester)), settings_of(home)
    if not file.is_file():
        wrong_usage(f"berkas tidak ada: {file}")
    try:
        with opened(settings) as traced:
            manifest, rules = traced.manifest, _rules(traced.warehouse, file, wanted)
        with scratch_of(settings.store.warehouse, manifest, rules, wanted) as scratch:
            show_trial(console_on(), wanted, rules, changes(scratch, rules, wanted))
            if csv_file is not None:
                units = named_units(scratch, rules, wanted)
                write_text(as_csv([field.name for field in fields(NamedUnit)], map(astuple, units)), csv_file)
                note_access(settings.home, "try-rules --csv", wanted)
                console_on().print(f"Daftar nama: {csv_file} (hanya dapat dibaca pemiliknya)", soft_wrap=True)
    except (RuleProblem, TraceError) as error:
        errors = console_on(sys.stderr)
        for problem in error.problems:
            errors.print(escape(problem), soft_wrap=True, highlight=False)
        raise typer.Exit(WRONG_USAGE) from None
    return PUBLISHED


def _rules(warehouse: duckdb.DuckDBPyConnection, file: Path, semester: str) -> list[TriedRule]:
    dated = warehouse.execute(
        "select last_day, reference_snapshot_id from core.dim_semester where semester = ?", [semester]
    ).fetchone()
    if dated is None:
        raise RuleProblem([f"ATR-014 Semester {semester} belum ada di gudang data; jalankan `sinergi run {semester}`."])
    if dated[1] is None:
        raise RuleProblem([f"ATR-015 Semester {semester} belum punya sumber acuan: tidak ada yang dapat diperingkat."])
    return read_rules(file, published_rules(warehouse, semester), dated[0])


def show_trial(console: Console, semester: str, rules: Sequence[TriedRule], found: Sequence[Change]) -> None:
    """Shows rules side by side, then the change in city and kelurahan.

    Small cells are hidden.
    """
    shown = small_cells_hidden(found)
    for rule in rules:
        changed = [
            f"{word} {number(getattr(rule.published, name))} menjadi {number(getattr(rule.tried, name))}"
            for name, word in _LIMITS.items()
            if getattr(rule.published, name) != getattr(rule.tried, name)
        ]
        rows = [row for row in shown if row.programme_code == rule.programme_code]
        title = f"{rule.programme_code} {semester}, dihitung per {rule.tried.target_unit}: {', '.join(changed)}"
        console.print(_table(title, rows))
    console.print(
        "masuk, keluar: sasaran menurut aturan yang dicoba saja, atau yang terbit saja; dalam kurung: kini menerima, "
        "? bila daftar penerimanya tidak memuat nama."
    )
    console.print("biaya: bila seluruh sasaran dilayani, per semester. (disembunyikan): ada hitungan 1 sampai 4.")
    console.print("Tidak ada yang berubah di gudang data.")


def _table(title: str, rows: Sequence[Change]) -> Table:
    table = Table("wilayah", title=escape(title), title_justify="left")
    for name in (
        "sasaran kini",
        "sasaran dicoba",
        "masuk",
        "keluar",
        "biaya kini (Rp)",
        "biaya dicoba (Rp)",
        "selisih (Rp)",
    ):
        table.add_column(name, justify="right")
    for row in rows:
        if row.is_hidden:
            table.add_row(row.village_name, "(disembunyikan)")
            continue
        costs = (row.cost_before_idr, row.cost_after_idr, row.cost_change_idr)
        table.add_row(
            row.village_name, number(row.target_before), number(row.target_after),
            _moved(row.entering, row.entering_receiving), _moved(row.leaving, row.leaving_receiving),
            *("tarif belum ada" if cost is None else number(cost) for cost in costs),
        )  # fmt: skip
    return table


def _moved(count: int | None, receiving: int | None) -> str:
    return f"{number(count)} ({'?' if receiving is None else number(receiving)})"
