"""From accepted rows to persons and families: one run brings every state of the ledger up to date and writes the outputs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingest.store import PRIVATE_FOLDER, write_parquet
from linkage import checks, clusters, events, families, ladder, ledger, persons, records
from linkage.report import LinkageReport, summarise

MEMORY_LIMIT = "700MB"

_PERSON_LINKS = """
CREATE TEMP TABLE person_links AS
SELECT record_id, entity, person_rows.semester, person_rows.person_id, family_id, rung, score, evidence
FROM person_rows
LEFT JOIN family_now ON family_now.person_id = person_rows.person_id AND family_now.semester = person_rows.semester
"""

_PERSON, _FAMILY = ledger.as_text("person", "person_id"), ledger.as_text("family", "family_id")
_OUTPUTS = {
    "person_links": f"SELECT record_id, entity, semester, {_PERSON} AS person_id, {_FAMILY} AS family_id, rung, score, evidence"
    " FROM person_links ORDER BY record_id",
    "persons": f"SELECT {_PERSON} AS person_id, min(semester) AS first_semester, max(semester) AS last_semester"
    " FROM person_links GROUP BY person_links.person_id ORDER BY person_links.person_id",
    "families": f"SELECT {_FAMILY} AS family_id, min(semester) AS first_semester, max(semester) AS last_semester"
    " FROM person_links GROUP BY person_links.family_id ORDER BY person_links.family_id",
    "identity_events": f"""
        WITH named AS (
            SELECT semester, kind, event, cause,
                CASE kind WHEN 'person' THEN {ledger.as_text("person", "id")} ELSE {ledger.as_text("family", "id")} END AS id,
                CASE WHEN other_id IS NULL THEN NULL WHEN kind = 'person' THEN {ledger.as_text("person", "other_id")}
                    ELSE {ledger.as_text("family", "other_id")} END AS other_id
            FROM identity_events
        )
        SELECT 'E' || left(md5(concat_ws('|', semester, id, event, other_id, cause)), 16) AS event_id,
            semester, kind, id, event, other_id, cause
        FROM named ORDER BY semester, id, event, other_id, cause""",
    "conflicts": "SELECT DISTINCT least(one.record_id, other.record_id) AS record_id_a,"
    " greatest(one.record_id, other.record_id) AS record_id_b, reason"
    " FROM open_conflicts INNER JOIN records AS one ON one.node = node_a INNER JOIN records AS other ON other.node = node_b"
    " ORDER BY 1, 2, 3",
}


@contextmanager
def _scratch(threads: int | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that may spill to a private folder, and leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="sinergi-linkage-") as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT, "temp_directory": folder, "preserve_insertion_order": False,
        }  # fmt: skip
        if threads is not None:
            settings["threads"] = threads
        connection = duckdb.connect(config=settings)
        try:
            yield connection
        finally:
            connection.close()


def _run(
    accepted: Path, linkage: Path, run: str, last_state: str | None, key: bytes, threads: int | None, is_final: bool
) -> LinkageReport:
    """Links all rows up to semester `run`, writes its state and, when it is the newest, the outputs."""
    with _scratch(threads) as connection:
        own = ledger.state_path(linkage, run)
        ledger.open_state(connection, "previous", ledger.state_path(linkage, last_state) if last_state else None)
        ledger.open_state(connection, "earlier", own)
        records.load(connection, accepted, run, key)
        ladder.climb(connection)
        clusters.form(connection)
        persons.name(connection, run, key)
        semesters = [semester for semester in records.semesters_in(accepted) if semester < run] + [run]
        families.name(connection, semesters, run, key)
        connection.execute(_PERSON_LINKS)
        events.record(connection, run)
        report = summarise(connection, run, checks.run(connection))
        if is_final:
            for name, statement in _OUTPUTS.items():
                write_parquet(connection.execute(statement).fetch_arrow_table(), linkage / f"{name}.parquet")
        ledger.write_state(connection, own)
        return report


def resolve(
    accepted_dir: Path, linkage_dir: Path, semester: str, key: bytes, *, threads: int | None = None
) -> LinkageReport:
    """The report of linking `semester`; writes the outputs of the newest semester known and the ledger's states.

    States missing of semesters before it are made first, in order; states of later semesters are made again after it, because they
    build on it. So the outputs are the same whatever the order of runs, and a run that changes nothing writes the same bytes.
    `key` (secret, at least 16 bytes) makes the ids; ValueError when it is shorter.
    """
    if len(key) < 16:
        raise ValueError("the identity key must have at least 16 bytes")
    linkage_dir.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    states = ledger.states_in(linkage_dir)
    before = [each for each in records.semesters_in(accepted_dir) if each < semester]
    runs = [each for each in before if each not in states] + [semester] + [each for each in states if each > semester]
    reports: dict[str, LinkageReport] = {}
    for run in runs:
        known = sorted({each for each in [*states, *reports] if each < run})
        last_state = known[-1] if known else None
        reports[run] = _run(accepted_dir, linkage_dir, run, last_state, key, threads, is_final=run == runs[-1])
    return reports[semester]
