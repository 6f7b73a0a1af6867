"""A workbook of ours that came back: recognised, its answers applied and kept.

Not here: how the workbook looks (delivery), or reading any other file (`reading`).
"""
