"""Pulling from a WebDAV folder, as Nextcloud and office shares offer them."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from ingest.declarations.catalogue import AgencyFolder
from ingest.declarations.contract import Agency
from ingest.inbox.pull import PullError, PullReport, pull
from ingest.store import Store

pytest.importorskip("webdav4", reason="needs the extra `webdav`")

FILES = {"rtlh 2017.xlsx": bytes(range(256)) * 2_000, "kks.csv": b"a;b\r\n"}
FOLDER = "/remote.php/dav/files/perkim/2017-S1/"
LOGIN = "Basic " + base64.b64encode(b"petugas:sandi-uji").decode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: Any) -> None:
        pass

    def do_OPTIONS(self) -> None:
        self._send(200, b"")

    def do_PROPFIND(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = unquote(self.path)
        if self.headers.get("Authorization") != LOGIN:
            self._send(401, b"")
        elif path.rstrip("/") == FOLDER.rstrip("/"):
            inner = "".join(self._described(FOLDER + name) for name in FILES) if self.headers["Depth"] == "1" else ""
            self._send_status(self._described(FOLDER) + inner)
        elif path.removeprefix(FOLDER) in FILES:
            self._send_status(self._described(path))
        else:
            self._send(404, b"")

    def do_GET(self) -> None:
        self._send(200, FILES[unquote(self.path).removeprefix(FOLDER)])

    do_HEAD = do_GET  # noqa: N815

    def _described(self, path: str) -> str:
        body = FILES.get(path.removeprefix(FOLDER))
        kind = "<d:resourcetype><d:collection/></d:resourcetype>" if body is None else "<d:resourcetype/>"
        size = "" if body is None else f"<d:getcontentlength>{len(body)}</d:getcontentlength><d:getetag>e1</d:getetag>"
        changed = "<d:getlastmodified>Thu, 01 Jun 2017 08:00:00 GMT</d:getlastmodified>"
        return (
            f"<d:response><d:href>{path.replace(' ', '%20')}</d:href><d:propstat><d:prop>{kind}{size}{changed}</d:prop>"
            "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
        )

    def _send_status(self, responses: str) -> None:
        self._send(207, f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">{responses}</d:multistatus>'.encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header(
            "Content-Type", "application/xml; charset=utf-8" if status == 207 else "application/octet-stream"
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def pulled(store: Store, port: int, password: str = "sandi-uji") -> PullReport:
    address = f"webdav://127.0.0.1:{port}{FOLDER}".replace("2017-S1", "{semester}").replace("perkim", "{agency}")
    declared = {"agency": "perkim", "name": "Dinas Perkim", "pull": address, "tables": {}}
    folder = AgencyFolder(Agency.model_validate(declared), Path("perkim"))
    login = {"perkim": {"username": "petugas", "password": password}}
    return pull(folder, store, "2017-S1", login, sleep=lambda seconds: None)


def test_files_arrive_once_with_equal_bytes(tmp_path: Path, port: int) -> None:
    store = Store(tmp_path)
    assert pulled(store, port).fetched == ("kks.csv", "rtlh 2017.xlsx")
    for name, body in FILES.items():
        assert (store.inbox_of("2017-S1", "perkim") / name).read_bytes() == body
    assert pulled(store, port).unchanged == ("kks.csv", "rtlh 2017.xlsx")


def test_login_is_refused(tmp_path: Path, port: int) -> None:
    with pytest.raises(PullError) as failed:
        pulled(Store(tmp_path), port, password="salah-sandi")
    assert failed.value.codes == ("PULL-002",)
    assert "salah-sandi" not in str(failed.value)
