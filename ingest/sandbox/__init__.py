"""Reading in processes that can be ended: bounds on time and memory, a pool.

Not here: what reading does (`reading`).
"""
