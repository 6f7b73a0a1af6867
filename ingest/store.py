"""Names every path below SINERGI_HOME, and writes files whole or not at all."""

from __future__ import annotations

import hashlib
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

from ingest.scraps import SCRAP_SUFFIX, scrap_prefix

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
SEAL, PARQUET_SEAL = "seal", b"sinergi:"


class DamagedError(Exception):
    """A file that is missing, half, or not what was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"RUM-035 {path}: rusak atau hilang. `sinergi run` memperbaiki yang dapat dibuat lagi; `sinergi doctor` "
            "menyebut semuanya."
        )
        self.path = path


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
    def city_population(self) -> Path:
        """The city's own official numbers of residents, where it has them."""
        return self.home / "city" / "official_population.csv"

    @property
    def city_poverty(self) -> Path:
        """The city's own official figures of poverty, where it has them."""
        return self.home / "city" / "official_poverty.csv"

    @property
    def rulings(self) -> Path:
        """People's answers about declarations."""
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

    def rules_context(self, semester: str) -> Path:
        """The folder of the library that carries out the rules: each semester has its own."""
        return self.quality / "gx" / semester

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


def private_folder(folder: Path) -> Path:
    """`folder`, made where it is missing.

    All that is made for it is private, whatever the umask.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        each.chmod(PRIVATE_FOLDER)
    return folder


@contextmanager
def replacing(path: Path, *, lasting: bool = False) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place, private, when the block ends well.

    What nothing can make again is `lasting`: it is on the disk, and so is its name, before it counts. What is made anew
    from other files is sealed and looked at before it is used, and does not wait for the disk: that takes a tenth of a
    second and more for each file of a busy machine, and a run writes hundreds.
    """
    private_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=scrap_prefix(path.name), suffix=SCRAP_SUFFIX)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(PRIVATE_FILE)
        if lasting:
            sync_file(temporary)
        os.replace(temporary, path)
        if lasting:
            sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Waits until the bytes of `path` are on the disk."""
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` last through a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_parquet(table: pa.Table, path: Path, *, lasting: bool = False) -> None:
    """Writes `table` whole, zstd, with a seal over all its bytes.

    And the same bytes for the same rows.
    """
    with replacing(path, lasting=lasting) as temporary:
        pq.write_table(table, temporary, compression="zstd", row_group_size=122_880)
        seal_parquet(temporary)


def seal_parquet(path: Path) -> None:
    """Puts the hash of a Parquet file where no reader looks: before its footer.

    A footer is found from the end and pages by their place, so that what lies between them is nobody's.
    """
    content = path.read_bytes()
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    mark = PARQUET_SEAL + hashlib.sha256(content).digest()
    path.write_bytes(content[:footer] + mark + content[footer:])


def write_json(content: Any, path: Path) -> None:
    """Writes `content` as sorted, indented JSON, whole."""
    write_text(_as_json(content), path)


def write_sealed(content: dict[str, Any], path: Path) -> None:
    """Writes `content` as JSON with a seal, so that a changed letter is noticed."""
    write_json({**content, SEAL: _seal_of(content)}, path)


def read_sealed(path: Path) -> dict[str, Any]:
    """The content of a sealed file; DamagedError where it is not what was written.

    A file of an earlier release has no seal, and is taken as it is.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        sealed = content.pop(SEAL, None)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise DamagedError(path) from error
    if sealed is not None and sealed != _seal_of(content):
        raise DamagedError(path)
    result: dict[str, Any] = content
    return result


def _seal_of(content: Any) -> str:
    return hashlib.sha256(_as_json(content).encode()).hexdigest()


def _as_json(content: Any) -> str:
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False, default=str) + "\n"


def write_text(text: str, path: Path) -> None:
    """Writes `text` as UTF-8, whole."""
    write_with(path, lambda temporary: temporary.write_text(text, encoding="utf-8", newline=""))


def write_with(path: Path, write: Callable[[Path], object]) -> None:
    """Lets `write` fill a temporary file that then becomes `path`."""
    with replacing(path) as temporary:
        write(temporary)
