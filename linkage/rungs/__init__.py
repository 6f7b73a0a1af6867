"""The rungs of the ladder, from the surest down.

Each is one way of saying that rows are one person.

Not here: the model behind the last rungs (`model`), or the guards (`clusters`).
"""
