"""Explanations of why two rows are linked, or not, in sentences with their evidence.

Not here: the linking itself (`rungs`).
"""
