"""Reads headings that are abbreviated, joined, or with a unit."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping

from ingest.declarations.catalogue import EntitySchema
from ingest.fold import fold_header, fold_long_header, words_of

_AS_SHARED = 500  # weaker than any spelling of the whole header
_AS_OWN = 90  # of the list's own spelling: stronger than one that all lists share
_UNIT = re.compile(r"\((rp|rupiah|tahun|thn|th)\.?\)\s*$", re.IGNORECASE)
_BETWEEN_PARTS = re.compile("[/_]")
_TYPES = {"rp": "rupiah", "ru": "rupiah", "ta": "age", "th": "age"}


class WrittenOut:
    """The headings of a list with their words written out.

    `own` and `every` are its own spellings and all; `field_named` gives the field of a spelling.
    """

    def __init__(
        self, schema: EntitySchema, own: Iterable[str], every: Iterable[str], field_named: Callable[[str], str]
    ) -> None:
        self._fields = schema.fields
        self._words: Mapping[str, str] = schema.abbreviations
        self._ambiguous = {short: tuple(map(fold_header, meant)) for short, meant in schema.ambiguous.items()}
        self._field_named = field_named
        self._own, self._every = self._of(own), self._of(every)

    def spelled(self, header: str) -> bool:
        """True for a spelling of a field whose words are only abbreviated."""
        return bool(self._whole(header, self._own) or self._whole(header, self._every))

    def field_of(self, header: str) -> tuple[str, int]:
        """The field of a header and how strongly (lower is stronger); '' for any other."""
        if own := self._whole(header, self._own):
            return own, _AS_OWN
        known = (
            self._whole(header, self._every)
            or self._of_parts(header)
            or self._of_unit(header)
            or self._of_joined(header)
        )
        return known, _AS_SHARED

    def _of(self, spellings: Iterable[str]) -> dict[str, str]:
        """Spelling with its abbreviated words written out -> field, where only one is meant."""
        found: dict[str, set[str]] = {}
        for text in spellings:
            found.setdefault(fold_long_header(text, self._words), set()).add(self._field_named(fold_header(text)))
        return {text: fields.pop() for text, fields in found.items() if len(fields) == 1}

    def _whole(self, header: str, spellings: Mapping[str, str]) -> str:
        """The one field of the header with its words written out; else ''."""
        if known := spellings.get(fold_long_header(header, self._words)):
            return known
        words = words_of(header)
        if self._ambiguous.keys().isdisjoint(words):
            return ""
        meant = itertools.product(*(self._ambiguous.get(word, (self._words.get(word, word),)) for word in words))
        fields = {field for some in meant if (field := spellings.get("".join(some)))}
        return fields.pop() if len(fields) == 1 else ""

    def _of_parts(self, header: str) -> str:
        """The field that every part of `Jalan/Alamat` or `jalan_alamat` names; else ''."""
        parts = [fold_header(part) for part in _BETWEEN_PARTS.split(header)]
        fields = {self._field_named(part) for part in parts if part}
        return fields.pop() if len(parts) > 1 and len(fields) == 1 else ""

    def _of_unit(self, header: str) -> str:
        """The field of a header whose unit is of its kind; else ''."""
        unit = _UNIT.search(header)
        field = self._field_named(fold_header(header[: unit.start()])) if unit else ""
        if unit is None or field not in self._fields:
            return ""
        return field if self._fields[field].type == _TYPES[unit[1][:2].lower()] else ""

    def _of_joined(self, header: str) -> str:
        """The one field of a header joined to its abbreviation (`NMDESA`); else ''."""
        folded = fold_header(header)
        starts = [short for short in self._words if folded.startswith(short) and short != folded]
        meant = {self._words[short] + self._words.get(rest := folded[len(short) :], rest) for short in starts}
        fields = {self._every[text] for text in meant if text in self._every}
        return fields.pop() if len(fields) == 1 else ""
