"""Names the code that reads, so that other code reads files again."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parents[1]
# everything on the way from bytes to typed rows; not what waits for files, drafts declarations or judges what was read
_ON_THE_WAY = ("answers", "declarations", "formats", "parsers", "reading", "sheets", "*.py")
_LIBRARIES = ("python-calamine",)


@lru_cache(maxsize=4)
def engine_version(root: Path = HERE) -> str:
    """A short hash of the code that reads.

    Nobody has to remember to raise a number: a release that touches this code reads again, even if only words changed.
    """
    found = hashlib.sha256(" ".join(map(version, _LIBRARIES)).encode())
    for part in _ON_THE_WAY:
        for path in sorted(root.glob(part if "*" in part else f"{part}/**/*.py")):
            found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()[:16]
