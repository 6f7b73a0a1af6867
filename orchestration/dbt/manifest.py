"""Finds and prepares the dbt project of this installation, and reads its manifest.

Dagster needs dbt's manifest to know the assets. It is made by a command (`sinergi prepare`, which `sinergi run` and
`sinergi ui` do for themselves), never while definitions are loaded.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ingest.store import private_folder, write_text, write_with
from ingest.whole import sha256_of
from orchestration.settings import Settings

PROJECT = Path(__file__).parents[2] / "dbt_project"
_NOT_OURS = ("target", "logs", "dbt_packages", "__pycache__")


class DbtError(Exception):
    """An unprepared dbt project, or a failure to prepare it; says what to do."""


def target_folder(settings: Settings) -> Path:
    """The folder where dbt keeps what it compiles and what its last run gave."""
    return settings.home / "dbt" / "target"


def load_manifest(settings: Settings) -> dict[str, Any]:
    """The manifest as it was prepared; DbtError says how to prepare it."""
    path = _manifest_path(settings)
    if not path.exists():
        raise DbtError(f"Proyek dbt belum disiapkan untuk {settings.home}: jalankan `sinergi prepare` dahulu.")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def compiled_manifest(settings: Settings) -> dict[str, Any]:
    """The manifest, every model with the SQL that dbt last ran for it.

    Raises DbtError when nothing was built yet.
    """
    folder = target_folder(settings) / "compiled"
    if not folder.is_dir() or not _manifest_path(settings).exists():
        raise DbtError(f"dbt belum menyusun gudang data di {settings.home}: jalankan `sinergi run` dahulu.")
    return with_compiled_code(_manifest_path(settings), folder)


def with_compiled_code(path: Path, folder: Path) -> dict[str, Any]:
    """The manifest at `path` with the SQL that dbt left in `folder`.

    A manifest that was only parsed has none.
    """
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for node in manifest["nodes"].values():
        compiled = folder / node["package_name"] / node["original_file_path"]
        if node["resource_type"] == "model" and compiled.exists():
            node["compiled_code"] = compiled.read_text(encoding="utf-8")
    return manifest


def last_results(settings: Settings) -> Mapping[str, Any] | None:
    """The results of dbt's last build by model and test; None without a build."""
    path = target_folder(settings) / "run_results.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def is_prepared(settings: Settings) -> bool:
    """True when the manifest was made from the present project, for this home."""
    mark = _mark_path(settings)
    if not (_manifest_path(settings).is_file() and mark.is_file()):
        return False
    return mark.read_bytes() == _mark_of(settings).encode()


def has_damaged_manifest(settings: Settings) -> bool:
    """True when the manifest is not the one that was made."""
    mark = _mark_path(settings)
    if not mark.is_file():
        return False
    manifest = _manifest_path(settings)
    made = mark.read_bytes().decode(errors="replace").partition(" ")[2]
    return not manifest.is_file() or made not in ("", sha256_of(manifest))


def prepare(settings: Settings) -> bool:
    """Makes the manifest where it is missing or old.

    Tells whether there was anything to do. Raises DbtError.
    """
    if is_prepared(settings):
        return False
    target = target_folder(settings)
    private_folder(target)
    done = subprocess.run(  # noqa: S603 (our own arguments)
        [dbt_program(), "--quiet", "parse", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
         "--target-path", str(target), "--log-path", str(target)],
        env=settings.environment(DBT_SEND_ANONYMOUS_USAGE_STATS="false"), cwd=PROJECT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise DbtError(f"dbt tidak dapat membaca proyeknya ({PROJECT}):\n{(done.stdout + done.stderr).strip()[-3000:]}")
    # a copy, because every build writes its own anew, and whoever loads definitions meanwhile would read half of it
    write_with(_manifest_path(settings), lambda path: shutil.copyfile(target / "manifest.json", path))
    write_text(_mark_of(settings), _mark_path(settings))
    return True


def dbt_program() -> str:
    """The dbt of the same environment as this Python, else the one on the path."""
    beside = Path(sys.executable).with_name("dbt.exe" if sys.platform == "win32" else "dbt")
    return str(beside) if beside.exists() else "dbt"


def _manifest_path(settings: Settings) -> Path:
    return settings.home / "dbt" / "manifest.json"


def _mark_path(settings: Settings) -> Path:
    return settings.home / "dbt" / "prepared.txt"


def _mark_of(settings: Settings) -> str:
    """Stands for the project as it is, and the manifest made of it."""
    return f"{_fingerprint(settings)} {sha256_of(_manifest_path(settings))}"


def _fingerprint(settings: Settings) -> str:
    """Stands for everything that the manifest depends on.

    That is the project's files, the home, its city, dbt.
    """
    digest = hashlib.sha256(
        f"{settings.home}|{settings.city_code}|{version('dbt-core')}|{version('dbt-duckdb')}".encode()
    )
    for path in sorted(PROJECT.rglob("*")):
        inside = path.relative_to(PROJECT)
        if path.is_file() and inside.parts[0] not in _NOT_OURS and not path.name.startswith("."):
            digest.update(f"|{inside.as_posix()}|".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
