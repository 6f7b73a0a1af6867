"""The `sinergi` command: what people type, and how each answer looks on a screen.

Not here: the work itself, which the rooms do; a command calls them and says what came out.
"""
