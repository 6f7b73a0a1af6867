"""Tells the true type of a file by its content: offices rename files at will."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

from ingest.formats.archive import Archive, damaged, locked
from ingest.formats.model import Kind, UnreadableFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP, EMPTY_ZIP, GZIP = b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"
_HEAD = 8192
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE)
_NOT_SHEETS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "gambar PNG"),
    (b"\xff\xd8\xff", "foto JPG"),
    (b"GIF8", "gambar GIF"),
    (b"Rar!", "arsip RAR"),
    (b"7z\xbc\xaf", "arsip 7z"),
    (b"{\\rtf", "dokumen RTF"),
    (b"SQLite format 3", "basis data SQLite"),
)
_ASK = "Kirim berkas Excel (.xlsx) atau CSV."


def refuse_foreign(head: bytes) -> None:
    """Raises FIL-001, naming the file's type, when it starts as something without cells."""
    for magic, what in _NOT_SHEETS:
        if head.startswith(magic):
            raise UnreadableFile("FIL-001", f"Ini {what}, bukan lembar kerja. {_ASK}")
    if head.startswith((b"\x09\x08", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00")):
        raise UnreadableFile(
            "FIL-001", "Format Excel yang sangat lama. Buka di Excel, simpan sebagai .xlsx, kirim lagi."
        )


def ole_kind(file: BinaryIO) -> Kind:
    """`xls` for a compound file with a workbook; FIL-002 for an encrypted xlsx."""
    file.seek(0)
    data = file.read(2**20)
    file.seek(-min(2**20, file.seek(0, 2)), 2)
    data += file.read()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise locked()
    if any(name.encode("utf-16-le") + b"\0\0" in data for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        return "xls"
    raise UnreadableFile("FIL-001", f"Ini dokumen Office lain, bukan lembar kerja. {_ASK}")


def zip_kind(archive: Archive) -> Kind | None:
    """The kind of workbook that a zip is, or None when it only carries files."""
    names = archive.parts
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or any(re.fullmatch(r"xl/workbook\d*\.xml", name) for name in names):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        if b"spreadsheet" in archive.read("mimetype"):
            return "ods"
        raise UnreadableFile("FIL-001", f"Ini dokumen OpenDocument lain, bukan lembar kerja. {_ASK}")
    if "[Content_Types].xml" in names:
        raise UnreadableFile("FIL-001", f"Ini dokumen Office lain (mungkin Word), bukan lembar kerja. {_ASK}")
    return None


def only_part(archive: Archive) -> str:
    """The name of the one file in a zip, folders and macOS litter not counted."""
    files = [name for name in archive.parts if not name.startswith("__MACOSX/") and not _is_litter(name)]
    if not files:
        raise UnreadableFile("FIL-003", "Berkas zip ini kosong. Kirim ulang berkas yang berisi data.")
    if len(files) > 1:
        raise UnreadableFile(
            "FIL-001", f"Berkas zip berisi {len(files)} berkas. Keluarkan isinya dan kirim satu per satu."
        )
    return files[0]


def _is_litter(name: str) -> bool:
    return Path(name).name in (".DS_Store", "Thumbs.db", "desktop.ini")


def text_kind(data: bytes, text: str) -> Kind:
    """The kind of a text file: SpreadsheetML, an HTML page, or separated values."""
    head = text[:_HEAD].lstrip()
    if head.startswith(("<?xml", "<Workbook")):
        if "urn:schemas-microsoft-com:office:spreadsheet" in head:
            return "spreadsheetml"
        if not _HTML.search(head):
            raise UnreadableFile("FIL-001", f"Ini berkas XML, bukan lembar kerja. {_ASK}")
    if head.startswith("<") and _HTML.search(head):
        return "html"
    if head.startswith(("MIME-Version:", "From: <Saved by")):
        raise UnreadableFile(
            "FIL-001", "Halaman web arsip (MHT). Buka di Excel, simpan sebagai .xlsx, lalu kirim lagi."
        )
    if _is_binary(data, text):
        raise damaged()
    return "csv"


def _is_binary(data: bytes, text: str) -> bool:
    """True when the start of a file holds control characters that no text has."""
    head = text[:_HEAD]
    return any(character < " " and character not in "\t\r\n\f\x1a\x0b" for character in head) or (
        b"\0" in data[:_HEAD] and "\ufffd" in head
    )
