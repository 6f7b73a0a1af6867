"""The UI for viewers shows everything and starts nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.orchestration.conftest import FIRST
from tests.support.dagster_ui import dagster_ui

PERMISSIONS = "{ permissions { permission value } }"
RUNS = "{ runsOrError { ... on Runs { results { runId } } } }"
ASSETS = "{ assetNodes { assetKey { path } } }"


@pytest.mark.slow
def test_a_viewer_sees_the_assets_and_may_change_nothing(tmp_path: Path) -> None:
    with dagster_ui(tmp_path, "--read-only") as ui:
        assert {"path": ["marts", "mart_targeting"]} in [node["assetKey"] for node in ui.ask(ASSETS)["assetNodes"]]
        granted = [each["permission"] for each in ui.ask(PERMISSIONS)["permissions"] if each["value"]]
        assert granted == []
        assert ui.launch("semester_job", FIRST)["__typename"] == "UnauthorizedError"
        assert ui.ask(RUNS)["runsOrError"]["results"] == []
