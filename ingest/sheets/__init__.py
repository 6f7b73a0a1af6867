"""Sheets of cells become gathered rows: tables, mapped headers, totals, period and place hints.

Not here: what a value means (`parsers`), or any format (`formats`).
"""
