"""The fence around Dagster's private API.

Overrides and names that an upgrade may break without notice.

Nothing else imports `dagster._...` or overrides what Dagster keeps to itself; tests say so, and say it loudly when a
version of Dagster no longer calls an override. A folder, not one module: each of Dagster's own processes loads the
storage, and importing dagster-dbt beside it would cost each of them two and a half times the import of Dagster.
"""
