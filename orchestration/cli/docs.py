"""`sinergi docs`: the warehouse described on one page.

What it holds and how it is made; opens without a network.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import typer

from ingest.store import write_text
from orchestration.cli.console import NOT_PUBLISHED, PUBLISHED, console_on, settings_of, wrong_usage
from orchestration.dbt.manifest import PROJECT, dbt_program
from orchestration.settings import Settings

_PAGE = "static_index.html"
# dbt's page asks other computers for a typeface and tells them who reads it: neither is needed
_ELSEWHERE = re.compile(r"<(?:link|script)\b[^>]*\b(?:href|src)=[\"']?https?://[^>]*>(?:</script>)?", re.IGNORECASE)
_TRACKER = re.compile(r"\"//[\w.-]+\.cloudfront\.net/[^\"]*\"")


def write_docs(home: Path | None, out: Path | None) -> int:
    """Writes the page, below the home when `out` is not said; gives the exit code."""
    settings, console = settings_of(home), console_on()
    if not settings.store.warehouse.exists():
        wrong_usage(f"belum ada gudang data di {settings.home}; jalankan `sinergi run` dahulu")
    target = out or settings.home / "dbt" / "docs.html"
    with console.status("Menyusun halaman dokumentasi ..."), tempfile.TemporaryDirectory() as folder:
        done = _generate(settings, Path(folder))
        page = Path(folder) / _PAGE
        if done.returncode != 0 or not page.exists():
            console.print(f"[red]{(done.stdout + done.stderr).strip()[-2000:]}[/]", soft_wrap=True, highlight=False)
            raise typer.Exit(NOT_PUBLISHED)
        write_text(
            without_places(page.read_text(encoding="utf-8"), {folder: "target", str(settings.home): "SINERGI_HOME"}),
            target,
        )
    console.print(f"[green]✓[/] {target}", soft_wrap=True)
    return PUBLISHED


def without_places(page: str, places: Mapping[str, str]) -> str:
    """The page without fetched parts and without the folders of this computer.

    `places`: folder -> the word that stands for it.

    >>> without_places('<link href="https://fonts.example/a.css"><b>/srv/data/accepted</b>', {"/srv/data": "HOME"})
    '<b>HOME/accepted</b>'
    """
    for place, word in (*places.items(), (str(PROJECT), "dbt_project"), (str(PROJECT.parent), ".")):
        page = page.replace(place, word)
    return _TRACKER.sub('""', _ELSEWHERE.sub("", page))


def _generate(settings: Settings, target: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (our own arguments)
        [dbt_program(), "--quiet", "--log-level-file", "none", "docs", "generate", "--static", "--project-dir",
         str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(target)],
        env=settings.environment(DBT_SEND_ANONYMOUS_USAGE_STATS="false"), cwd=PROJECT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
