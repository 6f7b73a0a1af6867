"""The ladder: each rung one way of saying that rows are one person, from the surest down.

Not here: the model behind the last rungs (`model`), or the guards (`clusters`).
"""
