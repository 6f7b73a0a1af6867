"""The assets, by the folder of the store that they fill.

Each says who owns it, what it holds and where from. Not here: how its content is made.
"""
