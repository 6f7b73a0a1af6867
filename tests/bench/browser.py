"""A headless Chromium, driven through its debugging door: opens pages, runs scripts, takes pictures.

Needs `chromium` on the path and the package websocket-client.
"""

from __future__ import annotations

import base64
import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket

from tests.support.dagster_ui import free_port

_SECONDS_TO_START = 120


class Page:
    """The one page of a browser; `requests` are the addresses that it asked for."""

    def __init__(self, address: str) -> None:
        self._door = websocket.create_connection(address, timeout=300, suppress_origin=True)
        self._last = 0
        self.requests: list[str] = []
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> Any:
        """The answer to one command."""
        self._last += 1
        self._door.send(json.dumps({"id": self._last, "method": method, "params": params}))
        while (said := json.loads(self._door.recv())).get("id") != self._last:
            if said.get("method") == "Network.requestWillBeSent":
                self.requests.append(said["params"]["request"]["url"])
        assert "error" not in said, said["error"]
        return said["result"]

    def run(self, script: str) -> Any:
        """The value of a script, waited for when it is a promise."""
        done = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def open(self, url: str, ready: str = "document.readyState == 'complete'", seconds: float = 120) -> None:
        """Opens a page and waits until the script `ready` is true."""
        self.call("Page.navigate", url=url)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.5)
            if self.run(f"location.href != 'about:blank' && !!({ready})"):
                return
        raise AssertionError(f"{url} did not get ready: {ready}")

    def picture(self, path: Path, width: int = 1400, height: int = 1000) -> Path:
        """A picture of what is seen at this size."""
        self.size(width, height)
        time.sleep(1)
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
        return path

    def size(self, width: int, height: int) -> None:
        """Makes the window as large as this."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)


@contextmanager
def chromium() -> Iterator[Page]:
    """A browser with one empty page, closed at the end."""
    port = free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}",
             f"--remote-debugging-port={port}", "--disable-background-networking", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield Page(_address(port))
        finally:
            process.terminate()
            process.wait(30)


def _address(port: int) -> str:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=5) as answer:
                pages = [each for each in json.load(answer) if each["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError("chromium did not start")
