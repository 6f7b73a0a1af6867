"""`sinergi new-agency`: a declaration drafted from a workbook and tried on it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from rich.markup import escape

from ingest.declarations.catalogue import HERE, Catalogue, CatalogueError, load_catalogue
from ingest.drafting.declaration import Draft, draft_agency
from ingest.drafting.file_check import check_file
from ingest.drafting.first_look import FirstLook, look_at
from ingest.drafting.sample import write_sample
from ingest.parsers.places import Regions
from ingest.sandbox.worker import Worker
from ingest.workbook import UnreadableFile
from orchestration.cli.check_screen import show_check
from orchestration.cli.console import PUBLISHED, PUBLISHED_WITH_HOLDS, console_on, settings_of, wrong_usage
from orchestration.settings import Settings

_ID = re.compile(r"[a-z][a-z0-9_]*")


def draft_from(agency_id: str, file: Path, out: Path | None) -> int:
    """Drafts the agency from the file and shows a check with the draft.

    Gives the exit code of that check.
    """
    settings = settings_of(None)
    catalogue = _catalogue(settings, ())
    root = (out or next(iter(settings.more_agencies), HERE / "agencies")).expanduser().resolve()
    _refuse(agency_id, file, root, catalogue)
    look, regions = _look(settings, file, catalogue), Regions.load(settings.city_regions)
    drafted = draft_agency(agency_id, file.name, look, catalogue, regions)
    folder = root / agency_id
    _write(folder, drafted, catalogue)
    console = console_on()
    console.print(f"[green]✓[/] {folder / 'agency.yml'} ({len(drafted.tables)} tabel)\n", soft_wrap=True)
    console.print(escape(drafted.text), soft_wrap=True, highlight=False)
    if not drafted.tables:
        console.print("[yellow]Tidak ada tabel yang dapat dirancang:[/] tulis sendiri, lihat docs/how-to/agency.md.")
        return PUBLISHED_WITH_HOLDS
    try:
        widened = _catalogue(settings, (root,))
    except BaseException:
        shutil.rmtree(folder)  # a draft that does not load would stop every run
        raise
    found = check_file(file, widened, agency_id, None, settings.bounds)
    show_check(console, found)
    console.print(
        f"\nLanjutkan: lengkapi {folder / 'agency.yml'}, lalu: sinergi check BERKAS --agency {agency_id}"
        + ("" if root in settings.agency_roots else f"\nPakai dengan: SINERGI_AGENCIES={root}"),
        soft_wrap=True, highlight=False,
    )  # fmt: skip
    return PUBLISHED_WITH_HOLDS if found.is_held else PUBLISHED


def _refuse(agency_id: str, file: Path, root: Path, catalogue: Catalogue) -> None:
    if not file.is_file():
        wrong_usage(f"berkas tidak ada: {file}")
    if not _ID.fullmatch(agency_id):
        wrong_usage(f"ID {agency_id!r}: huruf kecil, angka dan garis bawah saja, diawali huruf; misalnya dinas_x")
    if agency_id in catalogue.agencies:
        where = catalogue.agencies[agency_id].folder / "agency.yml"
        wrong_usage(f"instansi {agency_id!r} sudah ada: tambahkan tabelnya di {where}")
    if (root / agency_id).exists():
        wrong_usage(f"folder sudah ada: {root / agency_id}")


def _look(settings: Settings, file: Path, catalogue: Catalogue) -> FirstLook:
    worker = Worker(settings.bounds)
    try:
        return FirstLook.of_json(worker.call(look_at, file.resolve(), catalogue))
    except UnreadableFile as unreadable:
        wrong_usage(f"{file.name}: [{unreadable.code}] {unreadable.reason_id}")
    finally:
        worker.close()


def _write(folder: Path, drafted: Draft, catalogue: Catalogue) -> None:
    folder.mkdir(parents=True)
    (folder / "agency.yml").write_text(drafted.text, encoding="utf-8")
    for table in drafted.tables:
        write_sample(folder / "samples" / f"{table.table_id}.xlsx", table, catalogue)


def _catalogue(settings: Settings, more: tuple[Path, ...]) -> Catalogue:
    roots = dict.fromkeys((*settings.agency_roots, *more))
    try:
        return load_catalogue(tuple(roots), rulings=settings.store.rulings, city_regions=settings.city_regions)
    except CatalogueError as error:
        wrong_usage(*error.problems)
