"""What leaves the house: the published warehouse, as files and as a second copy in Postgres.

Promises: `published/current` is always one whole release; it moves to the next only when that one is
complete, and a release holds nothing about a person (an allow-list decides what goes out, a guard refuses
what should not). What does not belong here: deciding whether figures are good enough (expectations, dbt
tests) or computing them (dbt_project).
"""

from delivery.guard import PublishError
from delivery.publication import publish
from delivery.release import Release, current_release, point_at, releases

__all__ = ["PublishError", "Release", "current_release", "point_at", "publish", "releases"]
