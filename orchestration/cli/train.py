"""`sinergi train`: weights of the linkage model learnt anew, by hand and rarely."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from ingest.store import write_text
from linkage.evidence.records import semesters_in
from linkage.model import load
from linkage.model.weights import Weights, render
from linkage.training import train
from orchestration.cli.console import console_on, settings_of, wrong_usage


def make_weights(home: Path | None, out: Path, version: str) -> int:
    """Writes the weights to `out` and shows them beside those in use.

    Nothing is taken into use by this.
    """
    settings = settings_of(home)
    accepted = settings.store.accepted
    semesters = semesters_in(accepted)
    if not semesters:
        wrong_usage("Belum ada data yang diterima: jalankan satu semester dahulu.")
    made = train(accepted, semesters[-1], settings.identity_key(), load(), version)
    write_text(render(made), out)
    console = console_on()
    console.print(_table(made, load()))
    console.print(f"Bobot ditulis ke {out}. Belum dipakai: bandingkan dahulu, lalu ganti linkage/model/weights.json.")
    return 0


def _table(made: Weights, in_use: Weights) -> Table:
    table = Table("Pembanding", "Tingkat", "m", "u", "Bobot (bit)", "Bobot dipakai")
    for field, levels in made.levels.items():
        for name, chances in levels.items():
            was = in_use.levels[field][name].weight
            table.add_row(field, name, f"{chances.m:.4g}", f"{chances.u:.4g}", f"{chances.weight:.2f}", f"{was:.2f}")
    return table
