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
          "source_family_id", "table_id")  # fmt: skip
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

    def is_row_of_kin(self, row: Mapping[str, Any]) -> bool:
        """True for a row of the family of such a person.

        It may name the person as head or mother.
        """
        card = row.get("family_card_no")
        return bool(card and self.knows("kk", card)) or bool(
            row.get("source_family_id") and self.knows(*family_sign(row))
        )


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


def name_of(row: Mapping[str, Any]) -> str:
    """The folded name of the person of a row; "" where it tells none."""
    return row.get("name_key") or row.get("member_name_key") or ""


def family_sign(row: Mapping[str, Any]) -> Sign:
    """The sign of the family of a row, as its list numbers families."""
    return "keluarga", row["table_id"], row["source_family_id"]


def signs_of_row(row: Mapping[str, Any]) -> tuple[Sign, ...]:
    """The signs by which a row is known again, of its strongest kind.

    A number of a person, alone or with a name; else a family card, a birth date or a place with a name.
    """
    name = name_of(row)
    if row.get("nik"):
        return ("nik", row["nik"]), ("nik+nama", row["nik"], name)
    if row.get("family_card_no") and name:
        return (("kk+nama", row["family_card_no"], name),)
    if row.get("birth_date") and name:
        return (("lahir+nama", str(row["birth_date"]), name),)
    place = (row.get("village_code") or "", row.get("address") or "", row.get("rt") or "")
    return (("tempat+nama", *place, name),) if name and any(place) else ()
