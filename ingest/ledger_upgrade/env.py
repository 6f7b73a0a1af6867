"""Runs the steps on the connection that `bring_up_to_date` hands over.

Alembic loads this file by its name.
"""

from alembic import context

# SQLite changes a table by copying it: `op.batch_alter_table` in a step does that
context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
