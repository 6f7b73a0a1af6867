"""Tells why a family or person has its verdicts; draws the slip for the kelurahan.

It reads the restricted lists: what the meeting gets, without anybody's name, does not belong here (`delivery.pack`).
"""
