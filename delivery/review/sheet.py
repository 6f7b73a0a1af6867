"""Defines the words and columns of the review workbook.

Also the hidden key of a pair, by which the workbook is known again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.fold import fold_header

FILE_NAME = "tinjauan-orang.xlsx"
SUMMARY, OPEN, DECIDED, MARK_SHEET = "Ringkasan", "Tinjauan", "Sudah diputuskan", "_sinergi"
MARK = "sinergi-tinjauan-1"
DECISION, BY, REASON, KEY = "Keputusan", "Oleh", "Alasan", "Kunci (Sinergi)"
FILLED_BY = "Diisi oleh:"
VERDICTS: Mapping[str, str] = {"same": "Sama", "not_same": "Bukan", "cannot_say": "Tidak tahu"}
VERDICT_OF: Mapping[str, str] = {fold_header(words): verdict for verdict, words in VERDICTS.items()}
USUAL_REASONS = ("KTP/KK dilihat", "Ditanyakan ke keluarga", "Ditanyakan ke kelurahan", "NIK salah ketik", "Kembar",
                 "Ayah dan anak", "Nama sama, orang lain")  # fmt: skip
_KEY = re.compile(r"(T[0-9a-f]{16})\|([0-9a-f]{16})\|([0-9a-f]{16})\|([a-z_]*)")


@dataclass(frozen=True)
class PairKey:
    """The key of one pair, as the workbook carries it.

    It holds the fingerprints of its rows, and what was decided when it was written.
    """

    pair_id: str
    fingerprint_a: str
    fingerprint_b: str
    verdict: str = ""

    def text(self) -> str:
        """The hidden cell."""
        return "|".join((self.pair_id, self.fingerprint_a, self.fingerprint_b, self.verdict))

    @classmethod
    def read(cls, text: str) -> PairKey | None:
        """The key that a cell holds.

        None for one that is no key of ours, or no longer whole.
        """
        found = _KEY.fullmatch(text)
        if not found or found[4] not in ("", *VERDICTS) or found[1] != pair_id(found[2], found[3]):
            return None
        return cls(*found.groups())


def pair_id(fingerprint_a: str, fingerprint_b: str) -> str:
    """The id of a pair, as linkage makes it of the two fingerprints.

    Each fingerprint has 16 hexadecimal digits.

    >>> pair_id("00000000000000a1", "00000000000000b2")
    'T0c45dd01665c87c2'
    """
    digest = hashlib.md5(f"{fingerprint_a}{fingerprint_b}".encode(), usedforsecurity=False)
    return f"T{digest.hexdigest()[:16]}"


@dataclass(frozen=True)
class Written:
    """The counts of what went into a workbook.

    `left_out` open pairs found no room.
    """

    path: Path
    open: int
    decided: int
    left_out: int
