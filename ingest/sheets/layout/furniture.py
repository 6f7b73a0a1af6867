"""Recognises rows that are no record: totals, bands, notes, signatures, column numbers.

Each function looks at one row alone. Whether the row really is furniture is decided in `ingest.sheets.locate`, which
knows the rows around it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Literal

from ingest.fold import fold_place
from ingest.sheets.layout.model import text_of
from ingest.workbook import Cell, UncachedFormula, is_blank

_MONTHS = (
    "jan(?:uari)?|[fp]eb(?:r|ruari)?|mar(?:et)?|apr(?:il)?|mei|jun[i]?|jul[i]?|ag(?:u|t|s|ustus)?"
    "|sep(?:t|tember)?|okt(?:ober)?|no[vp](?:ember)?|des(?:ember)?"
)
_NUMERIC = re.compile(r"(?:rp\.?\s*)?[-+(]?\s*\d[\d.,\s]*\)?\s*(?:,-|%|-)?", re.IGNORECASE)
_SERIAL_HEADERS = frozenset(("no", "nomor", "nourut", "nomorurut", "urut", "nour", "nomer", "nmr"))
_IDENTIFIER = re.compile(r"['`]?\d{12,20}")

_TOTAL = re.compile(
    r"\W*(?P<sub>sub)?[\s\-_]*(?P<grand>grand\s+)?(?:jumlah|jumlh|jml|jlh|total)\b\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_GRAND = re.compile(r"total|keseluruhan|seluruh(?:nya)?|semua(?:nya)?|akhir|umum|besar", re.IGNORECASE)
_TOTAL_REST = re.compile(
    r"(?:[\s\W\d]|total|keseluruhan|seluruh(?:nya)?|semua(?:nya)?|akhir|umum|besar|jumlah|sub"
    r"|halaman|hal|dipindahkan|pindahan|orang|jiwa|kk|kpm|rts|data|baris|penerima|rp|kg|[ivx]+\b)*"
    r"(?:(?:per|tanggal|tgl|bulan|tahun|tahap|triwulan|kel|kelurahan|desa|kec|kecamatan|kab|kabupaten|kota"
    r"|provinsi|prov|sekolah|gudang|lingkungan|rw|rt)\b.*)?",
    re.IGNORECASE | re.DOTALL,
)
_PLACE = re.compile(
    r"\b(?P<key>desa\s*/\s*kelurahan|kelurahan\s*/\s*desa|kelurahan|kel|desa|kalurahan|gampong|nagari|kampung(?=\s*:)"
    r"|kecamatan|kec|distrik|kapanewon|kemantren|lingkungan|dusun|rw|rt"
    r"|nama\s+sekolah|satuan\s+pendidikan|sekolah)\b\s*[.:]*\s*",
    re.IGNORECASE,
)
_PLACE_KEYS = {
    "desa": "KELURAHAN",
    "kel": "KELURAHAN",
    "kal": "KELURAHAN",
    "gam": "KELURAHAN",
    "nag": "KELURAHAN",
    "kam": "KELURAHAN",
    "kec": "KECAMATAN",
    "dis": "KECAMATAN",
    "kap": "KECAMATAN",
    "kem": "KECAMATAN",
    "lin": "LINGKUNGAN",
    "dus": "LINGKUNGAN",
    "rw": "RW",
    "rt": "RT",
    "nam": "SEKOLAH",
    "sat": "SEKOLAH",
    "sek": "SEKOLAH",
}
_LEAD = r"(?:[A-Z0-9]{1,4}[.)]\s*)?"
_NUMBERED = re.compile(r"^\W*[A-Z0-9]{1,5}[.)]\s*")
_ENUMERATOR = re.compile(r"(?:[IVXL]+|[A-Z]|\d{1,3})[.)]?")
_PLACE_START = re.compile(_LEAD + _PLACE.pattern, re.IGNORECASE)
_FAMILY_START = re.compile(
    _LEAD + r"(?:no(?:mor)?\b\.?\s*)?(?:(?:nama\s+)?kk|kartu\s+keluarga|nkk|(?:nama\s+)?kepala\s+keluarga)\b\s*[.:]",
    re.IGNORECASE,
)
_FAMILY_NUMBER = re.compile(r"\b(?:n?kk|kartu\s+keluarga)\b\s*[.:]*\s*(\d[\d .]{9,24}\d)", re.IGNORECASE)
_FAMILY_NAME = re.compile(
    r"\b(?:nama\s+kk|(?:nama\s+)?kepala\s+keluarga)\b\s*[.:]+\s*(.+?)\s*(?=\b(?:no(?:mor)?\.?\s*kk|alamat)\b|$)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\W*(?:keterangan|ket\b|catatan|note|sumber|source|nb\b|n\.b|rata\s?-?\s?rata|halaman|page\b|lanjutan|bersambung"
    r"|dicetak|tanggal\s+cetak|print|data\s+per\b|update|periode)|\s*\*+",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"\W*(?:mengetahui|diketahui|menyetujui|disetujui|mengesahkan|disahkan|ditetapkan|dibuat|yang\s+membuat|nip\b|ttd\b"
    r"|tanda\s+tangan)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\W*(?:petugas|pendata|verifikator|a\.\s?n\.?\s|an\.\s|plt\b|plh\b|lurah\b|camat\b|kepala\s+\w+|kabid\b|kasi\b"
    r"|kasubag\b|sekretaris|ketua|wali\s?kota|bupati|pembina\b|penata\b|pengatur\b|koordinator|pendamping|operator"
    r"|penanggung\s+jawab)",
    re.IGNORECASE,
)
_PLACE_DATE = re.compile(
    r"[a-z][a-z .'-]{2,40},\s*(?:tgl\.?|tanggal)?[\s._\d\u2026-]{0,16}(?:(?:"
    + _MONTHS
    + r")\b\.?)?[\s._\u2026/-]*(?:19|20)\d\d\.?",
    re.IGNORECASE,
)


def is_numeric(cell: Cell) -> bool:
    """True for numbers, dates, errors, uncached formulas and number texts (`Rp1.500.000,00`)."""
    if isinstance(cell, (int, float, date, time, timedelta, UncachedFormula)):
        return True
    return isinstance(cell, str) and (cell[:1] == "#" or _NUMERIC.fullmatch(cell.strip()) is not None)


def is_identifier(cell: Cell) -> bool:
    """True for a NIK, family card or participant number: always a record."""
    if isinstance(cell, str):
        return len(cell) >= 12 and _IDENTIFIER.fullmatch(cell.strip().replace(" ", "")) is not None
    return isinstance(cell, (int, float)) and cell >= 1e15


def is_serial_header(folded: str) -> bool:
    """True for the folded header of a column of running numbers."""
    return folded in _SERIAL_HEADERS


def is_serial(cell: Cell) -> bool:
    """True for what stands in a column of running numbers."""
    if isinstance(cell, (int, float)):
        return not isinstance(cell, bool) and 0 < cell < 1e7 and float(cell).is_integer()
    return isinstance(cell, str) and cell.strip().rstrip(".)").isdigit() and len(cell.strip()) <= 8


def total_kind(label: str) -> Literal["total", "subtotal", "perhaps"] | None:
    """The kind of sum that a label states: total, part, perhaps, or none.

    `JUMLAH LUMPUE` and `Jumlah siswa` are perhaps sums.

    >>> [total_kind(t) for t in ("JUMLAH", "Total Keseluruhan", "SUB JUMLAH", "Jumlah siswa", "JUMRIAH", "Jml. :")]
    ['total', 'total', 'subtotal', 'perhaps', None, 'total']
    """
    found = _TOTAL.match(label)
    if found is None or len(label) > 120:
        return None
    if found["sub"]:
        return "subtotal"
    return "total" if _TOTAL_REST.fullmatch(found["rest"]) else "perhaps"


def is_grand_total(label: str) -> bool:
    """True when the label itself says that everything is summed: `Total Keseluruhan`, `GRAND TOTAL`."""
    found = _TOTAL.match(label)
    return found is not None and not found["sub"] and bool(found["grand"] or _GRAND.match(found["rest"]))


def is_sum_of(label: str, places: Iterable[str]) -> bool:
    """True for a sum that names one of these places.

    >>> is_sum_of("Jumlah Galung Maloang", ["GALUNG MALOANG"]), is_sum_of("Jumlah siswa", ["LUMPUE"])
    (True, False)
    """
    found = _TOTAL.match(label)
    return found is not None and is_one_of(found["rest"], places)


def is_one_of(text: str, places: Iterable[str]) -> bool:
    """True for one of these places, whose bands may be numbered.

    >>> is_one_of("Lompoe", ["A. LOMPOE"]), is_one_of("Lompoe", ["LUMPUE", ""])
    (True, False)
    """
    return fold_place(text) in {fold_place(name) for each in places if each for name in (each, _NUMBERED.sub("", each))}


def place_band(texts: list[str]) -> dict[str, str]:
    """The places that a band row names, by key; {} when it is none.

    >>> place_band(["KELURAHAN : LUMPUE", "KEC. BACUKIKI BARAT"]), place_band(["Kelvin Rt"])
    ({'KELURAHAN': 'LUMPUE', 'KECAMATAN': 'BACUKIKI BARAT'}, {})
    """
    while len(texts) > 1 and _ENUMERATOR.fullmatch(texts[0]):
        texts = texts[1:]
    if not texts or not _PLACE_START.match(texts[0]):
        return {}
    line = " ".join(texts)
    found = list(_PLACE.finditer(line))
    places: dict[str, str] = {}
    for position, match in enumerate(found):
        end = found[position + 1].start() if position + 1 < len(found) else len(line)
        value = line[match.end() : end].strip(" :.,;-/")
        key = _place_key(match["key"])
        if value and (key not in ("RT", "RW") or value[:1].isdigit()):
            places.setdefault(key, value)
    return places


def _place_key(word: str) -> str:
    folded = word.lower()
    return next(key for start, key in _PLACE_KEYS.items() if folded.startswith(start))


def family_band(texts: list[str]) -> dict[str, str]:
    """The family card number and head's name of a band row, else {}."""
    line = " ".join(texts)
    if not _FAMILY_START.match(line):
        return {}
    number, name = _FAMILY_NUMBER.search(line), _FAMILY_NAME.search(line)
    band: dict[str, str] = {}
    if number:
        band["NO KK"] = re.sub(r"\D", "", number[1])
    if name and not name[1][:1].isdigit():
        band["NAMA KK"] = name[1].strip(" .,;")
    return band


