"""The layout of office sheets: header bands, and the furniture around data rows.

`ingest.sheets.locate` puts these together. Nothing here knows which agency or table a sheet belongs to.
"""
