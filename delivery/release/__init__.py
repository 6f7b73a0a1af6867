"""A release: the tables that may leave, guarded, and its copy in PostgreSQL.

It is written whole or not at all.

Not here: whether figures are good enough to leave (expectations, dbt tests), or what offices get back (`workbook`).
"""
