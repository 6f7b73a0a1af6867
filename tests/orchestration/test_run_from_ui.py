"""A semester run from the Dagster UI, through its GraphQL, gives the same published tables as the same by command."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from expectations import DIMENSIONS
from tests.orchestration.conftest import FIRST, Done
from tests.support.dagster_ui import Ui, dagster_ui
from tests.support.door import LOGIN, NAME, NGINX, SOCKET, ask, door

PAGES = ["packs", "rakor"]  # the meeting gets pages, not rows
ASSETS = """
{ assetNodes { groupName isMaterializable assetKey { path } dependencyKeys { path }
  assetMaterializations(limit: 1) { partition metadataEntries { label ... on IntMetadataEntry { intValue } } } } }
"""
CHECKS = """
query Checks($key: AssetKeyInput!) { assetNodeOrError(assetKey: $key) { ... on AssetNode {
  assetChecksOrError { ... on AssetChecks { checks { name executionForLatestMaterialization { status } } } } } } }
"""
FRESH = "{ assetNodes { assetKey { path } freshnessStatusInfo { freshnessStatus } } }"
SECONDS_TO_JUDGE = 60
RUNS = "{ runsOrError { ... on Runs { results { runId status jobName } } } }"


@pytest.fixture(scope="module")
def by_command(first: Done, kept_after_first: Path) -> Path:
    """What stood after the same semester was run by command."""
    assert first.code == 0, first.out
    return kept_after_first


@pytest.fixture(scope="module")
def from_ui(by_command: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same files and the same key in another home, run from the UI; what the UI shows after."""
    home = tmp_path_factory.mktemp("ui")
    shutil.copytree(by_command / "inbox" / FIRST, home / "inbox" / FIRST)
    shutil.copytree(by_command / "city", home / "city")
    shutil.copy2(by_command / "identity.key", home / "identity.key")
    with dagster_ui(home) as ui:
        run_id, status = ui.run("semester_job", FIRST)
        return {
            "home": home, "run_id": run_id, "status": status, "assets": ui.ask(ASSETS)["assetNodes"],
            "checks": _checks(ui, "conformed", "dinsos", "kks"), "runs": ui.ask(RUNS)["runsOrError"]["results"],
            "fresh": _fresh(ui),
            "door": _asked_at_the_door(ui, tmp_path_factory.mktemp("door")) if NGINX else {},
        }  # fmt: skip


def _asked_at_the_door(ui: Ui, folder: Path) -> dict[str, Any]:
    """What the door of deploy/nginx.conf answers with the screen itself behind it."""
    ours, as_json = {"Origin": f"https://{NAME}"}, {"Content-Type": "application/json"}
    asked = json.dumps({"query": RUNS})
    launch = "/graphql?" + urlencode({"query": "mutation { wipeAssets(assetPartitionRanges: []) { __typename } }"})
    speaks = {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
              "Sec-WebSocket-Protocol": "graphql-ws"}  # fmt: skip
    with door(folder, ui.port) as port:
        return {
            "page": ask(port, "GET", "/runs", LOGIN)[:2],
            "page without login": ask(port, "GET", "/runs")[0],
            "read": ask(port, "POST", "/graphql", {**LOGIN, **ours, **as_json}, body=asked)[:2],
            "read without login": ask(port, "POST", "/graphql", {**ours, **as_json}, body=asked)[0],
            "read from a stranger's page": ask(
                port, "POST", "/graphql", {**LOGIN, **as_json, "Origin": "https://evil.example"}, body=asked
            )[0],
            "mutation by GET": ask(port, "GET", launch, LOGIN)[0],
            "mutation by GET without the door": ui.status_of(launch),
            "another name": ask(port, "GET", "/runs", LOGIN, "evil.example")[0],
            "socket": ask(port, "GET", "/graphql", {**LOGIN, **SOCKET, **speaks, **ours})[0],
        }


def _checks(ui: Ui, *path: str) -> dict[str, str]:
    found = ui.ask(CHECKS, key={"path": list(path)})["assetNodeOrError"]["assetChecksOrError"]["checks"]
    done = {one["name"]: one["executionForLatestMaterialization"] for one in found}
    return {name: execution["status"] for name, execution in done.items() if execution}


