"""Makes office text plain: spaces, blank marks and cells that hold no value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ingest.parsers.column import Clean, Parsed, parse_column, text_matches, to_mask
from ingest.workbook import Cell, CellError, UncachedFormula

# A CSV saved from Excel holds its error values as plain text, and a column too narrow as `####`.
_ERROR_TEXT = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)|#{2,}", re.IGNORECASE)
_SPACES = re.compile(r"(?:\s|_x000[AD]_|[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff])+")
_ONLY_MARKS = re.compile(r"[-\u2010-\u2015_.=/\\,:;~' ]*")
# Words that stand for "nothing". "NAN", "NA" and "NIL" are not here in capitals: they are people's names.
BLANK_WORDS = frozenset(
    {"null", "none", "n/a", "(null)", "(blank)", "tidak ada", "tdk ada", "tidak ada data", "kosong"}
)
_TEXT = {"value": pa.string()}
# Printable ASCII without control characters, no double or edge space, no leading apostrophe, and at least one letter
# or digit at the start: nothing that the scalar rule would touch.
_PLAIN = r"[A-Za-z0-9(][!-~]*(?: [!-~]+)*"


def text(cells: Sequence[Cell]) -> Parsed:
    """Each cell as plain text (`value`): spaces collapsed, blank marks null, numbers as shown."""
    return parse_column(cells, parse_text, _TEXT, _clean_text)


def parse_text(cell: Cell) -> tuple[str | None, str | None]:
    r"""The plain text of one cell and its issue code.

    >>> parse_text("  Jl.  Melati\u00a0No. 5 "), parse_text(12.0), parse_text("-"), parse_text("#REF!")
    (('Jl. Melati No. 5', None), ('12', None), (None, None), (None, 'SEL-001'))
    >>> text(["Jl. Melati_x000D_No. 5"]).columns["value"].to_pylist()
    ['Jl. Melati No. 5']
    """
    if code := unusable(cell):
        return None, code
    words = as_words(cell)
    return (None, None) if is_blank(words) else (words, None)


def words_of(cells: Sequence[Cell]) -> pa.Array:
    r"""`as_words` of each cell, as an Arrow array of text.

    >>> words_of([" 7\u00a0 x", None, 3.0, "A_x000D_B"]).to_pylist()
    ['7 x', '', '3', 'A B']
    """
    return parse_column(cells, lambda cell: (as_words(cell), None), _TEXT, _plain).columns["value"]


def unusable(cell: Cell) -> str | None:
    """SEL-001 for an Excel error value, SEL-002 for an uncached formula, else None.

    >>> unusable(CellError("#N/A")), unusable("#DIV/0!"), unusable(UncachedFormula("=B2+1")), unusable("abc")
    ('SEL-001', 'SEL-001', 'SEL-002', None)
    """
    if isinstance(cell, UncachedFormula):
        return "SEL-002"
    if isinstance(cell, CellError):
        return "SEL-001"
    return "SEL-001" if isinstance(cell, str) and "#" in cell and _ERROR_TEXT.fullmatch(cell.strip()) else None


def as_words(cell: Cell) -> str:
    r"""The cell as one line of text, '' when empty; dates as yyyy-mm-dd.

    >>> as_words(" 7\u00a0 x\n"), as_words(0.5), as_words(3.0), as_words("'0123")
    ('7 x', '0.5', '3', '0123')
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        plain = cell.isascii() and cell.isprintable() and "  " not in cell and "_x" not in cell
        words = cell.strip() if plain else _SPACES.sub(" ", cell).strip()
        return words[1:].strip() if words.startswith(("'", "\u2019")) else words
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime) and not (cell.hour or cell.minute or cell.second or cell.microsecond):
        return cell.date().isoformat()
    return str(cell)


def is_blank(words: str) -> bool:
    """True for a text that means nothing: empty, dashes and dots, or e.g. NULL.

    >>> [is_blank(words) for words in ("", "--", "Tidak Ada", "nan", "NAN", "A", "0")]
    [True, True, True, True, False, False, False]
    """
    if not words[:1].isalnum() and _ONLY_MARKS.fullmatch(words):
        return True
    return words in ("nan", "NaN") or (len(words) <= 14 and words.lower() in BLANK_WORDS)


def vouch_not_blank(column: pa.Array, pattern: str) -> pa.Array:
    """Boolean mask (numpy) of texts that match `pattern` whole and are not blank words."""
    blank = pc.is_in(pc.ascii_lower(column), value_set=pa.array([*BLANK_WORDS, "nan"]))
    return text_matches(column, pattern) & ~to_mask(blank)


def _clean_text(column: pa.Array) -> Clean:
    blank = pc.is_in(pc.ascii_lower(column), value_set=pa.array([*BLANK_WORDS, "nan"]))
    return Clean(_plain(column).mask & ~to_mask(blank), {"value": column})


def _plain(column: pa.Array) -> Clean:
    """Vouches for text that needs no change."""
    escaped = pc.match_substring(column, "_x")  # `_x000D_` is a line break of Excel's
    return Clean(text_matches(column, _PLAIN) & ~to_mask(escaped), {"value": column})
