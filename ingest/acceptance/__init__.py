"""Judged submissions become what stands: one Parquet per entity and semester, and side tables.

Not here: whether a list is good enough (expectations), or reading a file (`reading`).
"""
