"""Prepares the dbt project for a home: the manifest, and what dbt parsed.

Parsing takes longer than building a small town, and depends on nothing of the home: what one home had parsed lies in
the user's cache for the next. A run takes it as it is (`program`), as long as no file of the project has changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

import platformdirs

from ingest.store import private_folder, write_text, write_with
from ingest.whole import sha256_of
from orchestration.dbt.manifest import PROJECT, DbtError, dbt_program, manifest_path, target_folder
from orchestration.settings import Settings

_NOT_OURS = ("target", "logs", "dbt_packages", "__pycache__")
_MANIFEST, _PARSED, _MARK = "manifest.json", "parsed.msgpack", "prepared.txt"
_MOST_KEPT = 4
"""Prepared projects in the cache: of this version, and of those that were used before it."""


def parsed_project(settings: Settings) -> Path:
    """The file of the parsed project.

    `is_prepared` says whether it is the present one.
    """
    return manifest_path(settings).with_name(_PARSED)


def is_prepared(settings: Settings) -> bool:
    """True when the home has what was made from the present project."""
    return _is_whole(settings.home / "dbt", _fingerprint())


def has_damaged_manifest(settings: Settings) -> bool:
    """True when the manifest is not the one that was made."""
    mark = settings.home / "dbt" / _MARK
    if not mark.is_file():
        return False
    made = mark.read_bytes().decode(errors="replace").partition(" ")[2]
    return made not in ("", _hashes(settings.home / "dbt"))


def prepare(settings: Settings) -> bool:
    """Makes the manifest where it is missing or old.

    Tells whether there was anything to do. Raises DbtError.
    """
    fingerprint = _fingerprint()
    own, kept = settings.home / "dbt", _cache() / fingerprint
    if _is_whole(own, fingerprint):
        return False
    private_folder(target_folder(settings))
    if not _is_whole(kept, fingerprint):
        _parse(settings, fingerprint)
        with contextlib.suppress(OSError):  # an account without a place of its own parses for each home
            _keep(own, kept)
        return True
    for name in (_MANIFEST, _PARSED, _MARK):
        _copy(kept / name, own / name)
    return True


def _parse(settings: Settings, fingerprint: str) -> None:
    target, own = target_folder(settings), settings.home / "dbt"
    done = subprocess.run(  # noqa: S603 (our own arguments)
        [dbt_program(), "--quiet", "parse", "--no-partial-parse", "--project-dir", str(PROJECT), "--profiles-dir",
         str(PROJECT), "--target-path", str(target), "--log-path", str(target)],
        env=settings.environment(DBT_SEND_ANONYMOUS_USAGE_STATS="false"), cwd=PROJECT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise DbtError(f"dbt tidak dapat membaca proyeknya ({PROJECT}):\n{(done.stdout + done.stderr).strip()[-3000:]}")
    # a copy, because every build writes its own anew, and whoever loads definitions meanwhile would read half of it
    _copy(target / "manifest.json", own / _MANIFEST)
    _copy(target / "partial_parse.msgpack", own / _PARSED)
    write_text(f"{fingerprint} {_hashes(own)}", own / _MARK)


def _keep(own: Path, kept: Path) -> None:
    """Puts what was prepared into the cache.

    Whole or not at all; the oldest goes.
    """
    kept.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=kept.parent))
    for name in (_MANIFEST, _PARSED, _MARK):
        shutil.copyfile(own / name, made / name)
    shutil.rmtree(kept, ignore_errors=True)
    made.rename(kept)
    by_age = sorted(kept.parent.iterdir(), key=lambda folder: folder.stat().st_mtime)
    for folder in by_age[:-_MOST_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    write_with(target, lambda path: shutil.copyfile(source, path))


def _is_whole(folder: Path, fingerprint: str) -> bool:
    """True when the folder holds what was made of the project with this fingerprint."""
    try:
        return (folder / _MARK).read_bytes() == f"{fingerprint} {_hashes(folder)}".encode()
    except OSError:
        return False


def _hashes(folder: Path) -> str:
    """Stands for both files; empty where one is missing."""
    files = (folder / _MANIFEST, folder / _PARSED)
    return " ".join(map(sha256_of, files)) if all(file.is_file() for file in files) else "-"


def _cache() -> Path:
    return platformdirs.user_cache_path("sinergi") / "dbt"


def _fingerprint() -> str:
    """Stands for everything that parsing depends on.

    That is the project's files, where they are, dbt.
    """
    digest = hashlib.sha256(f"{PROJECT}|{version('dbt-core')}|{version('dbt-duckdb')}".encode())
    for path in sorted(PROJECT.rglob("*")):
        inside = path.relative_to(PROJECT)
        if path.is_file() and inside.parts[0] not in _NOT_OURS and not path.name.startswith("."):
            digest.update(f"|{inside.as_posix()}|".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
