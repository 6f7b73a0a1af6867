"""The nearest known spelling, for the few values that no list knows.

Counted are letters dropped, added, changed or swapped with their neighbour (optimal string alignment).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

_ENDS_IN_NUMBER = re.compile(r"(?:\d|\b[ivx]+)\W*$", re.IGNORECASE)


def nearest_spelling(word: str, spellings: Iterable[str], limit: int) -> str | None:
    """The one known spelling within `limit` edits; None when there is none or a tie.

    >>> nearest_spelling("agustuss", ["agustus", "august"], 1), nearest_spelling("jumi", ["juni", "juli"], 1)
    ('agustus', None)
    """
    ranked = sorted((OSA.distance(word, spelling, score_cutoff=limit), spelling) for spelling in spellings)
    if not ranked or ranked[0][0] > limit or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    return ranked[0][1]


def nearest_code(words: str, folded: str, spellings: Mapping[str, str], slips: int = 2) -> str | None:
    """The code of the spelling nearest a name, within `slips` edits; None on ties.

    Fewer edits are allowed for a short name.

    Not asked where a slip cannot be told from another place: a name that ends in a number (Panorama II), or one that is
    the beginning of another name (Bacukiki B. may be Bacukiki Barat).

    >>> codes = {"bacukiki": "01", "bacukikibarat": "04"}
    >>> [nearest_code(words, words.lower(), codes) for words in ("Bacukki", "BacukikiB", "Bacukikibara")]
    ['01', None, '04']
    """
    limit = min(slips, 2 if len(folded) >= 7 else 1 if len(folded) >= 5 else 0)
    if limit == 0 or _ENDS_IN_NUMBER.search(words):
        return None
    best: dict[str, int] = {}
    for spelling, code in spellings.items():
        distance = OSA.distance(folded, spelling, score_cutoff=limit)
        if distance <= limit:
            best[code] = min(distance, best.get(code, limit))
    closest = [code for code, distance in best.items() if distance == min(best.values())]
    begun = {code for spelling, code in spellings.items() if spelling.startswith(folded)}
    return closest[0] if len(closest) == 1 and begun <= set(closest) else None
