"""Rows as CSV text that no spreadsheet program takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

_LIVE = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet program run a cell (OWASP, CSV injection)."""


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """`header` and `rows` by RFC 4180, an apostrophe before texts that begin like a formula."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(header)
    writer.writerows([_inert(value) for value in row] for row in rows)
    return lines.getvalue()


def _inert(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_LIVE) else value
