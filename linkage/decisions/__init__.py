"""The decisions of people on pairs: kept for ever, and applied before any rung.

Here too: the queue of pairs to be asked about next.

Not here: the workbook that asks (delivery), or how a pair was found (`rungs`).
"""
