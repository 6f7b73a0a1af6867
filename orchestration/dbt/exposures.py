"""The dbt exposures, derived from `dbt_project/readers.yml` and from what the models say of themselves.

`python -m orchestration.dbt.exposures` writes them; a test asks whether the file in the project is fresh.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.yaml_files import read_yaml
from orchestration.dbt.manifest import PROJECT

_NOTICE = "# derived by orchestration/dbt/exposures.py from dbt_project/readers.yml and the models: change it there"
_SAID = ("label", "type", "maturity", "description", "owner")


def exposures_path(project: Path = PROJECT) -> Path:
    """The path of the derived file."""
    return project / "models" / "exposures.yml"


def public_models(project: Path = PROJECT) -> list[str]:
    """The models whose access is public, by name: what is published."""
    return sorted(name for name, model in described_models(project / "models").items() if _is_public(model))


def render_exposures(project: Path = PROJECT) -> str:
    """The text of the derived file."""
    readers: dict[str, dict[str, Any]] = read_yaml(project / "readers.yml")
    lines = [_NOTICE, "version: 2", "exposures:"]
    for name, reader in readers.items():
        lines += [f"  - name: {name}"]
        lines += [f"    {key}: {json.dumps(reader[key], ensure_ascii=False)}" for key in _SAID]
        lines += ["    depends_on:", *(f"      - ref('{model}')" for model in _read_by(reader["reads"], project))]
    return "\n".join(lines) + "\n"


def _read_by(reads: str, project: Path) -> list[str]:
    return public_models(project) if reads == "public" else sorted(described_models(project / "models" / reads))


def described_models(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Every model described below `folder`, by name."""
    pages = map(read_yaml, sorted(folder.rglob("*.yml")))
    return {model["name"]: model for page in pages for model in page.get("models", ())}


def _is_public(model: Mapping[str, Any]) -> bool:
    return bool(model.get("config", {}).get("access") == "public")


if __name__ == "__main__":
    exposures_path().write_text(render_exposures(), encoding="utf-8")
