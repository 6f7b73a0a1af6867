"""The workbook that goes back to an office: its own sheets with what to mend, and a place for its answers.

`packs/<semester>/<agency>/<file>_perbaikan.xlsx`, private. Sent in again, it is known by its hidden sheet
(`ingest.returned`) and closes what it answers (`ingest.answers`). It shows the office's own data unmasked, to that
office alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from ingest.catalogue import Catalogue
from ingest.intake import reports
from ingest.returned import SUFFIX
from ingest.store import PRIVATE_FOLDER, Store, replacing
from ingest.submission import Submission


def write_back_all(
    store: Store, catalogue: Catalogue, semester: str, submissions: Sequence[Submission] | None = None
) -> list[Path]:
    """The workbooks of a semester, one for each file that stands or waits; `submissions`: those whose files are there.

    A file that another has taken the place of, and one that came twice, get none.
    """
    told = submissions if submissions is not None else [Submission.load(path) for path in reports(store, semester)]
    replaced = {earlier for one in told for earlier in one.corrects}
    standing = [one for one in told if one.status not in ("superseded", "duplicate")]
    newest: dict[Path, Submission] = {}
    for one in sorted(standing, key=lambda one: (one.received_at, one.submission_id)):
        if one.submission_id not in replaced and one.agency_id in catalogue.agencies:
            newest[back_path(store, one)] = one
    return [write_back(store, catalogue, one) for one in newest.values()]


def back_path(store: Store, submission: Submission) -> Path:
    """Where the workbook of a submission is put; two files that differ only in their ending are told apart by it."""
    path = PurePosixPath(submission.file_name)
    stem = path.stem.removesuffix(SUFFIX)
    ending = "" if path.suffix.lower() in ("", ".xlsx") else f"_{path.suffix[1:].lower()}"
    ending = "" if path.stem.endswith(SUFFIX) else ending
    return store.packs / submission.semester / submission.agency_id / f"{stem}{ending}{SUFFIX}.xlsx"


def write_back(store: Store, catalogue: Catalogue, submission: Submission) -> Path:
    """Writes the workbook of one submission and gives its path."""
    from delivery.workbook_build import build

    path = back_path(store, submission)
    for folder in (store.packs, path.parent.parent, path.parent):
        folder.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as scratch, replacing(path) as target:
        build(store, catalogue, submission, target, Path(scratch))
    return path
