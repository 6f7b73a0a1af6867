"""The contract that people write: entities, agencies and vocabularies, loaded and checked.

Every fault is given with its line and key.

Not here: reading a sheet by it (`sheets`, `reading`).
"""
