"""A release: the tables that may leave, guarded, written whole or not at all, and its copy in PostgreSQL.

Not here: whether figures are good enough to leave (expectations, dbt tests), or what offices get back (`workbook`).
"""
