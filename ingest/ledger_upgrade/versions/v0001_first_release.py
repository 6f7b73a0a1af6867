"""Takes over the ledgers made before versions were kept.

Adds the tables that are not there, leaves the rest.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_COLUMNS: dict[str, tuple[sa.Column[object], ...]] = {
    "submissions": (
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
    ),
    "releases": (
        sa.Column("release_id", sa.String(80), primary_key=True),
        sa.Column("semester", sa.String(7), nullable=False),
        sa.Column("published_at", sa.String(32), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
    ),
    "answers": (
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
    ),
}


def upgrade() -> None:
    """Adds what is missing."""
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, columns in _COLUMNS.items():
        if name not in there:
            op.create_table(name, *columns)
