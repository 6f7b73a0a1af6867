"""Counts the words of a list that people may have to settle: those outside a closed list, places, statuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from ingest.parsers.masking import without_long_numbers
from ingest.parsers.texts import as_words
from ingest.reading.typed import FieldIssue, Typed
from ingest.submission import WordMet
from ingest.workbook import Cell

_OUTSIDE = frozenset({"KODE-001", "YT-001", "JK-001", "PRG-001", "WIL-001"})
_PLACE_TEXTS = {"village_name": "village_text", "area_name": "area_text"}
# What stands this often is a word of the office; what is rarer may be a person's, and goes back to the office.
_TIMES_TO_BE_A_WORD = 3
_MOST_WORDS = 40
_LONGEST = 60


def words_met(typed: Typed, cells: Mapping[str, Sequence[Cell]], *, has_receipt_rule: bool) -> tuple[WordMet, ...]:
    """Every frequent word that no code fits, then each status whose rows are no receipts by a rule."""
    found = [word for issue in typed.issues if issue.code in _OUTSIDE for word in _of_issue(issue, typed, cells)]
    if has_receipt_rule and "status_text" in cells:
        found += _statuses(typed, cells["status_text"])
    return tuple(found)


def _of_issue(issue: FieldIssue, typed: Typed, cells: Mapping[str, Sequence[Cell]]) -> Iterator[WordMet]:
    column = _PLACE_TEXTS.get(issue.field, "")
    texts = typed.columns[column].to_pylist() if column in typed.columns else cells.get(issue.field, ())
    counted = Counter(as_words(texts[at]) for at in issue.positions) if texts else Counter[str]()
    for word, count in _frequent(counted):
        yield WordMet(issue.field, word, count)


def _statuses(typed: Typed, texts: Sequence[Cell]) -> Iterator[WordMet]:
    """Words of the status column that mean a code, of rows that are not counted as receipts."""
    codes: pa.Array = typed.columns["enrolment_status"]
    counts = typed.columns["is_receipt"].to_pylist()
    met = Counter(
        (as_words(text), code)
        for text, code, is_receipt in zip(texts, codes.to_pylist(), counts, strict=True)
        if not is_receipt and code != "unknown" and as_words(text)
    )
    meaning = dict(word for word, _ in met.most_common())
    for word, count in _frequent(Counter({word: count for (word, _), count in met.items()})):
        yield WordMet("status_text", word, count, meaning[word])


def _frequent(counted: Counter[str]) -> Iterator[tuple[str, int]]:
    for word, count in counted.most_common(_MOST_WORDS):
        if word and len(word) <= _LONGEST and count >= _TIMES_TO_BE_A_WORD and without_long_numbers(word) == word:
            yield word, count
