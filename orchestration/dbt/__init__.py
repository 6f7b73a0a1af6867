"""What is made of, and for, the dbt project: its manifest, its sources and staging, the data dictionary.

Not here: the SQL (`dbt_project`), or dbt as Dagster assets (`assets`).
"""
