"""From sheets of cells to gathered rows: tables found, headers mapped, totals reconciled, period and place hints.

Not here: what a value means (`parsers`), or any format (`formats`).
"""
