"""Reads amounts in the unit that the title of a list states: `(dalam ribuan rupiah)`."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from ingest.declarations.catalogue import EntitySchema
from ingest.reading.typed import Typed
from ingest.sheets.gather import Gathered
from ingest.sheets.own_tables import SheetNote

_STATED = re.compile(r"\bdalam\s+(ribu|juta)(?:an)?(?:\s+(?:rupiah|rp\.?))?\s*\)?\s*$", re.IGNORECASE)
_TIMES = {"ribu": 1_000, "juta": 1_000_000}
_MOST_IDR = 1_000_000_000  # no aid is worth more: an amount that would be was written out, whatever the title says


def stated_scale(titles: Iterable[str]) -> int:
    """The unit of amounts that a title states; 1 where none does.

    >>> stated_scale(["DAFTAR BSPS (dalam ribuan rupiah)"]), stated_scale(["dalam ribuan jiwa"]), stated_scale([])
    (1000, 1, 1)
    """
    found = (_STATED.search(title) for title in titles)
    return next((_TIMES[each[1].lower()] for each in found if each), 1)


def put_to_scale(typed: Typed, gathered: Gathered, schema: EntitySchema) -> None:
    """Multiplies the amounts of a list by the unit in its title.

    Of a list of one sheet: which of several a title is of is not known here. It is noted.
    """
    times = stated_scale(gathered.titles)
    if times == 1 or len(set(gathered.sheets)) != 1:
        return
    for name, field in schema.fields.items():
        if field.type != "rupiah" or name not in typed.columns:
            continue
        amounts = typed.columns[name]
        most = pc.max(amounts).as_py()
        if most is not None and most * times <= _MOST_IDR:
            typed.columns[name] = pc.multiply(amounts, pa.scalar(times, amounts.type))
            gathered.notes.append(SheetNote("RP-004", gathered.sheets[0], len(amounts) - amounts.null_count))
