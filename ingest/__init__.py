"""A workbook becomes typed rows. Knows spreadsheets; nothing else.

Promises: every row of every file ends in exactly one place (accepted, rejected with a code, or furniture of a named
kind), and every accepted row knows its file, sheet and row number. What does not belong here: whether a list is good
enough (expectations), who a row is about (linkage), what it adds up to (dbt_project).
"""
