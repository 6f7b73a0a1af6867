"""Ids for life: persons and families matched to the ledger.

With what merged and what split.

Not here: which rows belong together (`clusters`).
"""