def is_note(text: str) -> bool:
    """True for the start of a note or a source line."""
    return _NOTE.match(text) is not None


def signature_strength(text: str) -> int:
    """2 for signature words (`Mengetahui`, `NIP.`, place and date), 1 for an office, else 0."""
    if _SIGNATURE.match(text) or _PLACE_DATE.fullmatch(text):
        return 2
    return 1 if _OFFICE.match(text) else 0


def is_column_numbers(row: list[Cell]) -> bool:
    """True for a row of column numbers: `(1) (2)`, 1 2, a b, `kolom`, `=B2+1`."""
    filled = [cell for cell in row if not is_blank(cell)]
    if filled and isinstance(filled[0], str) and text_of(filled[0]).lower() in ("kolom", "column", "no. kolom"):
        return all(is_numeric(cell) or _ordinal(cell) is not None for cell in filled[1:])
    if len(filled) < 3:
        return len(filled) == 2 and [_bracketed(cell) for cell in filled] == [1, 2]
    if any(isinstance(cell, UncachedFormula) and not _ONE_MORE.fullmatch(cell) for cell in filled):
        return False  # a record whose sum was never calculated
    numbers = [_ordinal(cell) for cell in filled if not isinstance(cell, UncachedFormula)]
    if len(numbers) < 2:
        return bool(numbers) and len(filled) > len(numbers) and numbers[0] == 1
    if numbers[0] == 1 and not any(numbers[1:]) and None not in numbers:
        return True  # formulas whose writing program stored 0 as their result
    steps = [b - a for a, b in itertools.pairwise(numbers) if a is not None and b is not None]
    formulas = len(filled) - len(numbers)
    return None not in numbers and numbers[0] in (0, 1, 2) and all(0 < step <= 1 + formulas for step in steps)


# a copy of a formula stored once for a whole row has no text of its own
_ONE_MORE = re.compile(r"=\s*(?:\$?[A-Z]{1,3}\$?\d+\s*\+\s*1)?\s*")
_ORDINAL = re.compile(r"\(?\s*(?:(\d{1,3})(?:\s*=.*)?|([a-z]))\s*[.)]?", re.IGNORECASE | re.DOTALL)


def _ordinal(cell: Cell) -> int | None:
    """The column number that a cell states, formulas (`8=6x7`) and letters included."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return int(cell) if float(cell).is_integer() and 0 <= cell < 1000 else None
    found = _ORDINAL.fullmatch(text_of(cell)) if isinstance(cell, str) else None
    if found is None:
        return None
    return int(found[1]) if found[1] else ord(found[2].lower()) - 96


def _bracketed(cell: Cell) -> int | None:
    return _ordinal(cell) if isinstance(cell, str) and cell.strip().startswith("(") else None
