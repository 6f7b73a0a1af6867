"""Adds what was proposed to the owner of the agreed source, and its answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds the table where it is not there."""
    if "proposals" not in sa.inspect(op.get_bind()).get_table_names():
        op.create_table(
            "proposals",
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
