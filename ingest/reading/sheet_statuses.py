"""Finds the status that a sheet's name gives to its rows: `NON AKTIF`, `Usulan 2018`."""

from __future__ import annotations

import re

from ingest.parsers.codes import CodeList
from ingest.parsers.months import month_of
from ingest.reading.declared_list import DeclaredList
from ingest.sheets.gather import Gathered
from ingest.sheets.own_tables import SheetNote

_TOLD = "TAB-013"
_WORD = re.compile(r"[^\W\d_]+")


def status_in(sheet_name: str, codes: CodeList) -> str | None:
    """The status that the whole name of a sheet says, months and figures aside.

    >>> codes = CodeList.of({"inactive": ["NON AKTIF"], "nominated": ["USULAN"]})
    >>> status_in("NON AKTIF (Des 17)", codes), status_in("Usulan 2018", codes), status_in("Usulan Lumpue", codes)
    ('inactive', 'nominated', None)
    """
    words = [word for word in _WORD.findall(sheet_name) if month_of(word) is None]
    return codes.find(" ".join(words)) if words else None


def sheet_statuses(gathered: Gathered, declared: DeclaredList) -> list[str | None]:
    """The status that the sheet's name says, of each row.

    Rows in a table with a status column have none. Each such sheet is noted.
    """
    if "is_receipt" not in declared.schema.columns:
        return []
    codes = declared.reading.vocabulary("enrolment_status", "status_text")
    said = {name: status_in(name, codes) for name in set(gathered.sheets)}
    # a status under the heading of a remark is said of few rows; the others are what their sheet says
    has_own = ["status_text" in letters and not gathered.has_status_in_remark for letters in gathered.letters]
    found = [None if has_own[at] else said[name] for name, at in zip(gathered.sheets, gathered.table_of, strict=True)]
    for name in dict.fromkeys(gathered.sheets):
        count = sum(status is not None and sheet == name for status, sheet in zip(found, gathered.sheets, strict=True))
        if count and said[name] != "active":
            gathered.notes.append(SheetNote(_TOLD, name, count))
    return found
