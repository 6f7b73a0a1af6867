"""The tables of the ledger as the code of today knows them.

`ledger_upgrade` brings older ones up to this.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
submissions = sa.Table(
    "submissions",
    metadata,
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
releases = sa.Table(
    "releases",
    metadata,
    sa.Column("release_id", sa.String(80), primary_key=True),
    sa.Column("semester", sa.String(7), nullable=False),
    sa.Column("published_at", sa.String(32), nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
)
# What offices answered to issues, in the workbooks that they sent back. Only added to; values stay in private files.
answers = sa.Table(
    "answers",
    metadata,
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
# The files whose rows stand in the release of a semester; renewed with each release, so that a run that died changes
# nothing about what the next one takes for good.
standing = sa.Table(
    "standing",
    metadata,
    sa.Column("semester", sa.String(7), primary_key=True),
    sa.Column("submission_id", sa.String(120), primary_key=True),
)
# Agreements on the source under which something was published, each wording once, in order of booking.
agreements = sa.Table(
    "agreements",
    metadata,
    sa.Column("agreement_no", sa.Integer, primary_key=True),
    sa.Column("semester", sa.String(7), nullable=False, index=True),
    sa.Column("agreement_hash", sa.String(64), nullable=False),
    sa.Column("letter_no", sa.String(200), nullable=False),
    sa.Column("letter_date", sa.String(10), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("booked_at", sa.String(32), nullable=False),
)
# What a person decided about a file against or before the rules; the newest one of a file counts.
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("decision_no", sa.Integer, primary_key=True),
    sa.Column("submission_id", sa.String(120), nullable=False, index=True),
    sa.Column("decision", sa.String(10), nullable=False),
    sa.Column("decided_by", sa.String(200), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_at", sa.String(32), nullable=False),
)
# Which content passed which gate on the way to a release.
passes = sa.Table(
    "passes",
    metadata,
    sa.Column("gate", sa.String(40), primary_key=True),
    sa.Column("content_hash", sa.String(64), primary_key=True),
    sa.Column("passed_at", sa.String(32), nullable=False),
)
# What must stay true of the home from run to run, such as the fingerprint of its key; each name once.
facts = sa.Table(
    "facts",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("noted_at", sa.String(32), nullable=False),
)
# What was proposed to the owner of the agreed source, once each for good, and what became of it. No person by name.
proposals = sa.Table(
    "proposals",
    metadata,
    sa.Column("proposal_id", sa.String(40), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("subject_id", sa.String(60), nullable=False),
    sa.Column("sent_semester", sa.String(7), nullable=False),
    sa.Column("sent_snapshot", sa.String(80), nullable=False),
    sa.Column("sent_at", sa.String(32), nullable=False),
    sa.Column("status", sa.String(10), nullable=False),
    sa.Column("answered_by", sa.String(200), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("answered_at", sa.String(32), nullable=False),
)
