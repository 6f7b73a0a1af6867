"""Reads a zip with suspicion: real sizes counted, checksums compared, nothing unpacked to disk.

`zipfile` stops at the size a zip claims, and the Rust reader behind python-calamine reads a part with a wrong
checksum as if it were empty. So the parts are inflated here, counted here, and compared with what was claimed.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from ingest.formats.model import Limits, UnreadableFile

_RAW_CHUNK = 64 * 1024
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_DAMAGED = (
    "Berkas rusak atau tidak terkirim utuh. Buka di Excel, simpan ulang (Save As) sebagai .xlsx, lalu kirim lagi."
)
_LOCKED = "Berkas dikunci kata sandi. Buka kuncinya di Excel (Info > Protect Workbook), simpan, lalu kirim lagi."
_TOO_BIG = (
    "Isi berkas membengkak jauh melebihi ukuran wajar sehingga tidak dibuka demi keamanan. "
    "Salin datanya ke buku kerja baru, lalu kirim lagi."
)

SPLIT = (
    "Bagi daftarnya menjadi beberapa berkas, misalnya satu per kecamatan, lalu kirim semuanya; "
    "bagian-bagian itu dibaca sebagai satu daftar."
)


def damaged() -> UnreadableFile:
    """The error for a file whose bytes are not whole."""
    return UnreadableFile("FIL-001", _DAMAGED)


def too_big() -> UnreadableFile:
    """The error for a file that costs more memory or time than real lists."""
    return UnreadableFile("FIL-009", _TOO_BIG)


def too_large() -> UnreadableFile:
    """The error for a list that is larger than the memory for one file."""
    return UnreadableFile("FIL-009", f"Berkas ini lebih besar daripada yang dapat dibaca komputer ini. {SPLIT}")


class Archive:
    """The parts of a zip as inflated bytes; raises `UnreadableFile` for unsafe or damaged ones."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._size = file.seek(0, 2)
        self.unpacked = 0
        try:
            infos = zipfile.ZipFile(file).infolist()
        except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
            raise damaged() from error
        # some programs part folders by a backslash; Excel opens that, and so does calamine
        self.parts = {info.filename.replace("\\", "/"): info for info in infos if not info.is_dir()}
        self._refuse_unsafe(infos)

    def _refuse_unsafe(self, infos: list[zipfile.ZipInfo]) -> None:
        if any(info.flag_bits & 1 for info in infos):
            raise locked()
        if len(infos) > self._limits.max_parts:
            raise too_big()
        # two parts of one name, or parts that share their packed bytes: each reader would see another file
        twice = len({info.filename.replace("\\", "/") for info in infos}) != len(infos)
        if twice or sum(info.compress_size for info in infos) > self._size:
            raise UnreadableFile("FIL-009", "Susunan berkas tidak wajar. Simpan ulang dari Excel, lalu kirim lagi.")

    def stream(self, name: str) -> Iterator[bytes]:
        """The inflated bytes of one part, in chunks; damage is raised by the end."""
        info = self.parts[name]
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        size = crc = 0
        for chunk in self._inflate(info):
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
            self._count(len(chunk))
            yield chunk
        if size != info.file_size or crc != info.CRC:
            raise damaged()

    def read(self, name: str) -> bytes:
        """One whole part; only for parts that are small by nature."""
        return b"".join(self.stream(name))

    def _inflate(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        self._file.seek(info.header_offset)
        head = self._file.read(_LOCAL_HEADER.size)
        if len(head) < _LOCAL_HEADER.size or not head.startswith(b"PK\x03\x04"):
            raise damaged()
        _, name_length, extra_length = _LOCAL_HEADER.unpack(head)
        position = info.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        left = info.compress_size
        inflater = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
        while left > 0:
            self._file.seek(position)
            raw = self._file.read(min(left, _RAW_CHUNK))
            if not raw:
                raise damaged()
            left -= len(raw)
            position += len(raw)
            try:
                yield inflater.decompress(raw) if inflater else raw
            except zlib.error as error:
                raise damaged() from error

    def _count(self, length: int) -> None:
        self.unpacked += length
        swollen = self.unpacked > self._limits.ratio_counts_from_bytes
        if swollen and self.unpacked > self._limits.max_ratio * self._size:
            raise too_big()
        if self.unpacked > self._limits.max_unpacked_bytes:
            raise too_large()


def locked() -> UnreadableFile:
    """The error for a workbook under a password."""
    return UnreadableFile("FIL-002", _LOCKED)


def gunzip(file: BinaryIO, limits: Limits) -> bytes:
    """The one file inside a gzip, within `limits`."""
    size = file.seek(0, 2)
    file.seek(0)
    inflater = zlib.decompressobj(31)
    parts: list[bytes] = []
    total = 0
    while raw := file.read(_RAW_CHUNK):
        try:
            parts.append(inflater.decompress(raw))
        except zlib.error as error:
            raise damaged() from error
        total += len(parts[-1])
        if total > limits.ratio_counts_from_bytes and total > limits.max_ratio * size:
            raise too_big()
        if total > limits.max_file_bytes:
            raise too_large()
    if not inflater.eof:
        raise damaged()
    return b"".join(parts)
