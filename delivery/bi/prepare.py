"""Prepares a home for Superset: its configuration and the bundle of the current release.

`python -m delivery.bi.prepare HOME` writes both into `HOME/bi`; `make bi` does the rest.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from delivery.bi.superset import write_bundle
from delivery.release.releases import current_release
from ingest.store import PRIVATE_FILE, Store, private_folder, write_text

BUNDLE, CONFIGURATION, PASSWORD = "sinergi.zip", "superset_config.py", "password.txt"
_TEXT = """\
# Written by Sinergi at first use; yours to change from then on.
SECRET_KEY = "{key}"
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
# the warehouse is a file beside us, opened read-only
PREVENT_UNSAFE_DB_CONNECTIONS = False
D3_FORMAT = {{"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp ", ""]}}
APP_NAME = "Sinergi"
# a release that is new is seen at once
CACHE_CONFIG = DATA_CACHE_CONFIG = {{"CACHE_TYPE": "NullCache"}}
# no page, picture or font comes from elsewhere, and nobody is told that this is used
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {{
    "content_security_policy": {{
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'", "'unsafe-eval'"],
    }},
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}}
"""


def prepare(store: Store) -> Path:
    """The folder with the configuration, a password, and the bundle of the current release."""
    release = current_release(store)
    if release is None:
        raise SystemExit(f"Belum ada rilis di {store.home}: jalankan `sinergi run` dahulu.")
    folder = (store.home / "bi").resolve()
    private_folder(folder)
    texts = {
        CONFIGURATION: _TEXT.format(key=secrets.token_urlsafe(42), folder=folder),
        PASSWORD: secrets.token_urlsafe(12),
    }
    for name, text in texts.items():
        if not (folder / name).exists():
            write_text(text, folder / name)
            (folder / name).chmod(PRIVATE_FILE)
    write_bundle(release, folder / BUNDLE)
    return folder


if __name__ == "__main__":
    prepare(Store(Path(sys.argv[1]).resolve()))
