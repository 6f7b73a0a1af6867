"""The book of arrivals: each file, its hash, its verdict, its replacement, and the releases.

SQLAlchemy Core on any URL; the default is SQLite below SINERGI_HOME. Rows are only added or have their status moved on;
nothing is deleted. No personal value is kept here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from ingest.ledger_upgrade import bring_up_to_date
from ingest.submission import Submission

_metadata = sa.MetaData()
_submissions = sa.Table(
    "submissions",
    _metadata,
    sa.Column("submission_id", sa.String(120), primary_key=True),
    sa.Column("semester", sa.String(7), nullable=False, index=True),
    sa.Column("agency_id", sa.String(60), nullable=False),
    sa.Column("table_id", sa.String(60), nullable=False),
    sa.Column("entity", sa.String(60), nullable=False),
    sa.Column("file_name", sa.String(300), nullable=False),
    sa.Column("file_sha256", sa.String(64), nullable=False, index=True),
    sa.Column("received_at", sa.String(32), nullable=False),
    sa.Column("arrival_no", sa.Integer, nullable=False),
    sa.Column("batch_no", sa.Integer, nullable=False),
    sa.Column("rows_in", sa.Integer, nullable=False),
    sa.Column("rows_accepted", sa.Integer, nullable=False),
    sa.Column("rows_rejected", sa.Integer, nullable=False),
    sa.Column("rows_furniture", sa.Integer, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("hold_codes", sa.Text, nullable=False),
    sa.Column("is_present", sa.Boolean, nullable=False),
)
_releases = sa.Table(
    "releases",
    _metadata,
    sa.Column("release_id", sa.String(80), primary_key=True),
    sa.Column("semester", sa.String(7), nullable=False),
    sa.Column("published_at", sa.String(32), nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
)
# What offices answered to issues, in the workbooks that they sent back. Only added to; values stay in private files.
_answers = sa.Table(
    "answers",
    _metadata,
    sa.Column("answer_id", sa.String(300), primary_key=True),
    sa.Column("submission_id", sa.String(120), nullable=False, index=True),
    sa.Column("of_submission_id", sa.String(120), nullable=False),
    sa.Column("semester", sa.String(7), nullable=False, index=True),
    sa.Column("agency_id", sa.String(60), nullable=False),
    sa.Column("table_id", sa.String(60), nullable=False),
    sa.Column("file_sha256", sa.String(64), nullable=False),
    sa.Column("answered_at", sa.String(32), nullable=False),
    sa.Column("record_key", sa.String(24), nullable=False),
    sa.Column("field", sa.String(60), nullable=False),
    sa.Column("code", sa.String(20), nullable=False),
    sa.Column("decision", sa.String(20), nullable=False),
    sa.Column("has_new_value", sa.Boolean, nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),
)


@dataclass(frozen=True)
class SubmissionRow:
    """One line of the book."""

    submission_id: str
    semester: str
    agency_id: str
    table_id: str
    entity: str
    file_name: str
    file_sha256: str
    received_at: str
    arrival_no: int
    batch_no: int
    rows_in: int
    rows_accepted: int
    rows_rejected: int
    rows_furniture: int
    status: str
    hold_codes: tuple[str, ...]
    is_present: bool


@dataclass(frozen=True)
class ReleaseRow:
    """One published release."""

    release_id: str
    semester: str
    published_at: str
    content_hash: str


@dataclass(frozen=True)
class AnswerRow:
    """An office's answer to one issue and its outcome: fixed, confirmed, removed, open, unclear."""

    answer_id: str
    submission_id: str
    of_submission_id: str
    semester: str
    agency_id: str
    table_id: str
    file_sha256: str
    answered_at: str
    record_key: str
    field: str
    code: str
    decision: str
    has_new_value: bool
    outcome: str


