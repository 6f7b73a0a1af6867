"""Keeps the identity ledger: ids that live for ever.

They are carried from state to state by the members they have in common.

One state per semester, one Parquet file each (`ledger/2017-S1.parquet`), so that a state appears whole or not at
all. A state holds which id each row (by fingerprint, never by its place in a file) and each person's family had,
all events so far, and of ids that ended whose they were: rows that were withdrawn by mistake and come back get them
back.

The state of a semester is built from that of the semester before it, so running an old semester again gives what it
gave. Its own earlier version is asked second: ids that a run of this semester has already given out stay, even when
a corrected file comes later.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ingest.whole import write_twice

SCHEMA = pa.schema(
    [
        # row: a row's person; member: a person's family; id: since when it is in use; gone: whose an id was;
        # first: the family that a first run of the semester gave a person; event
        ("part", pa.string()),
        ("kind", pa.string()),  # person or family, of an id or event
        ("semester", pa.string()),
        ("member", pa.uint64()),  # of a row its fingerprint; of a member the person
        ("id", pa.uint64()),
        ("event", pa.string()),
        ("other_id", pa.uint64()),
        ("cause", pa.string()),
    ]
)


def as_text(kind: str, column: str) -> str:
    """The SQL that writes an id as people see it.

    That is `P` or `F` and 16 hex digits; inside, ids are numbers.
    """
    return f"format('{kind[0].upper()}{{:016x}}', {column})"


def state_path(linkage: Path, semester: str) -> Path:
    """The path of the state of `semester`."""
    return linkage / "ledger" / f"{semester}.parquet"


def states_in(linkage: Path) -> list[str]:
    """The semesters that have a state, oldest first."""
    return sorted(path.stem for path in (linkage / "ledger").glob("[0-9]*.parquet"))


def open_state(connection: duckdb.DuckDBPyConnection, name: str, path: Path | None) -> None:
    """Makes the state at `path` the view `name`, read as it is asked.

    An empty table when there is none.
    """
    if path is not None and path.exists():
        quoted = str(path).replace("'", "''")
        connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet('{quoted}')")
    else:
        connection.register("empty_state", SCHEMA.empty_table())
        connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM empty_state")
        connection.unregister("empty_state")


def new_ids(key: bytes, kind: str, semester: str, members: Sequence[int], taken: set[int]) -> list[int]:
    """A new id for each member.

    Keyed, random-looking, the same for the same key, kind and semester, none of `taken`.
    """
    ids = []
    for member in members:
        generation = 0
        while (made := _id(key, kind, semester, member, generation)) in taken:
            generation += 1  # its first id went with the larger part of a split
        taken.add(made)
        ids.append(made)
    return ids


def _id(key: bytes, kind: str, semester: str, member: int, generation: int) -> int:
    message = f"{kind}|{semester}|{member}|{generation}".encode()
    return int.from_bytes(hmac.digest(key, message, "sha256")[:8], "big")


Pair = tuple[int | str, int]


def _deal(pairs: Iterable[Pair]) -> list[Pair]:
    """One id to one group, first come first served."""
    groups: set[int | str] = set()
    ids: set[int] = set()
    dealt = []
    for group, identity in pairs:
        if group not in groups and identity not in ids:
            groups.add(group)
            ids.add(identity)
            dealt.append((group, identity))
    return dealt


# The older id stays in a merge; in a split the larger part keeps it, of equal ones that which keeps the card. Before
# that: what an earlier run of this semester gave out goes before what it did not, and what was before the semester
# before what that run made of it.
_CONTESTED = """
SELECT label, id FROM pairs
WHERE label IN (SELECT label FROM pairs GROUP BY label HAVING count(*) > 1)
    OR id IN (SELECT id FROM pairs GROUP BY id HAVING count(*) > 1)
ORDER BY is_given_out DESC, choice, since, overlap DESC, first_count DESC, is_kept DESC, id, label
"""


# The usual case, settled without a loop: one group, one id, and neither wanted by another.
_UNDISPUTED = """
CREATE OR REPLACE TEMP TABLE carried AS
SELECT label, id FROM pairs
QUALIFY count(*) OVER (PARTITION BY label) = 1 AND count(*) OVER (PARTITION BY id) = 1
"""

_PAIRS = """
CREATE OR REPLACE TEMP TABLE pairs AS
SELECT label, id, choice, count(*) AS overlap, min(since) AS since, bool_or(is_given_out) AS is_given_out,
    count(*) FILTER (is_first) AS first_count, bool_or(is_kept) AS is_kept
