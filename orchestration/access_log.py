"""Notes who looked at persons by name or took them out.

When, by which command, about what; never a personal value.
"""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from ingest.lock import Holder
from ingest.store import PRIVATE_FILE, private_folder

_NAME = "access.log"
# a number of a person that somebody asked about; ids of ours begin with a letter
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{16}(?![0-9A-Za-z])")


def access_log(home: Path) -> Path:
    """The private file, a line of JSON for each access; only added to."""
    return home / "logs" / _NAME


def note_access(home: Path, command: str, about: str, rows: int | None = None) -> None:
    """Adds a line; `about` names a semester, an id or a figure, never a person."""
    who = Holder.here()
    line = {
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "user": who.user, "host": who.host,
        "command": command, "about": _NUMBER.sub("*" * 16, about), "rows": rows,
    }  # fmt: skip
    private_folder(access_log(home).parent)
    handle = os.open(access_log(home), os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
    with os.fdopen(handle, "w", encoding="utf-8") as lines:
        lines.write(json.dumps(line, ensure_ascii=False) + "\n")
