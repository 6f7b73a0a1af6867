"""What two rows can be compared by: names, addresses, numbers, places and how common each is.

Not here: whether they are one person (`rungs`).
"""
