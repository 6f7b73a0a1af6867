"""Closed lists: a spelling becomes its code, or null and an issue code.

No cell is true just by being filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal

import pyarrow as pa

from ingest.fold import fold_place
from ingest.parsers.column import Parsed, parse_column
from ingest.parsers.texts import as_words, is_blank, unusable
from ingest.workbook import Cell
from ingest.yaml_files import read_yaml

VOCABULARIES = Path(__file__).resolve().parent.parent / "vocabularies"
BlankIs = Literal["no", "unknown"]
# `1. Ya`, `2 - Tidak`, `(1) Laki-laki`: forms print the code before its label
_DECIMAL_TAIL = re.compile(r"(?<=^\d)[.,]0$|(?<=^\d\d)[.,]0$")  # a code that went through a spreadsheet
# `NONAKTIF 01-11-2017`: a status with the day since when
_DATED = re.compile(
    r"(?<=[^\W\d_])[\s(,]+(?:sejak|per|tmt|tgl)?[\s.]*\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})\)?\s*$", re.IGNORECASE
)
# what officers shorten in a status or an answer
_SHORT = {"blm": "belum", "blum": "belum", "sdh": "sudah", "udh": "sudah", "tdk": "tidak", "tdak": "tidak"}
_SHORT_WORD = re.compile(rf"\b({'|'.join(_SHORT)})\b\.?", re.IGNORECASE)
_NUMBERED = re.compile(r"\(?(\d{1,2})\)?\s*[-.):= ]\s*(\D.*)")


@dataclass(frozen=True)
class CodeList:
    """A closed list ready for look-up: every accepted spelling, folded, with its code."""

    spellings: Mapping[str, str]

    @classmethod
    def of(cls, codes: Mapping[str, Iterable[str]]) -> CodeList:
        """The list of `code -> spellings`; a code spells itself unless another code claims it.

        Raises ValueError when one spelling means two codes.
        """
        folded: dict[str, str] = {}
        for code, spellings in codes.items():
            for spelling in spellings:
                if folded.setdefault(_fold(spelling), code) != code:
                    raise ValueError(f"spelling {spelling!r} means both {folded[_fold(spelling)]!r} and {code!r}")
        return cls({_fold(code): code for code in codes} | folded)

    @classmethod
    def load(cls, vocabulary: str, folder: Path = VOCABULARIES) -> CodeList:
        """The list of a vocabulary file, its labels being spellings too."""
        entries = read_yaml(folder / f"{vocabulary}.yml")["codes"]
        return cls.of({code: [*entry.get("spellings", ()), entry["label"]] for code, entry in entries.items()})

    def with_overrides(self, values: Mapping[str, str]) -> CodeList:
        """The same list where one column's own `spelling -> code` go first."""
        return CodeList(dict(self.spellings) | {_fold(spelling): code for spelling, code in values.items()})

    def find(self, words: str) -> str | None:
        """The code of a text; None when unknown, or when number and label disagree."""
        words = _DECIMAL_TAIL.sub("", words)
        if whole := self.spellings.get(_fold(words)):
            return whole
        numbered = _NUMBERED.fullmatch(words)
        if numbered is None:
            plain = _SHORT_WORD.sub(lambda short: _SHORT[short[1].lower()], _DATED.sub("", words))
            return self.find(plain) if plain != words else None
        by_label, by_number = self.spellings.get(_fold(numbered[2])), self.spellings.get(numbered[1])
        return by_label if by_number in (None, by_label) else None


def code(cells: Sequence[Cell], codes: CodeList) -> Parsed:
    """`value`: the code of each cell; KODE-001 outside the list."""
    return parse_column(cells, partial(parse_code, codes=codes), {"value": pa.string()})


def sex(cells: Sequence[Cell], codes: CodeList | None = None) -> Parsed:
    """`value`: L (laki-laki) or P (perempuan); JK-001."""
    return parse_column(cells, partial(parse_sex, codes=codes or _packaged("sex")), {"value": pa.string()})


def yes_no(cells: Sequence[Cell], *, blank_is: BlankIs = "unknown", codes: CodeList | None = None) -> Parsed:
    """`value` (boolean); `blank_is` says what an empty cell of this column means; YT-001."""
    scalar = partial(parse_yes_no, blank_is=blank_is, codes=codes or _packaged("yes_no"))
    return parse_column(cells, scalar, {"value": pa.bool_()})


def parse_code(cell: Cell, *, codes: CodeList, unknown: str = "KODE-001") -> tuple[str | None, str | None]:
    """The code of one cell; a mark such as `-` is blank unless listed.

    >>> grades = CodeList.of({"sd": ["1", "SD/MI"], "smp": ["2", "SMP"]})
    >>> parse_code("sd / mi", codes=grades), parse_code(2.0, codes=grades), parse_code("1. SMP", codes=grades)
    (('sd', None), ('smp', None), (None, 'KODE-001'))
    """
    if sel := unusable(cell):
        return None, sel
    words = str(int(cell)) if isinstance(cell, bool) else as_words(cell)
    if found := codes.find(words):
        return found, None
    return None, None if is_blank(words) else unknown


def parse_sex(cell: Cell, *, codes: CodeList | None = None) -> tuple[str | None, str | None]:
    """The sex in one cell; `P` is perempuan, never "pria".

    >>> [parse_sex(cell)[0] for cell in ("Lk", "LAKI-LAKI", "P", "W", 2, "1. Laki-laki", "Perempun", "M")]
    ['L', 'L', 'P', 'P', 'P', 'L', 'P', 'L']
    >>> parse_sex("L/P"), parse_sex(True)
    ((None, 'JK-001'), (None, 'JK-001'))
    """
    if isinstance(cell, bool):
        return None, "JK-001"
    value, issue = parse_code(cell, codes=codes or _packaged("sex"), unknown="JK-001")
    if issue == "JK-001":
        letters = fold_place(as_words(cell))
        for start, meaning in (("laki", "L"), ("perem", "P"), ("prempuan", "P"), ("wanit", "P")):
            if letters.startswith(start) and not ("laki" in letters and "perem" in letters):
                return meaning, None
    return value, issue


def parse_yes_no(
    cell: Cell, *, blank_is: BlankIs = "unknown", codes: CodeList | None = None
) -> tuple[bool | None, str | None]:
    """True, False or None of one cell; numbers as listed: 1 yes, 2 no.

    >>> parse_yes_no(1), parse_yes_no("2. Tidak"), parse_yes_no("v"), parse_yes_no(3), parse_yes_no("", blank_is="no")
    ((True, None), (False, None), (True, None), (None, 'YT-001'), (False, None))
    """
    if isinstance(cell, bool):
        return cell, None
    value, issue = parse_code(cell, codes=codes or _packaged("yes_no"), unknown="YT-001")
    if value is None:
        return (False, None) if issue is None and blank_is == "no" else (None, issue)
    return value == "yes", None


def _fold(spelling: str) -> str:
    """Letters and digits; a tick or a dash, which has none, stays itself."""
    return fold_place(spelling) or spelling.strip()


@lru_cache(maxsize=8)
def _packaged(vocabulary: str) -> CodeList:
    return CodeList.load(vocabulary)
