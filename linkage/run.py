"""Links accepted rows into persons and families.

A run brings the ledger up to date and writes the outputs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.scraps import SCRAP_SUFFIX, scrap_prefix
from ingest.store import PRIVATE_FOLDER, write_parquet
from linkage import checks, clusters
from linkage.decisions import corrections, decided, review
from linkage.evidence import records
from linkage.identity import events, families, ledger, persons
from linkage.model import scored
from linkage.report import LinkageReport, summarise
from linkage.rungs import ladder

LEAST_MEMORY, MEMORY_OF_ROW = 700_000_000, 1_000
"""Bytes that DuckDB may take before it spills: a small town's worth, and what the tables of a row come to beyond it."""

_PERSON_LINKS = """
CREATE TEMP TABLE person_links AS
SELECT record_id, entity, person_rows.semester, person_rows.person_id, family_id, rung, score, evidence
FROM person_rows
LEFT JOIN family_now ON family_now.person_id = person_rows.person_id AND family_now.semester = person_rows.semester
"""

_PERSON, _FAMILY = ledger.as_text("person", "person_id"), ledger.as_text("family", "family_id")
_OUTPUTS = {
    "person_links": f"SELECT record_id, entity, semester, {_PERSON} AS person_id, {_FAMILY} AS family_id,"
    " rung, score, evidence"
    " FROM person_links ORDER BY record_id, entity, semester",
    "persons": f"SELECT {_PERSON} AS person_id, min(semester) AS first_semester, max(semester) AS last_semester"
    " FROM person_links GROUP BY person_links.person_id ORDER BY person_links.person_id",
    "families": f"SELECT {_FAMILY} AS family_id, min(semester) AS first_semester, max(semester) AS last_semester"
    " FROM person_links GROUP BY person_links.family_id ORDER BY person_links.family_id",
    "identity_events": f"""
        WITH named AS (
            SELECT semester, kind, event, cause,
                CASE kind WHEN 'person' THEN {ledger.as_text("person", "id")}
                    ELSE {ledger.as_text("family", "id")} END AS id,
                CASE WHEN other_id IS NULL THEN NULL WHEN kind = 'person' THEN {ledger.as_text("person", "other_id")}
                    ELSE {ledger.as_text("family", "other_id")} END AS other_id
            FROM identity_events
        )
        SELECT 'E' || left(md5(concat_ws('|', semester, id, event, other_id, cause)), 16) AS event_id,
            semester, kind, id, event, other_id, cause
        FROM named ORDER BY semester, id, event, other_id, cause""",
    "review_queue": review.OUTPUT.format(
        person_a=ledger.as_text("person", "person_a"), person_b=ledger.as_text("person", "person_b")
    ),
    "number_questions": corrections.OUTPUT,
    # What the model linked or leaves to people; of persons, told by a row of each.
    "scored_pairs": "SELECT least(one.first_record_id, other.first_record_id) AS record_id_a,"
    " greatest(one.first_record_id, other.first_record_id) AS record_id_b, match_weight, match_probability, verdict, "
    + ", ".join(f"weight_{field}" for field in scored.FIELDS)
    + " FROM verdicts INNER JOIN records AS one ON one.node = profile_a"
    " INNER JOIN records AS other ON other.node = profile_b ORDER BY 1, 2",
    "conflicts": "SELECT DISTINCT least(one.first_record_id, other.first_record_id) AS record_id_a,"
    " greatest(one.first_record_id, other.first_record_id) AS record_id_b, reason"
    " FROM open_conflicts INNER JOIN records AS one ON one.node = node_a"
    " INNER JOIN records AS other ON other.node = node_b"
    " ORDER BY 1, 2, 3",
}


