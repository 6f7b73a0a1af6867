"""The review workbook: pairs of rows that people decide, written, filled in and read again.

Not here: what a decision does to the links (`linkage.decisions`), or the workbooks that offices get back (`workbook`).
"""
