"""The door of deploy/nginx.conf, put in front of a screen: started, and asked."""

from __future__ import annotations

import base64
import datetime as dt
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
"""Where nginx is; None where it is not installed."""
CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NAME = "sinergi.example.go.id"
LOGIN = {"Authorization": "Basic " + base64.b64encode(b"ani:rahasia").decode()}
SOCKET = {"Upgrade": "websocket", "Connection": "Upgrade"}
"""The headers by which a browser begins a web socket."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _write_certificate(folder: Path) -> None:
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


def _is_open(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def door(folder: Path, screen_port: int) -> Iterator[int]:
    """The port of the door before a screen, its configuration as it is but for ports and places."""
    port = free_port()
    folder.chmod(0o755)
    _write_certificate(folder)
    (folder / "passwords").write_text("ani:{PLAIN}rahasia\n")
    text = CONFIGURATION.read_text(encoding="utf-8")
    for there, here in {
        "listen 443": f"listen 127.0.0.1:{port}", "/etc/sinergi/tls": str(folder), "/etc/sinergi": str(folder),
        "/var/lib/nginx": str(folder), "/run/nginx-sinergi.pid": str(folder / "pid"),
        "http://127.0.0.1:3000": f"http://127.0.0.1:{screen_port}",
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
        while nginx.poll() is None and not _is_open(port):  # however long a busy machine takes
            time.sleep(0.02)
        yield port
    finally:
        nginx.terminate()
        nginx.wait(20)


def ask(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, name: str = NAME, body: str = ""
) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of an answer; status 0 where there is none."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=60)
    try:
        connection.request(method, path, body or None, headers={"Host": name, **(headers or {})})
        answer = connection.getresponse()
        said = "" if answer.status == http.client.SWITCHING_PROTOCOLS else answer.read().decode()
        return answer.status, said, dict(answer.getheaders())
    except (http.client.RemoteDisconnected, ConnectionResetError):
        return 0, "", {}
    finally:
        connection.close()
