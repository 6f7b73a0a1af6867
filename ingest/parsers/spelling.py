"""The nearest known spelling, for the few values that no list knows.

Counted are letters dropped, added, changed or swapped with their neighbour (optimal string alignment).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

from ingest.fold import fold_place

_ENDS_IN_NUMBER = re.compile(r"(?:\d|\b[ivx]+)\W*$", re.IGNORECASE)

_NUMERAL = re.compile(r"[ivx]+")


def nearest_spelling(word: str, spellings: Iterable[str], limit: int) -> str | None:
    """The one known spelling within `limit` edits; None when there is none or a tie.

    >>> nearest_spelling("agustuss", ["agustus", "august"], 1), nearest_spelling("jumi", ["juni", "juli"], 1)
    ('agustus', None)
    """
    ranked = sorted((OSA.distance(word, spelling, score_cutoff=limit), spelling) for spelling in spellings)
    if not ranked or ranked[0][0] > limit or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    return ranked[0][1]


def abbreviated_code(words: str, names: Iterable[tuple[str, str]]) -> str | None:
    """The code of the one name whose words a text shortens; None on ties.

    Word by word, at least one of them whole: a shortened word begins as the whole one does and has its letters in
    their order. `names`: each name with its code.

    >>> names = [("Kampung Melayu", "01"), ("Kauman Baru", "02"), ("Tanjung Sari", "03"), ("Kampung Baru", "04")]
    >>> [abbreviated_code(words, names) for words in ("KPG. MELAYU", "TJ.SARI", "Kauman Br", "K. BARU", "KP. SARI")]
    ['01', '03', '02', None, None]
    """
    parts = _words_of(words)
    found = {code for name, code in names if _shortens(parts, _words_of(name))}
    return found.pop() if len(found) == 1 else None


def _words_of(text: str) -> list[str]:
    return [folded for part in re.split(r"[\s./-]+", text) if (folded := fold_place(part))]


def _shortens(parts: list[str], whole: list[str]) -> bool:
    """True when each part is a word of the name or shortens it."""
    if len(parts) != len(whole) or len(whole) < 2:
        return False
    pairs = list(zip(parts, whole, strict=True))
    shortened = [pair for pair in pairs if pair[0] != pair[1]]
    if len(shortened) == len(pairs) or any(part.isdigit() or _NUMERAL.fullmatch(word) for part, word in shortened):
        return False
    return all(part[0] == word[0] and len(part) < len(word) and _in_order(part, word) for part, word in shortened)


def _in_order(part: str, word: str) -> bool:
    letters = iter(word)
    return all(letter in letters for letter in part)


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
