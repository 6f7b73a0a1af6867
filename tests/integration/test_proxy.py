"""The door of deploy/nginx.conf as nginx runs it: login, one name, no mutation by GET, no stranger's page."""

from __future__ import annotations

import base64
import datetime as dt
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed here")

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NAME = "sinergi.example.go.id"
LOGIN = {"Authorization": "Basic " + base64.b64encode(b"ani:rahasia").decode()}


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


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def write_certificate(folder: Path) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(start).not_valid_after(start + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the door, its configuration as it is but for ports and places."""
    folder, port = tmp_path_factory.mktemp("door"), free_port()
    folder.chmod(0o755)
    screen = ThreadingHTTPServer(("127.0.0.1", 0), Screen)
    threading.Thread(target=screen.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    write_certificate(folder)
    (folder / "passwords").write_text("ani:{PLAIN}rahasia\n")
    text = CONFIGURATION.read_text(encoding="utf-8")
    for there, here in {
        "listen 443": f"listen 127.0.0.1:{port}", "/etc/sinergi/tls": str(folder), "/etc/sinergi": str(folder),
        "/var/lib/nginx": str(folder), "/run/nginx-sinergi.pid": str(folder / "pid"),
        "http://127.0.0.1:3000": f"http://127.0.0.1:{screen.server_address[1]}",
    }.items():  # fmt: skip
        assert there in text, there
        text = text.replace(there, here)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    as_we = "user root;" if os.geteuid() == 0 else ""  # pytest's folders are closed to nginx's own account
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", f"daemon off; {as_we}"]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    nginx = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while not (folder / "pid").exists() and time.monotonic() < until:
            time.sleep(0.02)
        yield port
    finally:
        nginx.terminate()
        nginx.wait(20)
        screen.shutdown()
        screen.server_close()


def ask(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, name: str = NAME
) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of an answer; status 0 where there is none."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=20)
    try:
        connection.request(method, path, headers={"Host": name, **(headers or {})})
        answer = connection.getresponse()
        body = "" if answer.status == http.client.SWITCHING_PROTOCOLS else answer.read().decode()
        return answer.status, body, dict(answer.getheaders())
    except (http.client.RemoteDisconnected, ConnectionResetError):
        return 0, "", {}
    finally:
        connection.close()


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
    socket_headers = {"Upgrade": "websocket", "Connection": "Upgrade"}
    assert ask(door, "POST", "/graphql", {**LOGIN, "Origin": origin})[0] == 403
    assert ask(door, "GET", "/graphql", {**LOGIN, **socket_headers, "Origin": origin})[0] == 403


def test_the_screens_own_socket_opens(door: int) -> None:
    headers = {**LOGIN, "Upgrade": "websocket", "Connection": "Upgrade", "Origin": f"https://{NAME}"}
    assert ask(door, "GET", "/graphql", headers)[0] == 101
