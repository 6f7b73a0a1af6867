"""Chapters of the pack: each takes the meeting and gives blocks.

Drawing them does not belong here.
"""
