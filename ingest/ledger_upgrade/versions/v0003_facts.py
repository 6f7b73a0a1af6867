"""Adds the facts of the home, such as the fingerprint of its key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds the table where it is not there."""
    if "facts" not in sa.inspect(op.get_bind()).get_table_names():
        op.create_table(
            "facts",
            sa.Column("name", sa.String(60), primary_key=True),
            sa.Column("value", sa.Text, nullable=False),
            sa.Column("noted_at", sa.String(32), nullable=False),
        )
