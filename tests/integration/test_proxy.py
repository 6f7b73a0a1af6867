"""The door of deploy/nginx.conf as nginx runs it: login, one name, no mutation by GET, no stranger's page."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.door import LOGIN, NAME, NGINX, SOCKET, ask
from tests.support.door import door as opened_door

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed here")


class Screen(BaseHTTPRequestHandler):
    """What stands behind the door: answers all, and tells what reached it."""

    def do_GET(self) -> None:
        is_socket = self.headers.get("Upgrade", "").lower() == "websocket"
        body = f"{self.command} {self.path} {self.headers['Host']} {self.headers.get('Authorization')}".encode()
        self.send_response(101 if is_socket else 200)
        if is_socket:
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "upgrade")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not is_socket:
            self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the library's name

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the door before a screen that tells what reached it."""
    screen = ThreadingHTTPServer(("127.0.0.1", 0), Screen)
    threading.Thread(target=screen.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    with opened_door(tmp_path_factory.mktemp("door"), screen.server_address[1]) as port:
        yield port
    screen.shutdown()
    screen.server_close()


def test_nobody_comes_in_without_a_login(door: int) -> None:
    assert ask(door, "GET", "/")[0] == 401
    wrong = {"Authorization": "Basic " + base64.b64encode(b"ani:lain").decode()}
    assert ask(door, "GET", "/", wrong)[0] == 401
    assert ask(door, "POST", "/graphql")[0] == 401


def test_with_a_login_the_screen_answers_and_hears_no_password(door: int) -> None:
    status, body, headers = ask(door, "GET", "/runs", LOGIN)
    assert (status, body) == (200, f"GET /runs {NAME} None")
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert ask(door, "POST", "/graphql", {**LOGIN, "Origin": f"https://{NAME}"})[0] == 200


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1", "localhost"])
def test_another_name_gets_no_answer(door: int, name: str) -> None:
    assert ask(door, "GET", "/", LOGIN, name)[0] == 0


@pytest.mark.parametrize("path", ["/graphql?query=mutation%7BlaunchRun%7D", "/graphql", "/graphql/x"])
def test_nothing_is_asked_of_graphql_by_get(door: int, path: str) -> None:
    assert ask(door, "GET", path, LOGIN)[0] == 405


def test_nothing_but_graphql_takes_a_post(door: int) -> None:
    assert ask(door, "POST", "/report_asset_materialization/x", LOGIN)[0] == 403
    assert ask(door, "DELETE", "/runs", LOGIN)[0] == 403


@pytest.mark.parametrize("origin", ["https://evil.example", f"http://{NAME}", "null"])
def test_the_page_of_a_stranger_is_refused_by_post_and_by_socket(door: int, origin: str) -> None:
    assert ask(door, "POST", "/graphql", {**LOGIN, "Origin": origin})[0] == 403
    assert ask(door, "GET", "/graphql", {**LOGIN, **SOCKET, "Origin": origin})[0] == 403


def test_the_screens_own_socket_opens(door: int) -> None:
    headers = {**LOGIN, **SOCKET, "Origin": f"https://{NAME}"}
    assert ask(door, "GET", "/graphql", headers)[0] == 101
