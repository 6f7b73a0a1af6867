"""The workbook that goes back to an office.

It holds its own list, what to mend, suggestions, and how far the last round came.

Not here: what an answer does when the workbook comes in again (`ingest.answers`), or the review of pairs (`review`).
"""
