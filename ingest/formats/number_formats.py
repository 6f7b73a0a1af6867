"""Number formats of an xlsx that show more than the cell holds.

`"7772"000000000000` shows 16 digits where 12 are stored, `#,##0",000"` shows 300,000 where 300 is stored, and
`0000000000` shows the zeros that a card number begins with. What a person sees is then what is meant.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from ingest.formats.archive import Archive

_FORMAT = re.compile(r"<(?:\w+:)?numFmt\s[^>]*>")
_CELL_FORMATS = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(r"<(?:\w+:)?xf\s[^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]|([0#?,]+)|(.)')
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?:\D|$))")
# as long as an identifier, yet short enough for a number to hold every digit
_FEWEST_ZEROS, _MOST_ZEROS = 8, 15


@dataclass(frozen=True)
class ShownMore:
    """A format of whole numbers: text before and after, and digits it fills up to."""

    before: str
    after: str
    digits: int

    def show(self, number: float) -> str | None:
        """The look of a whole number, thousands unmarked; None for any other number."""
        if number < 0 or number >= 10**_MOST_ZEROS or not float(number).is_integer():
            return None
        return f"{self.before}{int(number):0{self.digits}d}{self.after}"

    @property
    def adds_digits(self) -> bool:
        """True when digits stand in the format itself, not only zeros in front."""
        return any(map(str.isdigit, self.before + self.after))


def shown_more(code: str) -> ShownMore | None:
    """The format `code` when it shows more than a number holds, else None.

    >>> shown_more('"7772"000000000000').show(35301550001), shown_more('#,##0",000"').show(300)
    ('7772035301550001', '300000')
    >>> shown_more("#,##0"), shown_more('"Rp"#,##0.00'), shown_more("yyyy-mm-dd"), shown_more("000")
    (None, None, None, None)
    """
    before = after = places = ""
    for quoted, escaped, holders, other in _TOKEN.findall(code.split(";", maxsplit=1)[0]):
        if holders:
            if after:  # digits in two places
                return None
            places += holders
        elif other not in ("", " "):  # a point, a percentage, a date
            return None
        elif places:
            after += quoted or escaped
        else:
            before += quoted or escaped
    if not places or places.endswith(","):
        return None
    zeros = places.count("0")
    found = ShownMore(_digits_joined(before), _digits_joined(after), zeros)
    return found if found.adds_digits or _FEWEST_ZEROS <= zeros <= _MOST_ZEROS else None


def _digits_joined(text: str) -> str:
    return _THOUSANDS.sub("", text)


def cell_formats(archive: Archive) -> dict[str, ShownMore]:
    """The formats of a workbook that show more, by the style number of a cell."""
    if "xl/styles.xml" not in archive.parts:
        return {}
    text = archive.read("xl/styles.xml").decode("utf-8", "replace")
    declared = (dict(_ATTRIBUTE.findall(tag)) for tag in _FORMAT.findall(text))
    codes = {one["numFmtId"]: html.unescape(one.get("formatCode", "")) for one in declared if "numFmtId" in one}
    known = {key: found for key, code in codes.items() if (found := shown_more(code))}
    styles = _CELL_FORMATS.search(text) if known else None
    tags = _CELL_FORMAT.findall(styles[0]) if styles else []
    ids = [dict(_ATTRIBUTE.findall(tag)).get("numFmtId", "") for tag in tags]
    return {str(number): known[key] for number, key in enumerate(ids) if key in known}
