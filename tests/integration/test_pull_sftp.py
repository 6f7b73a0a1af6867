"""Pulling from a real SFTP server: logins, a line that goes down, and a server that is not the one it was."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import paramiko
import pytest

from ingest.declarations.catalogue import AgencyFolder
from ingest.declarations.contract import Agency
from ingest.inbox.pull import PullError, PullReport, pull
from ingest.store import Store
from tests.support.sftp_server import SFTPFolder, serving

# The test server's own thread may still be greeting when the line is cut.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

BIG = bytes(range(256)) * 1_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SFTPFolder]:
    folder = tmp_path / "server" / "kirim" / "2017-S1"
    folder.mkdir(parents=True)
    (folder / "bdt 2015.xls").write_bytes(BIG)
    (folder / "kks.csv").write_bytes(b"a;b\r\n")
    (folder / "lama").mkdir()
    with serving(SFTPFolder(tmp_path / "server")) as served:
        yield served


class Pulling:
    """Pulls from the server into one store, and notes the waits instead of waiting."""

    def __init__(self, home: Path, server: SFTPFolder) -> None:
        self.store, self.server, self.waited = Store(home), server, list[float]()

    def __call__(self, username: str = "petugas", folder: str = "kirim/{semester}/", **login: str) -> PullReport:
        address = f"sftp://127.0.0.1:{self.server.port}/{folder}"
        declared = {"agency": "bappeda", "name": "Bappeda", "pull": address, "tables": {}}
        login = login or {"password": "sandi-uji"}
        return pull(
            AgencyFolder(Agency.model_validate(declared), Path("bappeda")), self.store, "2017-S1",
            {"bappeda": {"username": username, **login}}, sleep=self.waited.append,
        )  # fmt: skip

    def inbox(self) -> dict[str, bytes]:
        folder = self.store.inbox_of("2017-S1", "bappeda")
        found = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
        found.pop(".pulled.json", None)
        return found


@pytest.fixture
def pulling(tmp_path: Path, server: SFTPFolder) -> Pulling:
    return Pulling(tmp_path / "home", server)


def test_files_arrive_with_equal_bytes_and_the_server_is_only_read(pulling: Pulling, server: SFTPFolder) -> None:
    assert pulling().fetched == ("bdt 2015.xls", "kks.csv")
    assert pulling.inbox() == {"bdt 2015.xls": BIG, "kks.csv": b"a;b\r\n"}
    assert server.written == []


def test_second_pull_fetches_nothing(pulling: Pulling) -> None:
    pulling()
    report = pulling()
    assert (report.fetched, report.unchanged) == ((), ("bdt 2015.xls", "kks.csv"))


def test_line_that_goes_down_is_opened_again(pulling: Pulling, server: SFTPFolder) -> None:
    server.breaks = 1
    assert pulling().fetched == ("bdt 2015.xls", "kks.csv")
    assert pulling.inbox()["bdt 2015.xls"] == BIG
    assert pulling.waited == [1.0]


def test_line_that_always_goes_down(pulling: Pulling, server: SFTPFolder) -> None:
    server.breaks = 99
    with pytest.raises(PullError) as failed:
        pulling()
    assert failed.value.codes == ("PULL-003",)
    assert failed.value.report.fetched == ("kks.csv",)
    assert pulling.inbox() == {"kks.csv": b"a;b\r\n"}
    server.breaks = 0
    assert pulling().fetched == ("bdt 2015.xls",)


def test_wrong_password_is_refused_at_once_and_not_told(pulling: Pulling) -> None:
    with pytest.raises(PullError) as failed:
        pulling(password="salah-sandi")
    assert failed.value.codes == ("PULL-002",)
    assert "SINERGI_PULL_BAPPEDA_PASSWORD" not in str(failed.value)
    assert "SINERGI_PULL_BAPPEDA_USERNAME" in str(failed.value)
    assert "salah-sandi" not in str(failed.value)
    assert pulling.waited == []


def test_key_file(pulling: Pulling, server: SFTPFolder, tmp_path: Path) -> None:
    key = paramiko.RSAKey.generate(2048)
    key.write_private_key_file(str(tmp_path / "kunci"))
    server.client_key = key
    assert pulling(key_file=str(tmp_path / "kunci")).fetched == ("bdt 2015.xls", "kks.csv")


def test_folder_that_is_not_there(pulling: Pulling) -> None:
    with pytest.raises(PullError) as failed:
        pulling(folder="nothing/{semester}/")
    assert failed.value.codes == ("PULL-001",)
    assert pulling.waited == []


def test_server_with_another_key_gets_no_password(pulling: Pulling, server: SFTPFolder) -> None:
    pulling()
    known = pulling.store.home / "known_hosts"
    assert stat.S_IMODE(known.stat().st_mode) == 0o600
    server.host_key = paramiko.RSAKey.generate(2048)
    with pytest.raises(PullError) as failed:
        pulling()
    assert failed.value.codes == ("PULL-005",)
    assert pulling.waited == []
    known.unlink()  # what the message says to do
    assert pulling().unchanged == ("bdt 2015.xls", "kks.csv")
