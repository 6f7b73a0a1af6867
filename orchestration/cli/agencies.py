"""`sinergi agencies`: which declarations are in force, and from where each part comes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.declarations.catalogue import HERE, AgencyFolder
from ingest.declarations.layers import Layer
from orchestration.cli.console import PUBLISHED, console_on, installation_of, settings_of, wrong_usage
from orchestration.installation import Installation


def show_agencies(home: Path | None, agency_id: str | None) -> int:
    """Shows every agency in a line, or all that was laid over the first declaration of one."""
    site, console = installation_of(settings_of(home)), console_on()
    if agency_id is None:
        console.print(_overview(site))
        console.print("Rincian satu instansi: sinergi agencies ID", highlight=False)
        return PUBLISHED
    folder = site.catalogue.agencies.get(agency_id)
    if folder is None:
        wrong_usage(f"instansi {agency_id!r} tidak dikenal; yang ada: {', '.join(sorted(site.catalogue.agencies))}")
    _show_one(console, folder, site)
    return PUBLISHED


def _overview(site: Installation) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, ratio in (("Instansi", 3), ("Nama", 5), ("Daftar", 5), ("Dari", 4)):
        table.add_column(name, overflow="fold", ratio=ratio)
    for agency_id, folder in sorted(site.catalogue.agencies.items()):
        sources = [_source(layer, site) for layer in folder.layers]
        table.add_row(agency_id, escape(folder.agency.name), ", ".join(sorted(folder.agency.tables)),
                      escape(" + ".join(sources)))  # fmt: skip
    return table


def _source(layer: Layer, site: Installation) -> str:
    """The origin of a layer in a word, with how much it adds."""
    if layer.path is None:
        return f"jawaban ({sum(1 for _ in _leaves(layer.content))})"
    if layer.path.is_relative_to(HERE):
        return "bawaan"
    return "kota" if layer.path.is_relative_to(site.store.agencies) else "SINERGI_AGENCIES"


def _show_one(console: Console, folder: AgencyFolder, site: Installation) -> None:
    console.print(f"[bold]{escape(folder.agency.name)}[/] · daftar: {', '.join(sorted(folder.agency.tables))}")
    for number, layer in enumerate(folder.layers):
        where = f": {layer.path}" if layer.path else ": sinergi questions"
        console.print(f"[bold]{_source(layer, site)}[/]{escape(where)}", soft_wrap=True, highlight=False)
        if number:  # the first one is the declaration itself; what follows is what differs from it
            for key, value in _leaves(layer.content):
                console.print(f"  {escape(key)}: {escape(value)}", highlight=False)


def _leaves(content: Any, steps: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each key of a layer, in dots, with what it adds or sets."""
    if isinstance(content, dict):
        for key, value in content.items():
            if steps or key != "agency":
                yield from _leaves(value, (*steps, str(key)))
    elif isinstance(content, list):
        yield ".".join(steps).removeprefix("tables."), ", ".join(map(str, content))
    else:
        yield ".".join(steps).removeprefix("tables."), str(content)
