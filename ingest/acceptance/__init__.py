"""From judged submissions to what stands: one Parquet per entity and semester, and the side tables beside it.

Not here: whether a list is good enough (expectations), or reading a file (`reading`).
"""
