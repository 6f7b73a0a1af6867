"""Finds words anywhere in the bytes of a home: files decoded, databases asked, names read."""

from __future__ import annotations

import gzip
import sqlite3
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, suppress
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.formats.kept_cells import MAGIC
from ingest.workbook import UnreadableFile, open_workbook

_DUCKDB_MARK = slice(8, 12)
# of a simulated city: the answers to its riddles, which no office has
_NOT_OURS = ("truth",)


def left_behind(home: Path, words: Collection[str]) -> list[Path]:
    """The files of a home in which, or in whose name, a word stands."""
    wanted = sorted({word.lower() for word in words if word})
    found = []
    for path in sorted(home.rglob("*")):
        below = path.relative_to(home)
        if below.parts[0] in _NOT_OURS or path.is_symlink():
            continue
        if _is_in(wanted, str(below).lower()) or (path.is_file() and _holds(path, wanted)):
            found.append(path)
    return found


def words_of_list(path: Path, words: Collection[str]) -> set[str]:
    """The words that stand anywhere in a file as an office sent it."""
    content = path.read_bytes()
    texts = [content.decode("utf-8", "replace").lower(), *(text.lower() for text in _texts(path, content))]
    return {word for word in words if any(word.lower() in text for text in texts)}


def _is_in(wanted: Collection[str], text: str) -> bool:
    return any(word in text for word in wanted)


def _holds(path: Path, wanted: Collection[str]) -> bool:
    content = path.read_bytes()
    low = content.lower()
    if any(word.encode(code) in low for word in wanted for code in ("utf-8", "utf-16-le")):
        return True
    if content.startswith(b"PAR1"):
        return _parquet_holds(path, wanted)
    if content[_DUCKDB_MARK] == b"DUCK":
        return _duckdb_holds(path, wanted)
    if content.startswith(b"SQLite format 3"):
        return _sqlite_holds(path, wanted)
    return any(_is_in(wanted, text.lower()) for text in _texts(path, content))


def _parquet_holds(path: Path, wanted: Collection[str]) -> bool:
    with suppress(pa.ArrowException, OSError):
        for batch in pq.ParquetFile(path).iter_batches():
            for column in batch.columns:
                texts = column if pa.types.is_string(column.type) else _as_text(column)
                if any(pc.any(pc.match_substring(texts, word, ignore_case=True)).as_py() for word in wanted):
                    return True
    return False


def _as_text(column: pa.Array) -> pa.Array:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return pa.array([str(value) for value in column.to_pylist()], pa.string())
    return column.cast(pa.string())


def _duckdb_holds(path: Path, wanted: Collection[str]) -> bool:
    columns = "select schema_name, table_name, column_name from duckdb_columns() where not internal"
    tables = "select schema_name, table_name from duckdb_tables() where not internal"
    with duckdb.connect(str(path), read_only=True) as database:
        kept = set(database.execute(tables).fetchall())  # views read other files, which are looked at themselves
        for schema, table, column in database.execute(columns).fetchall():
            asked = f'select count(*) from "{schema}"."{table}" where ' + " or ".join(
                f'contains(lower("{column}"::varchar), ?)' for _ in wanted
            )
            if (schema, table) in kept and database.execute(asked, list(wanted)).fetchall()[0][0]:
                return True
    return False


def _sqlite_holds(path: Path, wanted: Collection[str]) -> bool:
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            for row in database.execute(f'select * from "{table}"'):
                if _is_in(wanted, "\n".join(map(str, row)).lower()):
                    return True
    return False


def _texts(path: Path, content: bytes) -> Iterator[str]:
    """Everything that a packed file or a workbook says."""
    if content.startswith(b"PK\x03\x04"):
        with suppress(zipfile.BadZipFile, zlib.error, OSError), zipfile.ZipFile(path) as archive:
            yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    elif content.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(content).decode("utf-8", "replace")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", MAGIC)):
        with suppress(UnreadableFile):
            for sheet in open_workbook(path).sheets():
                yield "\n".join(str(cell) for row in sheet.rows for cell in row if cell is not None)
