"""The facts by which two rows are compared, and how common each is.

Facts are names, addresses, numbers and places.

Not here: whether they are one person (`rungs`).
"""