def now() -> str:
    """The present moment, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Ledger:
    """The book at `url`: made, or upgraded where an earlier release made it. LedgerError when a newer one did."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url)
        if self._engine.dialect.name == "sqlite" and self._engine.url.database:
            path = Path(self._engine.url.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600, exist_ok=True)
            os.chmod(path, 0o600)
        bring_up_to_date(self._engine, _metadata)

    def submissions(self, semester: str | None = None) -> list[SubmissionRow]:
        """The submissions of a semester, or of all, in order of arrival."""
        query = sa.select(_submissions).order_by(_submissions.c.arrival_no)
        if semester is not None:
            query = query.where(_submissions.c.semester == semester)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [SubmissionRow(**{**row, "hold_codes": tuple(json.loads(row["hold_codes"]))}) for row in rows]

    def find(self, submission_id: str) -> SubmissionRow | None:
        """The line of one submission."""
        return next((row for row in self.submissions() if row.submission_id == submission_id), None)

    def next_batch(self) -> int:
        """The number for files that are taken in together from now on."""
        with self._engine.connect() as connection:
            return int(connection.execute(sa.select(sa.func.max(_submissions.c.batch_no))).scalar() or 0) + 1

    def record(self, submission: Submission, batch_no: int) -> None:
        """Adds the submission, or renews its counts and status; arrival and batch stay."""
        values = {
            "semester": submission.semester,
            "agency_id": submission.agency_id,
            "table_id": submission.table_id,
            "entity": submission.entity,
            "file_name": submission.file_name,
            "file_sha256": submission.file_sha256,
            "received_at": submission.received_at,
            "rows_in": submission.rows_in,
            "rows_accepted": submission.rows_accepted,
            "rows_rejected": submission.rows_rejected,
            "rows_furniture": submission.rows_furniture,
            "status": submission.status,
            "hold_codes": json.dumps(list(submission.hold_codes)),
            "is_present": True,
        }
        key = _submissions.c.submission_id == submission.submission_id
        with self._engine.begin() as connection:
            was_present = connection.execute(sa.select(_submissions.c.is_present).where(key)).scalar()
            if not was_present:  # new, or back after it was taken away: an arrival of its own
                newest = connection.execute(sa.select(sa.func.max(_submissions.c.arrival_no))).scalar()
                values |= {"arrival_no": (newest or 0) + 1, "batch_no": batch_no}
            if was_present is None:
                connection.execute(sa.insert(_submissions).values(submission_id=submission.submission_id, **values))
            else:
                connection.execute(sa.update(_submissions).where(key).values(**values))

    def set_status(self, submission_id: str, status: str, hold_codes: Sequence[str] = ()) -> None:
        """Moves one submission to `status`."""
        self._update(submission_id, status=status, hold_codes=json.dumps(list(hold_codes)))

    def mark_absent(self, semester: str, agency_id: str, present: set[str]) -> None:
        """Notes the submissions of an agency no longer in its inbox; they stay booked."""
        for row in self.submissions(semester):
            if row.agency_id == agency_id and row.is_present != (row.submission_id in present):
                self._update(row.submission_id, is_present=row.submission_id in present)

    def _update(self, submission_id: str, **values: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                sa.update(_submissions).where(_submissions.c.submission_id == submission_id).values(**values)
            )

    def record_answers(self, answers: Sequence[Mapping[str, object]]) -> int:
        """Adds answers not noted yet, as columns of rows; gives how many were new."""
        ids = {str(answer["submission_id"]) for answer in answers}
        query = sa.select(_answers.c.answer_id).where(_answers.c.submission_id.in_(ids))
        with self._engine.begin() as connection:
            noted: set[str] = set(connection.execute(query).scalars())
            new = [dict(answer) for answer in answers if answer["answer_id"] not in noted]
            if new:
                connection.execute(sa.insert(_answers), new)
        return len(new)

    def answers(self, semester: str | None = None) -> list[AnswerRow]:
        """The answers of offices, in a semester or ever."""
        query = sa.select(_answers).order_by(_answers.c.answered_at, _answers.c.answer_id)
        if semester is not None:
            query = query.where(_answers.c.semester == semester)
        with self._engine.connect() as connection:
            return [AnswerRow(**row) for row in connection.execute(query).mappings().all()]

    def record_release(self, release: ReleaseRow) -> None:
        """Adds a release, once."""
        with self._engine.begin() as connection:
            noted = connection.execute(
                sa.select(_releases.c.release_id).where(_releases.c.release_id == release.release_id)
            ).first()
            if noted is None:
                connection.execute(sa.insert(_releases).values(**release.__dict__))

    def releases(self) -> list[ReleaseRow]:
        """All releases, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_releases).order_by(_releases.c.published_at)).mappings().all()
        return [ReleaseRow(**row) for row in rows]

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()
