"""Writes the workbook that goes back to an office.

It holds its own sheets with what to mend, and a place for its answers.

`packs/<semester>/<agency>/<file>_perbaikan.xlsx`, private. Sent in again, it is known by its hidden sheet
(`ingest.answers.returned`) and closes what it answers (`ingest.answers.applied`). It shows the office's own data
unmasked, to that office alone.
"""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ingest.answers.returned import SUFFIX
from ingest.declarations.catalogue import Catalogue
from ingest.scraps import SCRAP_SUFFIX, scrap_prefix
from ingest.store import PRIVATE_FOLDER, Store, replacing
from ingest.submission import Submission

if TYPE_CHECKING:
    from delivery.workbook.issues import SubmissionIssues


def back_path(store: Store, submission: Submission) -> Path:
    """The path of the workbook of a submission.

    Two files that differ only in their ending are told apart by it, and the lists of one file by their names.
    """
    path = PurePosixPath(submission.file_name)
    stem = path.stem.removesuffix(SUFFIX)
    ending = "" if path.suffix.lower() in ("", ".xlsx") else f"_{path.suffix[1:].lower()}"
    ending = "" if path.stem.endswith(SUFFIX) else ending + (f"_{submission.table_id}" if submission.beside else "")
    return store.packs / submission.semester / submission.agency_id / f"{stem}{ending}{SUFFIX}.xlsx"


def write_back(store: Store, catalogue: Catalogue, submission: Submission) -> SubmissionIssues:
    """Writes the workbook of one submission to its `back_path` and gives what it tells."""
    from delivery.workbook.build import build

    path = back_path(store, submission)
    for folder in (store.packs, path.parent.parent, path.parent):
        folder.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
    with (
        tempfile.TemporaryDirectory(dir=path.parent, prefix=scrap_prefix(), suffix=SCRAP_SUFFIX) as scratch,
        replacing(path) as target,
    ):
        return build(store, catalogue, submission, target, Path(scratch))
