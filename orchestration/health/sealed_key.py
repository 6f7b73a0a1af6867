"""Seals the key of the ids with a password, and opens it again."""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.ledger import Ledger
from ingest.store import write_json
from ingest.whole import set_aside
from orchestration.health.identity_key import FACT, KEY_BYTES, fingerprint_of, key_path, put_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LEAST_LETTERS = 10
_FORMAT = "sinergi key 1"
# scrypt: about 128 MiB and a second for each guess
_COST, _BLOCK, _PARALLEL = 2**17, 8, 1


class KeyFileError(Exception):
    """A file of a key that cannot be opened or is another home's.

    Says what to do.
    """


def export_key(key: bytes, password: str, path: Path) -> str:
    """Writes the key sealed with a password; gives its fingerprint."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    fingerprint = fingerprint_of(key)
    sealed = _cipher(password, salt).encrypt(nonce, key, fingerprint.encode())
    parts = {"salt": salt, "nonce": nonce, "sealed": sealed}
    texts = {name: b64encode(value).decode() for name, value in parts.items()}
    write_json({"format": _FORMAT, "fingerprint": fingerprint, **texts}, path)
    return fingerprint


def open_key(path: Path, password: str) -> bytes:
    """The key in a sealed file.

    KeyFileError for another password or a file that was changed.
    """
    from cryptography.exceptions import InvalidTag

    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        salt, nonce, sealed = (b64decode(content[name], validate=True) for name in ("salt", "nonce", "sealed"))
        fingerprint = content["fingerprint"]
        is_ours = content["format"] == _FORMAT
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyFileError(f"RUM-024 {path}: bukan berkas kunci Sinergi, atau rusak.") from error
    if not is_ours:
        raise KeyFileError(f"RUM-024 {path}: berkas kunci dari Sinergi yang lebih baru; pasang Sinergi terbaru.")
    try:
        return _cipher(password, salt).decrypt(nonce, sealed, str(fingerprint).encode())
    except (InvalidTag, ValueError) as error:
        raise KeyFileError(f"RUM-025 {path}: kata sandi lain, atau berkasnya berubah.") from error


def import_key(home: Path, ledger: Ledger, key: bytes) -> bool:
    """Puts the key into its home; tells whether it was not there already.

    KeyFileError where the ledger, or a key that nothing contradicts, says that it is another home's.
    """
    path, known = key_path(home), ledger.fact(FACT)
    present = path.read_bytes() if path.exists() else None
    if known is None and present is not None and len(present) >= KEY_BYTES // 2:
        known = fingerprint_of(present)
    if known not in (None, fingerprint_of(key)):
        raise KeyFileError(f"RUM-026 {home}: ini kunci folder data lain; kunci yang ada tidak diganti.")
    ledger.note_fact(FACT, fingerprint_of(key))
    if present == key:
        return False
    set_aside(path)
    put_key(home, key)
    return True


def _cipher(password: str, salt: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return AESGCM(Scrypt(salt, 32, _COST, _BLOCK, _PARALLEL).derive(password.encode()))
