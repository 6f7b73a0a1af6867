"""What typer draws around our words is Indonesian too, and fits a terminal of 80 columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from orchestration.cli.app import app

ENGLISH = re.compile(
    r"\b(Usage|Options?|Arguments?|Commands?|Error|Show|Try|default|required|Missing|Invalid|such|ARGS|Input|Aborted)\b"
)


def told(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "80", "TERM": "dumb", "NO_COLOR": "1"})
    return done.output


def names() -> Iterator[tuple[str, ...]]:
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        yield (name,)
        yield from ((name, below) for below in getattr(command, "commands", ()))


@pytest.mark.parametrize("command", [(), *names()], ids=" ".join)
def test_the_help_of_each_command_is_indonesian_at_80_columns(command: tuple[str, ...]) -> None:
    text = told(*command, "--help")
    assert "Cara pakai: " in text
    assert "Menampilkan penjelasan ini." in text
    assert ENGLISH.findall(text) == []
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rnu",), "Tidak ada perintah 'rnu'. Maksudnya 'run'?"),
        (("run",), "semester belum ditulis."),
        (("run", "2017-S1", "lagi"), "Tidak dimengerti: lagi"),
        (("run", "--hoem", "x"), "Tidak ada pilihan --hoem. Maksudnya --help, --home?"),
        (("run", "--home"), "Pilihan '--home' perlu isi."),
        (("simulate",), "Pilihan --out belum ditulis."),
        (("simulate", "--out", "x", "--seed", "a"), "--seed: harus bilangan."),
        (("simulate", "--out", "x", "--population", "9"), "--population: paling sedikit 200."),
        (("key", "tidak-ada"), "Tidak ada perintah 'tidak-ada'."),
    ],
)
def test_wrong_use_is_told_in_indonesian(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "80", "SINERGI_HOME": str(tmp_path)})
    assert done.exit_code == 2
    assert words in done.output
    assert ENGLISH.findall(done.output) == []
