"""Month words met in Indonesian lists: official, old and English spellings, abbreviations and Roman numerals."""

from __future__ import annotations

from functools import lru_cache

from ingest.parsers.spelling import nearest_spelling

_SPELLINGS = (
    "januari jan january januarie djanuari jaunari i",
    "februari pebruari feb peb february febuari febr pebr pebuari ii",
    "maret mar mrt march maart iii",
    "april apr apl iv",
    "mei may v",
    "juni jun june djuni vi",
    "juli jul july djuli vii",
    "agustus agt agu ags agst agus aug august agutus viii",
    "september sep sept septembr ix",
    "oktober okt oct october oktbr oktobr x",
    "november nov nop nopember nofember xi",
    "desember des dec december dsember desembr xii",
)
MONTHS = {word: number for number, words in enumerate(_SPELLINGS, 1) for word in words.split()}
_LONG = tuple(word for word in MONTHS if len(word) >= 5)


@lru_cache(maxsize=4096)
def month_of(word: str) -> int | None:
    """Month number of a word, one typing error allowed in long ones, else None.

    >>> [month_of(word) for word in ("Agustus", "NOPEMBER", "Agt", "Agusuts", "VIII", "Lumpue")]
    [8, 11, 8, 8, 8, None]
    """
    folded = word.lower()
    if folded in MONTHS or len(folded) < 5:
        return MONTHS.get(folded)
    near = nearest_spelling(folded, _LONG, 1)
    if near is not None:
        return MONTHS[near]
    tied = {MONTHS[spelling] for spelling in _LONG if nearest_spelling(folded, [spelling], 1)}
    return tied.pop() if len(tied) == 1 else None
