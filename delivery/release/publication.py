"""Publishes: from the warehouse that dbt built to a release that everybody may read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from delivery.release.cell_earlier import Records
from delivery.release.cell_keys import Protection
from delivery.release.exchange import SEMANTIC_MODEL, Labels, write_semantic_model
from delivery.release.free_text import NONE_PASSED, PassedTexts
from delivery.release.guard import personal_names
from delivery.release.identity import named
from delivery.release.meanings import Meaning
from delivery.release.releases import (
    MANIFEST,
    PUBLIC_FILE,
    PUBLIC_FOLDER,
    Release,
    building,
    current_release,
    is_intact,
    point_at,
    prune,
)
from delivery.release.tables import WAREHOUSE, PublishedTable, Terms, add_table, content_hash, copy_tables, sha256_of
from ingest.declarations.catalogue import Catalogue, load_catalogue
from ingest.semester import Semester
from ingest.store import Store, sync_file, sync_folder, write_json

# What the manifest says about a submission; anything else that a caller knows about it stays in the house. Its name is
# a number until somebody let it pass: people name files after a person, and the hash tells which it is.
_SUBMISSION_KEYS = (
    "submission_id", "semester", "agency_id", "table_id", "entity", "programme_code", "file_name",
    "file_sha256", "received_at", "as_of_date", "snapshot_id", "rows_in", "rows_accepted", "rows_rejected",
    "rows_furniture", "stated_total", "counted_total", "status", "is_stale", "hold_codes",
)  # fmt: skip
# A sixteen-digit number in a file's name; inside a hash such a run means nothing.
_NUMBER = re.compile(r"(?<![0-9a-f])\d{16}(?![0-9a-f])")


def publish(
    store: Store,
    semester: str,
    *,
    submissions: Sequence[Mapping[str, Any]],
    versions: Mapping[str, str],
    checks: Mapping[str, Any],
    papers: Mapping[str, Any] | None = None,
    note: str = "",
    catalogue: Catalogue | None = None,
    protection: Protection | None = None,
    meanings: Mapping[str, Meaning] | None = None,
    texts: PassedTexts = NONE_PASSED,
    labels: Labels | None = None,
) -> Release:
    """The release that is current afterwards.

    `unchanged` when it already was and nothing new was to be said.

    Takes the tables of the allow-list from the warehouse, all semesters. `submissions`, `versions`, `checks` and the
    `papers` that people put in go into the manifest; the `note` follows the description of every table. `protection`
    says which counts are about less than the city, and of whom; without it small counts of a kelurahan are hidden.
    `meanings` gives keys and measures by table, `labels` what BI tools call tables and columns. A written text that is
    not among `texts` is published as its number.
    Raises PublishError, with every reason, before anything is visible; `published/current` then stays. The newest
    KEPT releases are kept.
    """
    Semester.parse(semester)
    personal = personal_names((catalogue or load_catalogue(agency_roots=())).entities)
    with building(store) as folder:
        records = Records(store)
        if protection:
            protection = replace(protection, earlier=records.all(), record=records.pending)
        tables = copy_tables(store.warehouse, folder, Terms(personal, note, meanings or {}, protection, texts))
        content = content_hash(tables)
        current = current_release(store)
        if current and current.content_hash == content and is_intact(current):
            return current
        at = _free_moment(store, semester, content)
        name = _name(semester, at, content)
        tables.append(add_table(folder, named(name, f"{at:%Y-%m-%d %H:%M:%S}", content, note)))
        write_semantic_model(tables, labels or {}, folder)
        manifest = _manifest(folder, tables, submissions, texts)
        manifest |= {
            "release": name,
            "semester": semester,
            "created_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "content_hash": content,
            "versions": dict(versions),
            "checks": dict(checks),
            **_withheld(papers or {}, texts),
        }
        # before anybody can read the release: a record too many only makes the next one more careful
        records.keep(name)
        _seal(folder, _masked(manifest), store.published / name)
        point_at(store, name)
        prune(store)
    return replace(Release.load(store.published / name), is_new=True)


def _name(semester: str, at: datetime, content: str) -> str:
    return f"{semester}-{at:%Y%m%dT%H%M%S}-{content[:8]}"


def _now() -> datetime:
    return datetime.now(UTC)


def _free_moment(store: Store, semester: str, content: str) -> datetime:
    """Now, or the first second after it that is free.

    An older release is never written over.
    """
    at = _now()
    while (store.published / _name(semester, at, content)).exists():
        at += timedelta(seconds=1)
    return at


def _manifest(
    folder: Path, tables: Sequence[PublishedTable], submissions: Sequence[Mapping[str, Any]], texts: PassedTexts
) -> dict[str, Any]:
    submission_rows = [
        {key: texts.shown(row[key]) if key == "file_name" else row[key] for key in _SUBMISSION_KEYS if key in row}
        for row in submissions
    ]
    submission_rows.sort(key=lambda row: str(row.get("submission_id", "")))
    files = [WAREHOUSE, SEMANTIC_MODEL, *sorted(table.file for table in tables)]
    return {
        "format": 1,
        "tables": {table.full_name: _described(table) for table in tables},
        "files": {
            file: {"bytes": (folder / file).stat().st_size, "sha256": sha256_of(folder / file)} for file in files
        },
        "submissions": submission_rows,
        "held": [row["submission_id"] for row in submission_rows if row.get("status") == "held"],
        "stale": [row["submission_id"] for row in submission_rows if row.get("is_stale")],
        "withheld_texts": sum(table.withheld_texts for table in tables),
    }


def _described(table: PublishedTable) -> dict[str, Any]:
    return {
        "rows": table.rows,
        "file": table.file,
        "sha256": table.sha256,
        "description": table.description,
        "grain": table.grain,
        "columns": [asdict(column) for column in table.columns],
    }


def _masked(content: Any) -> Any:
    """`content` with sixteen-digit numbers in its texts masked: people name files after a person."""
    if isinstance(content, str):
        return _NUMBER.sub("*" * 16, content)
    if isinstance(content, Mapping):
        return {_masked(key): _masked(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_masked(value) for value in content]
    return content


def _withheld(papers: Mapping[str, Any], texts: PassedTexts) -> dict[str, Any]:
    """The papers, with people's reasons numbered where nobody let them pass."""
    decisions = [
        {key: texts.shown(value) if key == "reason" else value for key, value in decision.items()}
        for decision in papers.get("decisions", ())
    ]
    return {**papers, **({"decisions": decisions} if decisions else {})}


def _seal(folder: Path, manifest: Mapping[str, Any], target: Path) -> None:
    """Makes the built folder a whole release at `target`.

    Manifest last, modes set, bytes on the disk.
    """
    write_json(manifest, folder / MANIFEST)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(PUBLIC_FOLDER if path.is_dir() else PUBLIC_FILE)
        if path.is_dir():
            sync_folder(path)
        else:
            sync_file(path)
    folder.chmod(PUBLIC_FOLDER)
    sync_folder(folder)
    folder.rename(target)
    sync_folder(target.parent)