FROM members INNER JOIN claims USING (member)
GROUP BY label, id, choice
"""


def carry(connection: duckdb.DuckDBPyConnection, kind: str, semester: str, key: bytes) -> None:
    """Fills `carried(label, id)` for every group of `members(label, member)`.

    `claims(member, id, choice, since, is_given_out, is_kept)` says which ids a member had, the first choice before the
    second, and whether the member has stayed where the id was.
    Groups left without one get an id that is none of `known_ids(id)`.
    """
    connection.execute(_PAIRS)
    connection.execute(_UNDISPUTED)
    contested: list[Any] = connection.execute(_CONTESTED).fetchall()
    _append(connection, _deal(contested))
    fresh: list[Any] = connection.execute(
        "SELECT label, min(member) FROM members ANTI JOIN carried USING (label) GROUP BY label ORDER BY 2, 1"
    ).fetchall()
    if not fresh:
        return
    taken = {row[0] for row in connection.execute("SELECT id FROM known_ids").fetchall()}
    made = new_ids(key, kind, semester, [member for _, member in fresh], taken)
    _append(connection, [(label, identity) for (label, _), identity in zip(fresh, made, strict=True)])


def _append(connection: duckdb.DuckDBPyConnection, rows: list[Pair]) -> None:
    """Adds `rows` to `carried`."""
    if rows:
        labels, ids = zip(*rows, strict=True)
        dealt = pa.table({"label": pa.array(labels), "id": pa.array(ids, pa.uint64())})
        connection.register("dealt", dealt)
        connection.execute("INSERT INTO carried SELECT label, id FROM dealt")
        connection.unregister("dealt")


# Of ids that ended and lead nowhere: the rows that had a person's, the persons that had a family's. Also of a family's
# that an earlier run of this semester gave out, and that went into another since: when they part, it is theirs again.
_GONE = """
CREATE OR REPLACE TEMP TABLE gone AS
WITH held AS (
    SELECT CASE part WHEN 'row' THEN 'person' WHEN 'member' THEN 'family' ELSE kind END AS kind, member, id,
        semester, is_earlier, CASE part WHEN 'gone' THEN 2 ELSE 0 END + (NOT is_earlier)::INTEGER AS choice
    FROM (SELECT *, true AS is_earlier FROM earlier UNION ALL SELECT *, false FROM previous)
    WHERE part IN ('row', 'member', 'gone')
)
SELECT kind, member, id, semester
FROM held ANTI JOIN live_ids USING (kind, id)
WHERE (kind = 'family' OR member NOT IN (SELECT member_key FROM person_rows))
    AND (kind, id) NOT IN (
        SELECT (kind, id) FROM identity_events
        WHERE event = 'redirect' AND NOT (kind = 'family' AND is_earlier AND semester = $semester)
    )
QUALIFY row_number() OVER (PARTITION BY kind, member, CASE kind WHEN 'family' THEN semester END
    ORDER BY choice, semester, id) = 1
"""
# The family that the first run of this semester gave a person, where it is another by now.
_FIRST = """
CREATE OR REPLACE TEMP TABLE first_families AS
WITH given AS (
    SELECT member, min(id) FILTER (part = 'first') AS first_id,
        max_by(id, semester) FILTER (part = 'member') AS last_id
    FROM earlier WHERE part IN ('first', 'member') GROUP BY member
)
SELECT member, coalesce(first_id, last_id) AS id
FROM given INNER JOIN family_now ON person_id = member AND semester = $semester
WHERE family_id <> coalesce(first_id, last_id)
"""
_STATE = """
SELECT 'row' AS part, NULL AS kind, semester, member_key AS member, person_id AS id,
    NULL AS event, NULL::UBIGINT AS other_id, NULL AS cause FROM person_rows
UNION ALL
SELECT 'member', NULL, semester, person_id, family_id, NULL, NULL, NULL FROM family_now
QUALIFY family_id IS DISTINCT FROM lag(family_id) OVER (PARTITION BY person_id ORDER BY semester)
UNION ALL
SELECT 'id', kind, since, NULL, id, NULL, NULL, NULL FROM live_ids
UNION ALL
SELECT 'gone', kind, semester, member, id, NULL, NULL, NULL FROM gone
UNION ALL
SELECT 'first', NULL, NULL, member, id, NULL, NULL, NULL FROM first_families
UNION ALL
SELECT 'event', kind, semester, NULL, id, event, other_id, cause FROM identity_events
ORDER BY part, member, id, kind, semester, event, other_id
"""


def write_state(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Writes the state of this run, whole or not at all, and twice.

    Ids cannot be made again.
    """
    for statement in (_GONE, _FIRST):
        connection.execute(statement, {"semester": path.stem})
    write_twice(connection.execute(_STATE).fetch_arrow_table().cast(SCHEMA), path)
