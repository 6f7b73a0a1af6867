"""An installation without data, and dbt's manifest for it (one `dbt parse` for all tests of this folder)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.dbt.manifest import load_manifest
from orchestration.dbt.prepared import prepare
from orchestration.installation import Installation
from orchestration.settings import Settings


@pytest.fixture(scope="session")
def manifest_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    settings = Settings.from_environment(tmp_path_factory.mktemp("prepared"), {})
    assert prepare(settings)
    assert not prepare(settings), "prepared once, it stays prepared"
    return json.dumps(load_manifest(settings))


@pytest.fixture
def manifest(manifest_text: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(manifest_text)
    return content


@pytest.fixture
def site(tmp_path: Path) -> Installation:
    return Installation.open(Settings.from_environment(tmp_path / "home", {}))
