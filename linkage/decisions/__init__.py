"""What people said of pairs: kept for ever, applied before any rung, and the queue of what to ask next.

Not here: the workbook that asks (delivery), or how a pair was found (`rungs`).
"""
