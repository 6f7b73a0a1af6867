"""Files coming in: pulled from folders and servers, received by their bytes, never changed.

Not here: opening them (`formats`).
"""
