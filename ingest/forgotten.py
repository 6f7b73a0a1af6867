"""Knows the people who are to be forgotten, by keyed tokens.

`forgotten.parquet`, only added to, with a twin: what nothing can make again. A token is a hash under the key of the
home, of a number or of what a row says together; whoever has the list without the key learns nothing of anybody.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.store import Store
from ingest.whole import write_twice

MARKER = "⟨dilupakan⟩"
"""Stands in the cells of a row whose person was forgotten."""

NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")
SAYING = ("nik", "family_card_no", "birth_date", "village_code", "address", "rt", "name_key", "member_name_key",
          "head_name_key")  # fmt: skip
"""The columns that tell whose row a row is."""

Sign = tuple[str, ...]
"""A kind and what it says, as `("nik", "7772...")`; as a token it can be known again, never read."""


@dataclass(frozen=True)
class Forgotten:
    """The tokens of people who are to be forgotten; false where there are none."""

    key: bytes = b""
    tokens: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.tokens)

    @classmethod
    def load(cls, store: Store) -> Forgotten:
        """The list of a home; OSError where its key is gone."""
        path = forgotten_path(store)
        if not path.exists():
            return cls()
        seen = path.stat()
        return _loaded(path, key_path(store), seen.st_mtime_ns, seen.st_size)

    def knows(self, *sign: str) -> bool:
        """True for a sign of somebody who is to be forgotten."""
        return self.token(sign) in self.tokens

    def token(self, sign: Sign) -> str:
        """The token of a sign."""
        return hmac.digest(self.key, "\x1f".join(("forgotten", *sign)).encode(), "sha256")[:16].hex()

    def is_row_of(self, row: Mapping[str, Any]) -> bool:
        """True for a row of somebody who is to be forgotten."""
        return any(self.knows(*sign) for sign in signs_of_row(row))


@lru_cache(maxsize=4)
def _loaded(path: Path, key: Path, _changed: int, _size: int) -> Forgotten:
    return Forgotten(key.read_bytes(), frozenset(pq.read_table(path)["token"].to_pylist()))


def forgotten_path(store: Store) -> Path:
    """The file of the list."""
    return store.home / "forgotten.parquet"


def key_path(store: Store) -> Path:
    """The key of the home, which the tokens are made with."""
    return store.home / "identity.key"


def add(store: Store, signs: Iterable[Sign]) -> int:
    """Adds signs to the list, as tokens, lasting; gives how many are new."""
    known = Forgotten.load(store) or Forgotten(key_path(store).read_bytes())
    new = {known.token(sign) for sign in signs} - known.tokens
    if new:
        write_twice(pa.table({"token": sorted(known.tokens | new)}), forgotten_path(store))
    return len(new)


def signs_of_row(row: Mapping[str, Any]) -> tuple[Sign, ...]:
    """The signs by which a row is known again, of its strongest kind.

    A number of a person, alone or with a name; else a family card, a birth date or a place with a name.
    """
    name = row.get("name_key") or row.get("member_name_key") or row.get("head_name_key") or ""
    if row.get("nik"):
        return ("nik", row["nik"]), ("nik+nama", row["nik"], name)
    if row.get("family_card_no") and name:
        return (("kk+nama", row["family_card_no"], name),)
    if row.get("birth_date") and name:
        return (("lahir+nama", str(row["birth_date"]), name),)
    place = (row.get("village_code") or "", row.get("address") or "", row.get("rt") or "")
    return (("tempat+nama", *place, name),) if name and any(place) else ()
