"""Text folded for comparison: headers, names and places, each by its own rule.

Folding happens once, at ingest, in Python, so that DuckDB and Spark compare the very same letters.
Nothing here decides what a text means; it only makes two spellings of one thing equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

# What a heading may end with that names nothing: the number of its column, or how to fill it in. Not a unit, `(Kg)`
# beside `(Rp)` tells two columns apart, nor a person, `(Ibu)`.
_TRAILING_REMARK = re.compile(
    r"\(\s*(?:\d{1,3}|\d+\s*(?:digit|angka|karakter)|sesuai\b[^()]*|l\s*/\s*p|wajib\b[^()]*|diisi\b[^()]*"
    r"|(?:tgl|dd|hh)\s*[-/.]\s*(?:bln|mm|bb)\s*[-/.]\s*(?:thn|th|yy|yyyy|tttt)|(?:jika|bila)\s+ada|contoh\b[^()]*)\s*\)\s*$",
    re.IGNORECASE,
)
_NOT_ALNUM = re.compile(r"[^a-z0-9]+")
_NOT_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
_NOT_LETTER = re.compile(r"[^A-Z]+")


def _ascii(text: str) -> str:
    """`text` with accents removed and look-alike quotes dropped."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")


@lru_cache(maxsize=65_536)
def fold_header(text: str) -> str:
    """A header as compared: lower case, no spaces or punctuation, `%` a word.

    A trailing column number `(12)` is dropped, and so is a word on how to fill it in.

    >>> fold_header(" No. KTP (81)"), fold_header("DESA/KELURAHAN"), fold_header("Nomor_Induk  Kependudukan")
    ('noktp', 'desakelurahan', 'nomorindukkependudukan')
    >>> fold_header("NIK (16 digit)"), fold_header("Nama (sesuai KTP)"), fold_header("Nama (Ibu)"), fold_header("(L/P)")
    ('nik', 'nama', 'namaibu', '')
    """
    return _NOT_ALNUM.sub("", _ascii(_TRAILING_REMARK.sub("", text)).replace("%", "persen").lower())


def words_of(header: str) -> list[str]:
    """The words of a header, each folded.

    >>> words_of("No. KTP/NIK (81)"), words_of("nama_ibu"), words_of("% anggaran")
    (['no', 'ktp', 'nik'], ['nama', 'ibu'], ['persen', 'anggaran'])
    """
    told = _TRAILING_REMARK.sub("", header).replace("%", " persen ")
    return [fold_header(word) for word in _NOT_LETTER_OR_DIGIT.split(told) if word]


def fold_long_header(text: str, abbreviations: Mapping[str, str]) -> str:
    """A header as compared, its abbreviated words written out.

    >>> fold_long_header("Jml. KPM", {"jml": "jumlah"}), fold_long_header("nm_lengkap", {"nm": "nama"})
    ('jumlahkpm', 'namalengkap')
    """
    return "".join(abbreviations.get(word, word) for word in words_of(text))


@lru_cache(maxsize=65_536)
def fold_place(text: str) -> str:
    """A place name as compared: lower case letters and digits only, the glottal stop dropped.

    >>> fold_place("Lompo'e"), fold_place("KP. PISANG"), fold_place("Cappa Galung")
    ('lompoe', 'kppisang', 'cappagalung')
    """
    return _NOT_ALNUM.sub("", _ascii(text).lower())


def fold_name(text: str) -> str:
    r"""A personal name as compared: A-Z words, single spaces, apostrophes dropped, other marks a space.

    Titles are not stripped here: what is evidence and what is decoration is the linker's decision.

    >>> fold_name("  H. Ma'mur  bin La'Tang, S.Pd "), fold_name("Nur\u00a0Hayati")
    ('H MAMUR BIN LATANG S PD', 'NUR HAYATI')
    """
    plain = _ascii(text.replace("'", "").replace("\u2019", "").replace("`", "")).upper()
    return _NOT_LETTER.sub(" ", plain).strip()
