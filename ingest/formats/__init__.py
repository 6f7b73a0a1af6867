"""One module per family of file formats, each turning bytes into `Sheet`s.

Only `ingest.workbook` imports from here. What does not belong: finding tables, headers or meaning in the cells.
"""
