"""`sinergi agree`: drafts, shows and ends the agreement on one data source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from rich.markup import escape

from ingest.acceptance.agreement import AGREEMENT, agreed_sources, read_agreement
from ingest.declarations.agreement import AgreedSource
from ingest.declarations.catalogue import CatalogueError
from ingest.drafting.file_check import FileCheck, check_file
from ingest.store import write_text
from orchestration.cli.console import (
    NOT_PUBLISHED,
    PUBLISHED,
    PUBLISHED_WITH_HOLDS,
    console_on,
    installation_of,
    semester_of,
    settings_of,
    wrong_usage,
)
from orchestration.inbox import agreed_now
from orchestration.installation import Installation

_MUST_BE_SAID = ("agreed_by", "letter_no", "letter_date")
_HEAD = (
    "# Perjanjian sumber, dirancang oleh `sinergi agree draft`. Isi yang kosong, periksa sisanya, lalu jalankan\n"
    "# `sinergi agree show`. Sesudah dipakai untuk terbitan, isinya hanya berubah dengan surat yang lebih baru.\n"
)


def draft(home: Path | None, semester: str, files: Sequence[Path], said: Mapping[str, str | None]) -> int:
    """Writes a semester's agreement from the files of its source; gives the exit code."""
    wanted = str(semester_of(semester))
    site = installation_of(settings_of(home))
    path = site.store.inbox / wanted / AGREEMENT
    before = _before(path)
    letter = {name: value for name, value in said.items() if value}
    if before is not None and not _is_newer(letter, before):
        wrong_usage(f"{path} sudah ada: sebutkan --letter dan --date surat perubahannya, yang lebih baru dari surat "
                    f"{before.newest_letter.letter_no} tanggal {before.newest_letter.letter_date}")  # fmt: skip
    checked = [check_file(file, site.catalogue, None, wanted, site.settings.bounds) for file in files] or list(
        _sources_in_inbox(site, wanted)
    )
    _refuse_what_is_no_source(checked, site, wanted)
    content = _content(wanted, checked, before, letter)
    _keep(site, path, before)
    write_text(_HEAD + _yaml(content), path)
    console = console_on()
    console.print(f"[green]✓[/] {escape(str(path))}", soft_wrap=True)
    console.print(escape(path.read_text(encoding="utf-8")), soft_wrap=True, highlight=False)
    empty = [name for name in _MUST_BE_SAID if not content[name]]
    if empty:
        console.print(f"[yellow]Masih harus diisi:[/] {', '.join(empty)}")
    return PUBLISHED_WITH_HOLDS if empty else PUBLISHED


def show(home: Path | None, semester: str | None) -> int:
    """Shows the agreements, their history and what does not fit them; gives the exit code."""
    wanted = str(semester_of(semester)) if semester else None
    site, console = installation_of(settings_of(home)), console_on()
    for row in site.ledger.agreements(wanted):
        letter = f"surat {escape(row.letter_no)} tanggal {row.letter_date}"
        console.print(f"[bold]{row.semester}[/] {letter}, dipakai sejak {row.booked_at}, hash isi "
                      f"{row.agreement_hash[:12]}", soft_wrap=True, highlight=False)  # fmt: skip
        text = _yaml(json.loads(row.content))
        console.print(escape(text), soft_wrap=True, highlight=False)
    try:
        agreements = agreed_sources(site.store)
    except CatalogueError as error:
        console.print(escape("\n".join(error.problems)), style="red", soft_wrap=True, highlight=False)
        return NOT_PUBLISHED
    shown = [each for each in agreements if wanted in (None, each.semester)]
    for each in shown:
        ends = each.valid_until or "perjanjian berikutnya"
        console.print(f"[bold]{each.semester}/{AGREEMENT}[/]: {escape(each.snapshot)}, {escape(each.agreed_by)}, surat "
                      f"{escape(each.letter_no)} tanggal {each.letter_date}, berlaku {each.starts} sampai {ends}",
                      soft_wrap=True, highlight=False)  # fmt: skip
    if not site.ledger.submissions():
        console.print("[yellow]Belum ada semester yang dijalankan; dicocokkan pada sinergi run.[/]")
        return PUBLISHED
    agreed = agreed_now(site, wanted or max((each.semester for each in shown), default=_newest(site)))
    faults = agreed.faults()
    for problem in (*faults, *agreed.notes()):
        console.print(escape(problem.sentence()), style="red" if problem in faults else "yellow", soft_wrap=True,
                      highlight=False)  # fmt: skip
    if not faults:
        console.print("[green]Cocok dengan yang diterima.[/]" if shown else "[yellow]Belum ada perjanjian.[/]")
    return NOT_PUBLISHED if faults else PUBLISHED


