"""Makes the dbt project's manifest, sources and staging, and the data dictionary.

Not here: the SQL (`dbt_project`), or dbt as Dagster assets (`assets`).
"""
