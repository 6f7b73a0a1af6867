"""Reading in a process that can be ended: bounds on time and memory, and the pool of readers.

Not here: what reading does (`reading`).
"""
