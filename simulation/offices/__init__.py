"""Holds one module per office: the rows it lists, and their layout and writing.

The layouts are those of domain notes 1.
"""