def _fresh(ui: Ui) -> dict[str, str]:
    """Asset -> its freshness, once the daemon has judged the release."""
    until, found = time.monotonic() + SECONDS_TO_JUDGE, {}
    while "published/release" not in found and time.monotonic() < until:
        time.sleep(1)
        nodes = [node for node in ui.ask(FRESH)["assetNodes"] if node["freshnessStatusInfo"]]
        states = {"/".join(n["assetKey"]["path"]): n["freshnessStatusInfo"]["freshnessStatus"] for n in nodes}
        found = {name: state for name, state in states.items() if state in ("HEALTHY", "DEGRADED")}
    return found


def tables(home: Path) -> dict[str, tuple[int, str]]:
    manifest = json.loads((home / "published" / "current" / "manifest.json").read_text("utf-8"))
    # core.dim_release names the release and its moment
    told = {name: table for name, table in manifest["tables"].items() if name != "core.dim_release"}
    return {name: (table["rows"], table["sha256"]) for name, table in told.items()}


def test_both_ways_publish_the_same_tables(by_command: Path, from_ui: dict[str, Any]) -> None:
    assert from_ui["status"] == "SUCCESS"
    command = tables(by_command)
    assert len(command) > 10
    assert tables(from_ui["home"]) == command


def test_the_ui_shows_every_asset_made_with_its_rows(from_ui: dict[str, Any]) -> None:
    made = [node for node in from_ui["assets"] if node["isMaterializable"]]
    without = ["/".join(node["assetKey"]["path"]) for node in made if not node["assetMaterializations"]]
    assert without == []
    uncounted = [
        "/".join(node["assetKey"]["path"]) for node in made
        if node["assetKey"]["path"][0] != "inbox" and node["assetKey"]["path"] != PAGES and "dagster/row_count" not in
        {entry["label"] for entry in node["assetMaterializations"][0]["metadataEntries"]}
    ]  # fmt: skip
    assert uncounted == []


def test_the_ui_shows_the_lineage_to_the_readers(from_ui: dict[str, Any]) -> None:
    parents = {
        "/".join(node["assetKey"]["path"]): ["/".join(key["path"]) for key in node["dependencyKeys"]]
        for node in from_ui["assets"]
    }
    found, todo = set(), ["exposures/rakor_pack"]
    while todo:
        new = set(parents[todo.pop()]) - found
        found |= new
        todo += new
    assert {name for name in parents if name.startswith(("inbox/", "conformed/", "marts/"))} <= found


def test_the_ui_shows_the_rules_as_checks_by_dimension(from_ui: dict[str, Any]) -> None:
    """A dimension of which no rule had anything to look at is grey: neither passed nor failed."""
    (verdict,) = (from_ui["home"] / "conformed/dinsos__kks").glob("semester=*/verdicts/*.json")
    outcomes: dict[str, set[str]] = {}
    for result in json.loads(verdict.read_text("utf-8"))["results"]:
        outcomes.setdefault(DIMENSIONS[result["dimension"]], set()).add(result["outcome"])
    expected = {
        name: "FAILED" if "failed" in said else "SUCCEEDED" if "passed" in said else "SKIPPED"
        for name, said in outcomes.items()
    }
    assert {name: from_ui["checks"][name] for name in expected} == expected
    assert len(expected) > 3
    assert from_ui["checks"]["daftar_diakui"] == "SUCCEEDED"


def test_the_ui_says_that_what_was_made_in_its_window_is_fresh(from_ui: dict[str, Any]) -> None:
    assert from_ui["fresh"].get("published/release") == "HEALTHY"
    assert from_ui["fresh"]["conformed/dinsos/kks"] == "HEALTHY"


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed here")
def test_the_door_before_the_screen_lets_in_who_may_and_no_mutation_by_get(from_ui: dict[str, Any]) -> None:
    said = from_ui["door"]
    status, page = said.pop("page")
    assert (status, page.startswith("<!DOCTYPE html>")) == (200, True)
    status, read = said.pop("read")
    assert (status, json.loads(read)["data"]["runsOrError"]["results"]) == (200, from_ui["runs"])
    assert said == {
        "page without login": 401, "read without login": 401, "read from a stranger's page": 403,
        "mutation by GET": 405, "mutation by GET without the door": 200, "another name": 0, "socket": 101,
    }  # fmt: skip
