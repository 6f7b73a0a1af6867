"""The workbook of open questions about lists: headings, words, files; written, filled in and read again.

Not here: which questions there are (`ingest.drafting.questions`), or what an answer changes (`ingest.declarations`).
"""
