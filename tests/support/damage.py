"""Four ways to lose a file: a byte changed, half of it gone, empty, missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def flip(path: Path) -> None:
    """Changes one byte of a file; a page of a database, which has no checksums of its own."""
    content, width = bytearray(path.read_bytes()), 4096 if path.suffix in (".sqlite", ".db") else 1
    at = len(content) // 3 // width * width
    content[at : at + width] = bytes(byte ^ 0xFF for byte in content[at : at + width])
    path.write_bytes(content)


def halve(path: Path) -> None:
    """Leaves the first half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


WAYS: dict[str, Callable[[Path], object]] = {
    "damaged": flip, "half": halve, "empty": lambda path: path.write_bytes(b""), "missing": Path.unlink,
}  # fmt: skip
