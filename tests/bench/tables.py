"""Tables of results, on the screen and in a Markdown file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.judge import Line


@dataclass
class Report:
    """Every table of a run, printed when it comes and kept for the file."""

    console: Console = field(default_factory=lambda: Console(width=150))
    parts: list[str] = field(default_factory=list)

    def add(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Prints one table and keeps it."""
        lines = [[_text(cell) for cell in row] for row in rows]
        table = Table(*columns, title=title, title_justify="left")
        for line in lines:
            table.add_row(*line)
        self.console.print(table)
        marked = [" | ".join(line).join(("| ", " |")) for line in [list(columns), ["---"] * len(columns), *lines]]
        self.parts.append("\n".join([f"**{title}**", "", *marked, ""]))

    def write(self, path: Path) -> None:
        """All tables so far, as Markdown."""
        path.write_text("\n".join(self.parts), encoding="utf-8")


SCORES = ("", "true pairs", "linked", "right", "precision", "recall", "F1", "B-cubed F1")


def scores(lines: Iterable[Line]) -> list[list[object]]:
    """Lines of scores in the columns `SCORES`."""
    return [
        [
            line.what, line.true_pairs, line.linked_pairs, line.right_pairs, line.pairwise.precision,
            line.pairwise.recall, line.pairwise.f1, line.b_cubed.f1 if line.b_cubed else "",
        ]
        for line in lines
    ]  # fmt: skip


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.5f}" if abs(cell) <= 1 else f"{cell:,.1f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
