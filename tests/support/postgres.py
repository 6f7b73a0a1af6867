"""A PostgreSQL of its own, for a test or a bench: on a socket in a folder, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *map(Path, os.get_exec_path())]
BIN = next((place for place in _PLACES if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)
"""Where PostgreSQL's programs are; None where it is not installed."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a fresh server. PostgreSQL refuses to run as root."""
    assert BIN is not None
    user = "nobody" if os.geteuid() == 0 else None
    # not below the caller's own folder: that one may be closed to other users
    folder = Path(tempfile.mkdtemp(prefix="sinergi-postgres-"))
    if user:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, capture_output=True)

    data = str(folder / "data")
    run(
        str(BIN / "initdb"), "-D", data, "-U", "owner", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C",
    )  # fmt: skip
    settings = f"-c listen_addresses='' -c fsync=off -k {folder}"
    run(str(BIN / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", settings, "start")
    try:
        yield f"postgresql://owner@/postgres?host={folder}"
    finally:
        run(str(BIN / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
