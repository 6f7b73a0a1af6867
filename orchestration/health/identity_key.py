"""The secret of person and family ids.

Made once, known again by its fingerprint in the ledger.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from ingest.ledger import Ledger
from ingest.store import PRIVATE_FILE, private_folder, sync_file, sync_folder
from orchestration.health.ailments import Ailment, HomeError

FACT = "identity_key"
KEY_BYTES = 32


def key_path(home: Path) -> Path:
    """The file of the key."""
    return home / "identity.key"


def fingerprint_of(key: bytes) -> str:
    """Stands for a key without telling anything of it."""
    return hashlib.sha256(b"sinergi identity key|" + key).hexdigest()[:32]


def identity_key(home: Path, ledger: Ledger) -> bytes:
    """The key of this home, made at first use.

    HomeError where it is gone or another one.

    A home of an earlier release, whose ledger knows no fingerprint, is taken at its word once.
    """
    ailments = key_ailments(home, ledger)
    if ailments:
        raise HomeError(ailments)
    path = key_path(home)
    if not path.exists():
        put_key(home, secrets.token_bytes(KEY_BYTES))
    key = path.read_bytes()
    if ledger.fact(FACT) is None:
        ledger.note_fact(FACT, fingerprint_of(key))
    return key


def key_ailments(home: Path, ledger: Ledger) -> list[Ailment]:
    """Everything that is wrong with the key."""
    path = key_path(home)
    known = ledger.fact(FACT)
    has_ids = known is not None or any((home / "linkage" / "ledger").glob("*.parquet"))
    key = path.read_bytes() if path.exists() else b""
    if len(key) < KEY_BYTES // 2:
        return [Ailment("RUM-007", str(path))] if has_ids or key else []
    return [Ailment("RUM-008", str(path))] if known not in (None, fingerprint_of(key)) else []


def put_key(home: Path, key: bytes) -> None:
    """Puts a key where there is none.

    Of two processes that start together the first one's stays.
    """
    path = key_path(private_folder(home) / "")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as new:
        new.write(key)
    sync_file(part)
    try:
        os.link(part, path)  # a link, not a rename: it does not take the place of one that is there
    except FileExistsError:
        pass
    finally:
        part.unlink()
    sync_folder(home)
