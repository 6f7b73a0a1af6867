"""Names every path below SINERGI_HOME, and writes files whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


@dataclass(frozen=True)
class Store:
    """The folders of one installation, all below `home`."""

    home: Path

    @property
    def inbox(self) -> Path:
        return self.home / "inbox"

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def agencies(self) -> Path:
        """The city's own declarations, laid over the shipped ones."""
        return self.home / "agencies"

    @property
    def city_regions(self) -> Path:
        """The city's own region list, where this home is another city's."""
        return self.home / "city" / "regions.csv"

    @property
    def rulings(self) -> Path:
        """What people answered about declarations."""
        return self.home / "rulings.parquet"

    @property
    def accepted(self) -> Path:
        return self.home / "accepted"

    @property
    def linkage(self) -> Path:
        return self.home / "linkage"

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse" / "build.duckdb"

    @property
    def published(self) -> Path:
        return self.home / "published"

    @property
    def packs(self) -> Path:
        return self.home / "packs"

    @property
    def quality(self) -> Path:
        return self.home / "quality"

    @property
    def ledger_url(self) -> str:
        return f"sqlite:///{self.home / 'ledger.sqlite'}"

    def inbox_of(self, semester: str, agency_id: str) -> Path:
        return self.inbox / semester / agency_id

    def landed(self, sha256: str) -> Path:
        return self.landing / sha256

    def conformed(self, agency_id: str, table_id: str, semester: str) -> Path:
        return self.home / "conformed" / f"{agency_id}__{table_id}" / f"semester={semester}"

    def accepted_part(self, name: str, semester: str | None = None) -> Path:
        folder = self.accepted / name
        return (folder / f"semester={semester}" if semester else folder) / "part.parquet"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place, private, when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(PRIVATE_FILE)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Writes `table` whole, zstd, with the same bytes for the same rows."""
    with replacing(path) as temporary:
        pq.write_table(table, temporary, compression="zstd", row_group_size=122_880)


def write_json(content: Any, path: Path) -> None:
    """Writes `content` as sorted, indented JSON, whole."""
    write_text(json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False, default=str) + "\n", path)


def write_text(text: str, path: Path) -> None:
    """Writes `text` as UTF-8, whole."""
    write_with(path, lambda temporary: temporary.write_text(text, encoding="utf-8", newline=""))


def write_with(path: Path, write: Callable[[Path], object]) -> None:
    """Lets `write` fill a temporary file that then becomes `path`."""
    with replacing(path) as temporary:
        write(temporary)
