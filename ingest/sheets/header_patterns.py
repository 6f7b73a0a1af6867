"""Headers that an entity or a list leaves out by name, as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.fold import fold_header


@dataclass(frozen=True)
class HeaderPatterns:
    """Headers known by whole text, by their beginning (`KB *`) or a word inside (`*usaha*`)."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    inside: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> HeaderPatterns:
        patterns = list(texts)
        inside = tuple(fold_header(text) for text in patterns if text.startswith("*"))
        beginnings = tuple(fold_header(text) for text in patterns if text.endswith("*") and not text.startswith("*"))
        return cls(frozenset(fold_header(text) for text in patterns if "*" not in text), beginnings, inside)

    def match(self, folded: str) -> bool:
        """True when one of them fits a folded header."""
        if folded in self.whole or folded.startswith(self.beginnings):
            return True
        return any(word in folded for word in self.inside)
