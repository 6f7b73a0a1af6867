"""The semesters that can be run, and the time at which each is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from ingest.semester import Semester

if TYPE_CHECKING:
    import dagster as dg

# The first semester after the survey (BDT 2015) that the oldest lists are compared with would be 2015-S2; other
# cities' files go further back.
FIRST = Semester(2010, 1)


def semesters(today: date) -> list[Semester]:
    """Every semester that can be run: from FIRST to the one after the present."""
    last = Semester.containing(today).next
    found = [FIRST]
    while found[-1] < last:
        found.append(found[-1].next)
    return found


def can_be_run(semester: Semester, today: date) -> bool:
    """True when there is a partition for the semester."""
    return semester in semesters(today)


def semester_partitions(known: Iterable[str], today: date) -> dg.StaticPartitionsDefinition:
    """One partition for each semester that there is, by the text that is used everywhere.

    Those with files, the one that is due, the present, and the next.
    """
    import dagster as dg

    expected = {due_semester(today), Semester.containing(today), Semester.containing(today).next}
    shown = {str(semester) for semester in expected} | set(known)
    return dg.StaticPartitionsDefinition([str(each) for each in semesters(today) if str(each) in shown])


def due_semester(today: date) -> Semester:
    """The semester reported in the window of `today`: the one that ended last."""
    return Semester.containing(today).previous
