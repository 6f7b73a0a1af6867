"""Holds the steps, one file each, in the order of their `down_revision`.

A step that was released is never changed. Not here: the present schema (`ledger`). A step may be stopped half-way and
begins again: it looks at what is there.
"""
