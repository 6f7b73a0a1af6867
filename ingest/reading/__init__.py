"""One file becomes typed rows, rejects, issues and problems of one declared list.

Not here: finding tables (`sheets`), the process it runs in (`sandbox`), or standing among versions (`acceptance`).
"""
