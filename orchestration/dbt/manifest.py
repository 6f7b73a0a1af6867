"""Finds the dbt project of this installation, and reads its manifest.

Dagster needs dbt's manifest to know the assets. It is made by a command (`sinergi prepare`, which `sinergi run` and
`sinergi ui` do for themselves), never while definitions are loaded.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from orchestration.settings import Settings

PROJECT = Path(__file__).parents[2] / "dbt_project"


class DbtError(Exception):
    """An unprepared dbt project, or a failure to prepare it; says what to do."""


def target_folder(settings: Settings) -> Path:
    """The folder where dbt keeps what it compiles and what its last run gave."""
    return settings.home / "dbt" / "target"


def load_manifest(settings: Settings) -> dict[str, Any]:
    """The manifest as it was prepared; DbtError says how to prepare it."""
    path = manifest_path(settings)
    if not path.exists():
        raise DbtError(f"Proyek dbt belum disiapkan untuk {settings.home}: jalankan `sinergi prepare` dahulu.")
    return _content(path)


def _content(path: Path) -> dict[str, Any]:
    """The manifest at `path`, read once for as long as nobody writes it anew."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(path: Path, written: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def compiled_manifest(settings: Settings) -> dict[str, Any]:
    """The manifest, every model with the SQL that dbt last ran for it.

    Raises DbtError when nothing was built yet.
    """
    folder = target_folder(settings) / "compiled"
    if not folder.is_dir() or not manifest_path(settings).exists():
        raise DbtError(f"dbt belum menyusun gudang data di {settings.home}: jalankan `sinergi run` dahulu.")
    return with_compiled_code(manifest_path(settings), folder)


def with_compiled_code(path: Path, folder: Path) -> dict[str, Any]:
    """The manifest at `path` with the SQL that dbt left in `folder`.

    A manifest that was only parsed has none.
    """
    manifest = _content(path)
    return {**manifest, "nodes": {name: _with_code(node, folder) for name, node in manifest["nodes"].items()}}


def _with_code(node: dict[str, Any], folder: Path) -> dict[str, Any]:
    compiled = folder / node["package_name"] / node["original_file_path"]
    if node["resource_type"] != "model" or not compiled.exists():
        return node
    return {**node, "compiled_code": compiled.read_text(encoding="utf-8")}


def last_results(settings: Settings) -> Mapping[str, Any] | None:
    """The results of dbt's last build by model and test; None without a build."""
    path = target_folder(settings) / "run_results.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def dbt_program() -> str:
    """The dbt of the same environment as this Python, else the one on the path."""
    beside = Path(sys.executable).with_name("dbt.exe" if sys.platform == "win32" else "dbt")
    return str(beside) if beside.exists() else "dbt"


def prepared_program() -> str:
    """The program that starts dbt on the prepared project (`program`).

    dbt itself where it is not installed.
    """
    beside = Path(sys.executable).with_name("sinergi-dbt.exe" if sys.platform == "win32" else "sinergi-dbt")
    return str(beside) if beside.exists() else dbt_program()


def manifest_path(settings: Settings) -> Path:
    """The path of the manifest of a home."""
    return settings.home / "dbt" / "manifest.json"
