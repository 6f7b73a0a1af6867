"""The links as they truly are, in place of ours: what the warehouse then shows is right or wrong by its SQL alone."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.unit.warehouse.made_up_input import tables_read_by_dbt

_ROWS = """
create temp table accepted_rows as
{entities};
create temp table links as
select accepted_rows.record_id, accepted_rows.entity, accepted_rows.semester, truth.true_person_id as person_id,
    truth.true_family_id as family_id, cast(1 as tinyint) as rung, cast(1 as double) as score, 'truth' as evidence
from accepted_rows
inner join read_parquet('{accepted}/submissions/part.parquet') as submissions using (submission_id)
inner join read_parquet('{truth}/rows.parquet') as truth
    on truth.semester = accepted_rows.semester and truth.agency_id = submissions.agency_id
    and truth.file_name = submissions.file_name and truth.row_number = accepted_rows.row_number
    and coalesce(truth.sheet, '') = coalesce(accepted_rows.sheet, '') and truth.kind = 'data';
-- a person's family is known in every semester, also in one in which no list has a row of the person
insert into links
select 'family-' || semester || true_person_id, 'truth', semester, true_person_id, true_family_id, 0, 1, 'truth'
from read_parquet('{truth}/persons.parquet');
"""
_ENTITIES = ("enrolment_records", "reference_records", "civil_registry_records")


def write_true_links(home: Path) -> int:
    """Writes `linkage/` from `truth/`; gives how many accepted rows have no true person (none, if all is well)."""
    accepted, linkage = home / "accepted", home / "linkage"
    linkage.mkdir(exist_ok=True)
    entities = " union all ".join(
        f"select record_id, '{name}' as entity, semester, submission_id, sheet, row_number"
        f" from read_parquet('{accepted}/{name}/semester=*/part.parquet', hive_partitioning = false)"
        for name in _ENTITIES
    )
    with duckdb.connect() as connection:
        connection.execute(_ROWS.format(entities=entities, accepted=accepted, truth=home / "truth"))
        ends = "min(semester) as first_semester, max(semester) as last_semester from links group by 1 order by 1"
        event = ", ".join(
            f"'' as {name}" for name in ("event_id", "semester", "kind", "id", "event", "other_id", "cause")
        )
        asked = ", ".join(f"'' as {name}" for name in tables_read_by_dbt()["review_queue"].columns)
        outputs = {
            "review_queue": f"select {asked} where 1 = 0",
            "person_links": "from links order by entity, semester, record_id",
            "persons": f"select person_id, {ends}",
            "families": f"select family_id, {ends}",
            "identity_events": f"select {event} where 1 = 0",
        }
        for name, statement in outputs.items():
            connection.execute(f"copy ({statement}) to '{linkage}/{name}.parquet' (format parquet)")
        counted = connection.execute(
            "select (select count(*) from accepted_rows) - (select count(*) from links where entity <> 'truth')"
        ).fetchone()
    return int(counted[0]) if counted else 0
