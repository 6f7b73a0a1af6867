"""Judges one file alone by the quality rules, as a run of its semester would, keeping nothing."""

from __future__ import annotations

from pathlib import Path

from expectations import Verdict, background_of, judge_alone
from ingest.declarations.catalogue import Catalogue
from ingest.store import Store
from ingest.submission import Submission
from orchestration.stages import official_residents

_FROM_HOME = 3  # home / inbox / semester / agency / file


def judge_file(file: Path, submission: Submission | None, rows: Path, catalogue: Catalogue) -> Verdict | None:
    """The verdict on the list that a file was read as, from its typed rows; None where it was not read as one.

    A file that lies in an inbox is compared with what its home knows from before.
    """
    if submission is None or submission.holding or not rows.exists():
        return None
    folders = file.resolve().parents
    is_in_inbox = len(folders) > _FROM_HOME and folders[2].name == "inbox"
    home = folders[_FROM_HOME] if is_in_inbox else rows.parent
    return judge_alone(catalogue, submission, rows, background_of(Store(home), submission, official_residents()))
