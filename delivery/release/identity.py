"""Makes the table by which a release names itself, for charts to cite.

Made after the content hash, since it holds it: a release is new when its figures are, not when the clock is.
"""

from __future__ import annotations

from delivery.release.allow_list import CORE_SCHEMA
from delivery.release.guard import Column, literal
from delivery.release.meanings import Meaning
from delivery.release.sources import Source

TABLE = "dim_release"
_DESCRIPTION = (
    "This release, and for each of its semesters the agreed source and the lists that its figures stand on. "
    "A list that is missing or held has no figures: they are null, never zero. Grain: semester."
)
_LISTS = (
    ("admitted", "came and was taken"),
    ("stale", "stand in from an earlier delivery of the semester, since a newer file was held or taken away"),
    ("held", "came and were not taken, with nothing to stand in"),
    ("missing", "were expected and did not come"),
)
_COLUMNS = (
    Column("release_id", "VARCHAR", "Name of the release, the same on every row."),
    Column("published_at", "TIMESTAMP", "When it was published (UTC)."),
    Column("content_hash", "VARCHAR", "Hash of its rows, columns and descriptions, equal for equal content."),
    Column("semester", "VARCHAR", "Semester reported, such as 2017-S1."),
    Column("snapshot_id", "VARCHAR", "Snapshot of the agreed source in force; null when there is none."),
    Column("is_agreed", "BOOLEAN", "In force by an agreement, not merely the newest known; null without a snapshot."),
    Column("agreed_by", "VARCHAR", "Who agreed; null without an agreement."),
    Column("letter_no", "VARCHAR", "Number of the letter of agreement."),
    Column("letter_date", "DATE", "Date of the letter."),
    *(Column(f"{status}_list_count", "BIGINT", f"Lists that {words}.") for status, words in _LISTS),
    *(
        Column(f"{status}_lists", "VARCHAR", f"Lists that {words}, as agency/list; null when there is none.")
        for status, words in _LISTS if status != "admitted"
    ),
)  # fmt: skip


def named(release_id: str, published_at: str, content_hash: str, note: str) -> Source:
    """The table of a release, from the tables that stand in its folder."""
    counts = ", ".join(
        f"count(*) filter (where list_status = '{status}' {_expected(status)}) as {status}_list_count"
        for status, _ in _LISTS
    )
    names = ", ".join(
        "string_agg(agency_id || '/' || table_id, ', ' order by agency_id, table_id)"
        f" filter (where list_status = '{status}' {_expected(status)}) as {status}_lists"
        for status, _ in _LISTS
        if status != "admitted"
    )
    rows = f"""(
        with lists as (select semester, {counts}, {names} from {CORE_SCHEMA}.fct_submissions group by semester)
        select {literal(release_id)} as release_id, timestamp {literal(published_at)} as published_at,
            {literal(content_hash)} as content_hash, semesters.semester, snapshots.snapshot_id, snapshots.is_agreed,
            snapshots.agreed_by, snapshots.letter_no, snapshots.letter_date, lists.* exclude (semester)
        from {CORE_SCHEMA}.dim_semester as semesters
        left join {CORE_SCHEMA}.dim_reference_snapshot as snapshots
            on semesters.semester = snapshots.semester and snapshots.is_in_force
        left join lists on semesters.semester = lists.semester
    )"""
    return Source(CORE_SCHEMA, TABLE, f"{_DESCRIPTION} {note}".strip(), _COLUMNS, Meaning(("semester",)), instead=rows)


def _expected(status: str) -> str:
    """A list that nobody waited for is not missing."""
    return "and is_expected" if status == "missing" else ""
