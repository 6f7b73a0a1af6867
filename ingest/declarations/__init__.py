"""What people write: the contract of entities, agencies and vocabularies, loaded and checked, faults with line and key.

Not here: reading a sheet by it (`sheets`, `reading`).
"""
