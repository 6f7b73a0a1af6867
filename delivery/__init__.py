"""All that leaves the house: the published warehouse, and each office's workbook.

The warehouse is published as files and in Postgres.

Promises: `published/current` is always one whole release; it moves to the next only when that one is
complete, and a release holds nothing about a person (an allow-list decides what goes out, a guard refuses
what should not); a workbook that goes back shows an office its own data alone, with what to mend. What does
not belong here: deciding whether figures are good enough (expectations, dbt tests) or computing them
(dbt_project).
"""

from delivery.release.frames import open_release, state_of
from delivery.release.guard import PublishError
from delivery.release.publication import publish
from delivery.release.releases import Release, current_release, point_at, releases
from delivery.workbook.back import back_path, write_back
from delivery.workbook.rounds import SentBack, sent_back, write_back_all

__all__ = [
    "PublishError",
    "Release",
    "SentBack",
    "back_path",
    "current_release",
    "open_release",
    "point_at",
    "publish",
    "releases",
    "sent_back",
    "state_of",
    "write_back",
    "write_back_all",
]
