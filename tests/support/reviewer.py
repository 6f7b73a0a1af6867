"""An officer who decides in the review workbook and knows the truth; what cannot be told is left untold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import openpyxl

from delivery.review.sheet import BY, DECISION, KEY, OPEN, REASON, VERDICTS, PairKey

Verdict = str
_REASONS = {"same": "KTP/KK dilihat", "not_same": "Nama sama, orang lain", "cannot_say": "Keluarga tidak ditemui"}


def true_verdicts(linkage: Path, truth: Mapping[tuple[str, str], str]) -> dict[str, Verdict]:
    """Pair id -> `same` or `not_same`, of every pair in the queue; `truth`: (semester, record id) -> true person."""
    with duckdb.connect() as connection:
        pairs = connection.execute(
            "SELECT pair_id, semester_a, record_id_a, semester_b, record_id_b FROM read_parquet($path)",
            {"path": str(linkage / "review_queue.parquet")},
        ).fetchall()
    return {
        pair_id: "same" if truth[semester_a, record_a] == truth[semester_b, record_b] else "not_same"
        for pair_id, semester_a, record_a, semester_b, record_b in pairs
    }


def fill_review(path: Path, target: Path, decide: Callable[[int, str], Verdict | None]) -> Counter[Verdict]:
    """Answers the open pairs by `decide` (number of the pair from 0, its id), saves to `target`; what was answered."""
    book = openpyxl.load_workbook(path)
    sheet = book[OPEN]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    said: Counter[Verdict] = Counter()
    for number, top in enumerate(range(3, sheet.max_row + 1, 3)):
        key = PairKey.read(str(sheet.cell(top, columns[KEY]).value))
        if key is None or (verdict := decide(number, key.pair_id)) is None:
            continue
        for header, value in ((DECISION, VERDICTS[verdict]), (BY, "Besse"), (REASON, _REASONS[verdict])):
            sheet.cell(top, columns[header]).value = value
        said[verdict] += 1
    book.save(target)
    return said
