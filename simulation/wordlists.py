"""Splits word lists written as running text.

They are split where they stand, so that a list of a hundred names stays a paragraph.
"""

from __future__ import annotations

from simulation.arrays import Objects, objects


def words(text: str) -> list[str]:
    """The words of `text`.

    >>> words("BASO BESSE")
    ['BASO', 'BESSE']
    """
    return text.split()


def pairs(text: str) -> list[tuple[str, str]]:
    """The pairs of `text`, each written `first=second`, parted by `|` or a new line.

    >>> pairs("NAMA KK=head_name|NIK=nik|Ket=")
    [('NAMA KK', 'head_name'), ('NIK', 'nik'), ('Ket', '')]
    """
    parted = [phrase.partition("=") for phrase in phrases(text).tolist()]
    return [(first, second) for first, _, second in parted]


def phrases(text: str) -> Objects:
    """The phrases of `text`, parted by `|` or a new line.

    >>> phrases('''LAS LISTRIK|TATA BOGA
    ... BARISTA''').tolist()
    ['LAS LISTRIK', 'TATA BOGA', 'BARISTA']
    """
    return objects([phrase.strip() for phrase in text.replace("\n", "|").split("|")])
