"""Files not yet declared: a first look, a drafted declaration, a check of one file.

Not here: a semester's own reading (`reading`), or how a check is shown (orchestration).
"""
