"""The lines of files, releases and answers in the ledger."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa

from ingest.ledger import schema
from ingest.ledger.papers import Papers
from ingest.ledger.rows import AnswerRow, ReleaseRow, SubmissionRow
from ingest.submission import Submission


class Ledger(Papers):
    """The whole book."""

    def submissions(self, semester: str | None = None) -> list[SubmissionRow]:
        """The submissions of a semester, or of all, in order of arrival."""
        query = sa.select(schema.submissions).order_by(schema.submissions.c.arrival_no)
        if semester is not None:
            query = query.where(schema.submissions.c.semester == semester)
        with self._reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [SubmissionRow(**{**row, "hold_codes": tuple(json.loads(row["hold_codes"]))}) for row in rows]

    def find(self, submission_id: str) -> SubmissionRow | None:
        """The line of one submission."""
        return next((row for row in self.submissions() if row.submission_id == submission_id), None)

    def next_batch(self) -> int:
        """The number for files that are taken in together from now on."""
        with self._reading() as connection:
            return int(connection.execute(sa.select(sa.func.max(schema.submissions.c.batch_no))).scalar() or 0) + 1

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
        key = schema.submissions.c.submission_id == submission.submission_id
        with self._writing() as connection:
            was_present = connection.execute(sa.select(schema.submissions.c.is_present).where(key)).scalar()
            if not was_present:  # new, or back after it was taken away: an arrival of its own
                newest = connection.execute(sa.select(sa.func.max(schema.submissions.c.arrival_no))).scalar()
                values |= {"arrival_no": (newest or 0) + 1, "batch_no": batch_no}
            if was_present is None:
                connection.execute(
                    sa.insert(schema.submissions).values(submission_id=submission.submission_id, **values)
                )
            else:
                connection.execute(sa.update(schema.submissions).where(key).values(**values))

    def set_status(self, submission_id: str, status: str, hold_codes: Sequence[str] = ()) -> None:
        """Moves one submission to `status`."""
        self._update(submission_id, status=status, hold_codes=json.dumps(list(hold_codes)))

    def mark_absent(self, semester: str, agency_id: str, present: set[str]) -> None:
        """Notes the submissions of an agency no longer in its inbox; they stay booked."""
        for row in self.submissions(semester):
            if row.agency_id == agency_id and row.is_present != (row.submission_id in present):
                self._update(row.submission_id, is_present=row.submission_id in present)

    def forget_submissions(self, submission_ids: Iterable[str]) -> None:
        """Removes files of the book with all that hangs on them.

        Their bytes too, where the book is a file.
        """
        ids = list(submission_ids)
        with self._writing() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("pragma secure_delete = on")
            for table in (schema.submissions, schema.standing, schema.answers):
                connection.execute(sa.delete(table).where(table.c.submission_id.in_(ids)))
            connection.execute(sa.delete(schema.answers).where(schema.answers.c.of_submission_id.in_(ids)))

    def _update(self, submission_id: str, **values: object) -> None:
        with self._writing() as connection:
            connection.execute(
                sa.update(schema.submissions)
                .where(schema.submissions.c.submission_id == submission_id)
                .values(**values)
            )

    def record_answers(self, answers: Sequence[Mapping[str, object]]) -> int:
        """Adds answers not noted yet, as columns of rows; gives how many were new."""
        ids = {str(answer["submission_id"]) for answer in answers}
        query = sa.select(schema.answers.c.answer_id).where(schema.answers.c.submission_id.in_(ids))
        with self._writing() as connection:
            noted: set[str] = set(connection.execute(query).scalars())
            new = [dict(answer) for answer in answers if answer["answer_id"] not in noted]
            if new:
                connection.execute(sa.insert(schema.answers), new)
        return len(new)

    def answers(self, semester: str | None = None) -> list[AnswerRow]:
        """The answers of offices, in a semester or ever."""
        query = sa.select(schema.answers).order_by(schema.answers.c.answered_at, schema.answers.c.answer_id)
        if semester is not None:
            query = query.where(schema.answers.c.semester == semester)
        with self._reading() as connection:
            return [AnswerRow(**row) for row in connection.execute(query).mappings().all()]

    def record_release(self, release: ReleaseRow) -> None:
        """Adds a release, once."""
        with self._writing() as connection:
            noted = connection.execute(
                sa.select(schema.releases.c.release_id).where(schema.releases.c.release_id == release.release_id)
            ).first()
            if noted is None:
                connection.execute(sa.insert(schema.releases).values(**release.__dict__))

    def releases(self) -> list[ReleaseRow]:
        """All releases, oldest first."""
        with self._reading() as connection:
            rows = (
                connection.execute(sa.select(schema.releases).order_by(schema.releases.c.published_at)).mappings().all()
            )
        return [ReleaseRow(**row) for row in rows]

    def book_standing(self, semester: str, submission_ids: Collection[str]) -> None:
        """Notes the files that a semester's rows in the current release come from."""
        key = schema.standing.c.semester == semester
        with self._writing() as connection:
            noted: set[str] = set(connection.execute(sa.select(schema.standing.c.submission_id).where(key)).scalars())
            if noted == set(submission_ids):
                return
            connection.execute(sa.delete(schema.standing).where(key))
            rows = [{"semester": semester, "submission_id": each} for each in sorted(submission_ids)]
            if rows:
                connection.execute(sa.insert(schema.standing), rows)

    def standing(self, semester: str) -> frozenset[str]:
        """The files whose rows stand in the release for a semester."""
        query = sa.select(schema.standing.c.submission_id).where(schema.standing.c.semester == semester)
        with self._reading() as connection:
            return frozenset(connection.execute(query).scalars())
