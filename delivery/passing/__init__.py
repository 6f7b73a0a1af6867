"""The sheet on which people let written texts pass into what is published.

Not here: what stands in the place of a text that nobody let pass (`release.free_text`).
"""