def end(home: Path | None, semester: str, letter_no: str, letter_date: str, on: str) -> int:
    """Ends an agreement by a letter; what was agreed stays written."""
    wanted = str(semester_of(semester))
    site = installation_of(settings_of(home))
    path = site.store.inbox / wanted / AGREEMENT
    before = _before(path)
    if before is None:
        wrong_usage(f"tidak ada {path}")
    letter = {"letter_no": letter_no, "letter_date": letter_date}
    if not _is_newer(letter, before):
        wrong_usage(f"--letter dan --date harus surat yang lebih baru dari surat {before.newest_letter.letter_no} "
                    f"tanggal {before.newest_letter.letter_date}")  # fmt: skip
    content = _written(before) | {"valid_until": str(_day(on)), "ended_by": letter}
    _keep(site, path, before)
    write_text(_HEAD + _yaml(content), path)
    console_on().print(f"[green]✓[/] {escape(str(path))}: berlaku sampai {on}, diakhiri surat {escape(letter_no)}",
                       soft_wrap=True)  # fmt: skip
    return PUBLISHED


def _newest(site: Installation) -> str:
    return max((row.semester for row in site.ledger.submissions()), default="2010-S1")


def _before(path: Path) -> AgreedSource | None:
    """The agreement that is there; wrong usage when it cannot be read.

    So nothing is overwritten unseen.
    """
    if not path.exists():
        return None
    try:
        return read_agreement(path)
    except CatalogueError as error:
        wrong_usage(*error.problems, f"perbaiki atau pindahkan {path} lebih dulu")


def _is_newer(letter: Mapping[str, str], before: AgreedSource) -> bool:
    number, day = letter.get("letter_no"), letter.get("letter_date")
    old = before.newest_letter
    return bool(number and day and number != old.letter_no and _day(day) >= old.letter_date)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong_usage(f"tanggal harus seperti 2017-06-21, bukan {text!r}")


def _sources_in_inbox(site: Installation, semester: str) -> Iterable[FileCheck]:
    """The checks of a semester's files that are a list with a snapshot."""
    for agency_id, folder in sorted(site.catalogue.agencies.items()):
        if not any(table.snapshot for table in folder.agency.tables.values()):
            continue
        inbox = site.store.inbox_of(semester, agency_id)
        for path in sorted(inbox.rglob("*")) if inbox.is_dir() else []:
            if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$")):
                found = check_file(path, site.catalogue, agency_id, semester, site.settings.bounds)
                if found.submission is not None and found.submission.snapshot_id:
                    yield found


def _refuse_what_is_no_source(checked: Sequence[FileCheck], site: Installation, semester: str) -> None:
    if not checked:
        wrong_usage(f"tidak ada berkas sumber acuan di {site.store.inbox / semester}; sebutkan dengan --file")
    wrong = [each.file_name for each in checked if each.submission is None or not each.submission.snapshot_id]
    if wrong:
        wrong_usage(*(f"{name}: bukan sumber acuan yang dikenal; periksa dengan sinergi check" for name in wrong))
    names = sorted({str(each.submission.snapshot_id) for each in checked if each.submission})
    if len(names) > 1:
        wrong_usage(f"berkas dari beberapa sumber: {', '.join(names)}; sebutkan satu dengan --file")


def _content(
    semester: str, checked: Sequence[FileCheck], before: AgreedSource | None, said: Mapping[str, str]
) -> dict[str, Any]:
    """The content to write: files as they are, the rest as before, or empty."""
    files = [each.submission for each in checked if each.submission is not None]
    old = _written(before) if before else {}
    drafted: dict[str, Any] = {
        "semester": semester,
        "snapshot": files[0].snapshot_id,
        "files": [
            {"name": file.file_name, "sha256": file.file_sha256, "rows": file.rows_accepted + file.rows_rejected}
            for file in files
        ],
        "columns": sorted({field for file in files for field in file.columns.values()} - {"ignored"}),
    }
    usual: dict[str, Any] = {
        "agreed_by": None, "letter_no": None, "letter_date": None,
        "valid_from": str(semester_of(semester).first_day), "valid_until": None,
        "permit": {"agreement": None, "confidentiality": None, "hand_over": None, "expires": None},
        "purpose": None, "target": {},
    }  # fmt: skip
    kept = {name: value for name, value in old.items() if name not in ("file_sha256", "file_rows", "ended_by")}
    return {**drafted, **usual, **kept, **drafted, **said}


def _yaml(content: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=115, default_flow_style=None)


def _written(agreement: AgreedSource) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(agreement.content())
    return content


def _keep(site: Installation, path: Path, before: AgreedSource | None) -> None:
    """Puts the wording that is about to be replaced aside, as it was written."""
    if before is not None:
        aside = site.store.home / "agreements" / f"{before.semester}-{before.agreement_hash[:12]}.yml"
        write_text(path.read_text(encoding="utf-8-sig"), aside)
