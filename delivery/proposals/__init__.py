"""Takes proposals to the owner of the agreed source, and the answers back.

Not here: which proposals there are (`bnba.list_source_proposals`), and the memory of them (the ledger).
"""