def _memory_limit(rows: int) -> str:
    """The memory that DuckDB may take for `rows`.

    Never more than it would take by itself, which is a share of the machine's.
    """
    with duckdb.connect() as connection:
        setting = connection.execute("SELECT current_setting('memory_limit')").fetchone() or ("1 GiB",)
    number, unit = setting[0].split()
    machine = float(number) * 1024 ** ("bytes", "KiB", "MiB", "GiB", "TiB").index(unit)
    return f"{int(min(machine, max(LEAST_MEMORY, rows * MEMORY_OF_ROW)))}B"


@contextmanager
def _scratch(threads: int | None, rows: int, beside: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory for `rows`, which leaves nothing behind.

    It may spill to a private folder `beside` what is linked, where the next run removes it if this one is killed.
    """
    with tempfile.TemporaryDirectory(dir=beside, prefix=scrap_prefix("linkage"), suffix=SCRAP_SUFFIX) as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _memory_limit(rows), "temp_directory": folder, "preserve_insertion_order": False,
        }  # fmt: skip
        if threads is not None:
            settings["threads"] = threads
        connection = duckdb.connect(config=settings)
        try:
            yield connection
        finally:
            connection.close()


@dataclass(frozen=True)
class _Run:
    """One semester to link: where from, where to, and the state that it builds on."""

    accepted: Path
    linkage: Path
    semester: str
    last_state: str | None
    key: bytes

    def link(self, connection: duckdb.DuckDBPyConnection) -> LinkageReport:
        """Links all rows up to the semester; the tables are in `connection`."""
        last = ledger.state_path(self.linkage, self.last_state) if self.last_state else None
        ledger.open_state(connection, "previous", last)
        ledger.open_state(connection, "earlier", ledger.state_path(self.linkage, self.semester))
        records.load(connection, self.accepted, self.semester, self.key)
        decided.open_decisions(connection, self.linkage)
        ladder.climb(connection)
        clusters.form(connection)
        persons.name(connection, self.semester, self.key)
        decided.tell_moves(connection)
        semesters = [each for each in records.semesters_in(self.accepted) if each < self.semester]
        families.name(connection, [*semesters, self.semester], self.semester, self.key)
        connection.execute(_PERSON_LINKS)
        events.record(connection, self.semester)
        review.fill(connection)
        corrections.fill(connection)
        return summarise(connection, self.semester, checks.run(connection))

    def write(self, connection: duckdb.DuckDBPyConnection, is_newest: bool) -> None:
        """Writes the state, and the outputs when no later semester is to come."""
        if is_newest:
            for name, statement in _OUTPUTS.items():
                write_parquet(connection.execute(statement).fetch_arrow_table(), self.linkage / f"{name}.parquet")
        ledger.write_state(connection, ledger.state_path(self.linkage, self.semester))


def resolve(
    accepted_dir: Path, linkage_dir: Path, semester: str, key: bytes, *, threads: int | None = None
) -> LinkageReport:
    """The report of linking `semester`.

    Writes the outputs of the newest semester known and the ledger's states.

    States missing of semesters before it are made first, in order; those of later semesters are made (again) after it,
    because they build on it, also where a run died before it linked what it had accepted. So the outputs are the same
    whatever the order of runs, and a run that changes nothing writes the same bytes.
    `key` (secret, at least 16 bytes) makes the ids; ValueError when it is shorter.
    """
    if len(key) < 16:
        raise ValueError("the identity key must have at least 16 bytes")
    linkage_dir.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    states = ledger.states_in(linkage_dir)
    accepted = records.semesters_in(accepted_dir)
    before = [each for each in accepted if each < semester and each not in states]
    runs = [*before, semester, *sorted({each for each in [*states, *accepted] if each > semester})]
    reports: dict[str, LinkageReport] = {}
    for run in runs:
        last_state = max((each for each in [*states, *reports] if each < run), default=None)
        this = _Run(accepted_dir, linkage_dir, run, last_state, key)
        with _scratch(threads, records.count(accepted_dir, run), linkage_dir) as connection:
            reports[run] = this.link(connection)
            this.write(connection, is_newest=run == runs[-1])
    return reports[semester]
