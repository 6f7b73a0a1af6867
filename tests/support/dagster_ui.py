"""The Dagster UI as an operator starts it (`sinergi ui`), and its GraphQL door."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.door import free_port

SECONDS_TO_START = 240
SECONDS_TO_RUN = 600
LOCATION = "orchestration.definitions"
LAUNCH = """
mutation Launch($params: ExecutionParams!) {
  launchRun(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
    ... on RunConfigValidationInvalid { errors { message } }
  }
}
"""
STATUS = "query Status($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"
LOADED = """
{ workspaceOrError { __typename ... on Workspace { locationEntries { name loadStatus locationOrLoadError {
  __typename ... on PythonError { message } } } } } }
"""


class Ui:
    """A UI that answers on `port`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._address = f"http://127.0.0.1:{port}/graphql"

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of one GraphQL query; AssertionError when it has errors."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(self._address, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as answer:
            said = json.load(answer)
        assert "errors" not in said, said["errors"]
        return said["data"]

    def status_of(self, path: str) -> int:
        """The status with which the UI itself answers a GET."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=120) as answer:
            return int(answer.status)

    def launch(self, job: str, partition: str) -> Any:
        """The answer to the button that starts a run."""
        params = {
            "selector": {"repositoryLocationName": LOCATION, "repositoryName": "__repository__", "jobName": job},
            "executionMetadata": {"tags": [{"key": "dagster/partition", "value": partition}]},
            "runConfigData": {},
        }
        return self.ask(LAUNCH, params=params)["launchRun"]

    def run(self, job: str, partition: str) -> tuple[str, str]:
        """(id, last status) of a run of one partition, launched as the button does and waited for."""
        launched = self.launch(job, partition)
        assert launched["__typename"] == "LaunchRunSuccess", launched
        run_id = launched["run"]["runId"]
        until = time.monotonic() + SECONDS_TO_RUN
        status = "?"
        while time.monotonic() < until:
            status = self.ask(STATUS, id=run_id)["runOrError"]["status"]
            if status in ("SUCCESS", "FAILURE", "CANCELED"):
                break
            time.sleep(1)
        return run_id, status


@contextmanager
def dagster_ui(home: Path, *options: str) -> Iterator[Ui]:
    """`sinergi ui` on a free port, its code location loaded, and closed at the end.

    Freshness is judged every two seconds, not every thirty.
    """
    port = free_port()
    with (home / "ui.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.cli.app", "ui", "--home", str(home), "--port", str(port),
             *options],
            stdout=log, stderr=subprocess.STDOUT, cwd=Path(__file__).parents[2], start_new_session=True,
            env={**os.environ, "FRESHNESS_DAEMON_INTERVAL_SECONDS": "2"},
        )  # fmt: skip
        try:
            ui = Ui(port)
            _wait_until_loaded(ui, process, home / "ui.log")
            yield ui
        finally:
            process.terminate()
            try:
                assert process.wait(60) == 0, "a plea to end is heeded"
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise


def _wait_until_loaded(ui: Ui, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            entries = ui.ask(LOADED)["workspaceOrError"]["locationEntries"]
        except OSError:
            entries = []
        if entries and all(entry["loadStatus"] == "LOADED" for entry in entries):
            failed = [
                e["locationOrLoadError"] for e in entries if e["locationOrLoadError"]["__typename"] == "PythonError"
            ]
            assert not failed, failed
            return
        time.sleep(1)
    raise AssertionError(f"the UI did not come up:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}")
