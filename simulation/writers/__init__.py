"""Writes pages as .xlsx, .xls or CSV; the same pages give the same bytes.

Knows nothing of people or faults.
"""
