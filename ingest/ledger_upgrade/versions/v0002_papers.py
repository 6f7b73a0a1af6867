"""Adds what stands in the release, agreements, decisions and passed gates.

Of a ledger that did not know it, what was admitted is taken to stand.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds the four tables that are not there."""
    there = set(sa.inspect(op.get_bind()).get_table_names())
    if "standing" not in there:
        op.create_table(
            "standing",
            sa.Column("semester", sa.String(7), primary_key=True),
            sa.Column("submission_id", sa.String(120), primary_key=True),
        )
        op.execute(
            "INSERT INTO standing (semester, submission_id) "
            "SELECT semester, submission_id FROM submissions WHERE status = 'admitted'"
        )
    if "agreements" not in there:
        op.create_table(
            "agreements",
            sa.Column("agreement_no", sa.Integer, primary_key=True),
            sa.Column("semester", sa.String(7), nullable=False, index=True),
            sa.Column("agreement_hash", sa.String(64), nullable=False),
            sa.Column("letter_no", sa.String(200), nullable=False),
            sa.Column("letter_date", sa.String(10), nullable=False),
            sa.Column("content", sa.Text, nullable=False),
            sa.Column("booked_at", sa.String(32), nullable=False),
        )
    if "decisions" not in there:
        op.create_table(
            "decisions",
            sa.Column("decision_no", sa.Integer, primary_key=True),
            sa.Column("submission_id", sa.String(120), nullable=False, index=True),
            sa.Column("decision", sa.String(10), nullable=False),
            sa.Column("decided_by", sa.String(200), nullable=False),
            sa.Column("reason", sa.Text, nullable=False),
            sa.Column("decided_at", sa.String(32), nullable=False),
        )
    if "passes" not in there:
        op.create_table(
            "passes",
            sa.Column("gate", sa.String(40), primary_key=True),
            sa.Column("content_hash", sa.String(64), primary_key=True),
            sa.Column("passed_at", sa.String(32), nullable=False),
        )
