"""Defines the words, columns and hidden key of the workbook of questions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import cast, get_args

from ingest.declarations.rulings import Kind

FILE_NAME = "pertanyaan.xlsx"
SUMMARY, OPEN, ANSWERED, CHOICES, MARK_SHEET = "Ringkasan", "Pertanyaan", "Sudah dijawab", "_pilihan", "_sinergi"
MARK = "sinergi-pertanyaan-1"
ANSWER, BY, REASON, KEY = "Jawaban", "Oleh", "Dasar", "Kunci (Sinergi)"
FILLED_BY, FILLED_WHY = "Diisi oleh:", "Dasar jawaban:"
TAKE_BACK = "Batal"
COLUMNS: tuple[tuple[str, float], ...] = (
    ("No", 5), ("Daftar", 19), ("Yang ditanyakan", 34), ("Tertulis", 30), ("Contoh", 15), ("Terisi", 13),
    ("Dugaan", 28), (ANSWER, 26), (BY, 13), (REASON, 20), (KEY, 60),
)  # fmt: skip
_SEPARATOR = "\u00a6"  # a cell takes no control character
_DIGITS, _PARTS = 8, (6, 7)  # a workbook of before does not say where its choices stand


@dataclass(frozen=True)
class QuestionKey:
    """The subject of an answer as a hidden cell carries it.

    `answer`: the earlier one; `choices`: the column of the hidden page that has what may be chosen.
    """

    kind: Kind
    agency_id: str
    table_id: str
    field: str
    subject: str
    answer: str = ""
    choices: str = ""

    def text(self) -> str:
        """The hidden cell; its first digits tell whether the rest is whole."""
        rest = "|".join(part.replace("|", _SEPARATOR) for part in (
            self.kind, self.agency_id, self.table_id, self.field, self.answer, self.subject, self.choices))  # fmt: skip
        return f"{_digest(rest)}|{rest}"

    @classmethod
    def read(cls, text: str) -> QuestionKey | None:
        """The key that a cell holds; None unless it is whole and ours.

        >>> key = QuestionKey("heading", "dinsos", "kks", "", "HOBI | LAIN")
        >>> QuestionKey.read(key.text()) == key, QuestionKey.read(key.text() + "x")
        (True, None)
        """
        digest, _, rest = text.partition("|")
        parts = [part.replace(_SEPARATOR, "|") for part in rest.split("|")]
        if digest != _digest(rest) or len(parts) not in _PARTS or parts[0] not in get_args(Kind):
            return None
        kind, agency_id, table_id, field, answer, subject, *choices = parts
        return cls(cast("Kind", kind), agency_id, table_id, field, subject, answer, *choices)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
