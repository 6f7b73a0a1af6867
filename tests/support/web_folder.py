"""A real HTTP server on the loopback, in a thread: an index page, its files, and faults on demand."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote, urlsplit


@dataclass
class WebFolder:
    """What is served below /list/, and how it misbehaves: counts are used up one by one."""

    files: dict[str, bytes] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    unavailable: int = 0
    breaks: int = 0
    grows: int = 0
    login: tuple[str, str] | None = None
    token: str = ""
    tells_nothing: bool = False
    requests: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/list/"

    def fetched(self) -> list[str]:
        """Names of the files asked for by GET, in order."""
        gets = [request.removeprefix("GET /list/") for request in self.requests if request.startswith("GET /list/")]
        return [unquote(name) for name in gets if name]


@contextmanager
def serving(folder: WebFolder) -> Iterator[WebFolder]:
    """Serves `folder` on a free port of 127.0.0.1 until the block ends."""

    class Handler(_Handler):
        served = folder

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    folder.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield folder
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    served: WebFolder
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        folder = self.served
        folder.requests.append(f"{self.command} {self.path}")
        if folder.unavailable:
            folder.unavailable -= 1
            self._send(503, b"later", with_body)
        elif not self._may_enter():
            self._send(401, b"who?", with_body)
        elif self.path == "/list/":
            links = [*map(quote, folder.files), *folder.links]
            page = "<a href='../'>..</a>" + "".join(f'<a href="{link}">x</a>' for link in links)
            self._send(200, page.encode(), with_body, "text/html")
        else:
            self._send_file(unquote(urlsplit(self.path).path).removeprefix("/list/"), with_body)

    def _may_enter(self) -> bool:
        told = self.headers.get("Authorization", "")
        if self.served.token:
            return told == f"Bearer {self.served.token}"
        if self.served.login:
            return told == "Basic " + base64.b64encode(":".join(self.served.login).encode()).decode()
        return True

    def _send_file(self, name: str, with_body: bool) -> None:
        folder = self.served
        if name not in folder.files:
            self._send(404, b"no", with_body)
            return
        body = folder.files[name]
        if with_body and folder.breaks:
            folder.breaks -= 1
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        self._send(200, body, with_body)
        if with_body and folder.grows:
            folder.grows -= 1
            folder.files[name] = body + b"more"

    def _send(self, status: int, body: bytes, with_body: bool, kind: str = "application/octet-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if not self.served.tells_nothing or kind == "text/html":
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()[:12]}"')
        else:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        if with_body:
            self.wfile.write(body)
