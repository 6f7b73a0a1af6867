"""Pulling from a real web server: whole or not at all, tried again, and nothing told that should not be."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.declarations.catalogue import AgencyFolder
from ingest.declarations.contract import Agency
from ingest.inbox.pull import PullError, PullReport, pull
from ingest.store import Store
from tests.support.web_folder import WebFolder, serving

BIG = bytes(range(256)) * 4_000


@pytest.fixture
def web() -> Iterator[WebFolder]:
    with serving(WebFolder({"PKH tahap 1 & 2.xlsx": BIG, "kks.csv": b"a;b\r\n"})) as folder:
        yield folder


class Pulling:
    """Pulls from a web folder into one store, and notes the waits instead of waiting."""

    def __init__(self, home: Path, web: WebFolder) -> None:
        self.store, self.web, self.waited = Store(home), web, list[float]()

    def __call__(self, url: str = "", **login: str) -> PullReport:
        declared = {"agency": "dinsos", "name": "Dinas Sosial", "pull": url or self.web.url, "tables": {}}
        folder = AgencyFolder(Agency.model_validate(declared), Path("dinsos"))
        return pull(folder, self.store, "2017-S1", {"dinsos": login} if login else {}, sleep=self.waited.append)

    def inbox(self) -> dict[str, bytes]:
        folder = self.store.inbox_of("2017-S1", "dinsos")
        found = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
        found.pop(".pulled.json", None)
        return found


@pytest.fixture
def pulling(tmp_path: Path, web: WebFolder) -> Pulling:
    return Pulling(tmp_path / "home", web)


def test_files_of_an_index_page_arrive_with_equal_bytes(pulling: Pulling, web: WebFolder) -> None:
    assert pulling().fetched == ("PKH tahap 1 & 2.xlsx", "kks.csv")
    assert pulling.inbox() == web.files
    assert pulling.waited == []


def test_second_pull_asks_for_no_file(pulling: Pulling, web: WebFolder) -> None:
    pulling()
    web.requests.clear()
    report = pulling()
    assert (report.fetched, report.unchanged) == ((), ("PKH tahap 1 & 2.xlsx", "kks.csv"))
    assert web.fetched() == []


def test_new_tag_brings_the_corrected_file(pulling: Pulling, web: WebFolder) -> None:
    pulling()
    web.files["kks.csv"] = b"b;a\r\n"
    assert pulling().fetched == ("kks.csv",)
    assert pulling.inbox() == web.files


def test_server_that_tells_neither_size_nor_tag(pulling: Pulling, web: WebFolder) -> None:
    web.tells_nothing = True
    assert pulling().fetched == ("PKH tahap 1 & 2.xlsx", "kks.csv")
    assert pulling.inbox() == web.files
    assert pulling().unchanged == ("PKH tahap 1 & 2.xlsx", "kks.csv")


def test_busy_server_is_asked_again(pulling: Pulling, web: WebFolder) -> None:
    web.unavailable = 2
    assert pulling().fetched == ("PKH tahap 1 & 2.xlsx", "kks.csv")
    assert pulling.waited == [1.0, 4.0]


def test_server_that_stays_busy(pulling: Pulling, web: WebFolder) -> None:
    web.unavailable = 99
    with pytest.raises(PullError) as failed:
        pulling()
    assert failed.value.codes == ("PULL-001",)
    assert "jawaban 503" in str(failed.value)
    assert pulling.waited == [1.0, 4.0, 15.0]
    assert pulling.inbox() == {}


def test_file_that_broke_off_is_fetched_again_from_its_start(pulling: Pulling, web: WebFolder) -> None:
    web.breaks = 1
    assert pulling().fetched == ("PKH tahap 1 & 2.xlsx", "kks.csv")
    assert pulling.inbox() == web.files
    assert pulling.waited == [1.0]


def test_file_that_always_breaks_off_leaves_nothing_and_does_not_stop_others(pulling: Pulling, web: WebFolder) -> None:
    web.breaks = 4
    with pytest.raises(PullError) as failed:
        pulling()
    assert failed.value.codes == ("PULL-003",)
    assert failed.value.problems[0].startswith(f"PULL-003 dinsos: {web.url}: PKH tahap 1 & 2.xlsx: terputus")
    assert failed.value.report.fetched == ("kks.csv",)
    assert pulling.inbox() == {"kks.csv": b"a;b\r\n"}
    assert pulling().fetched == ("PKH tahap 1 & 2.xlsx",)


def test_older_file_stays_when_the_newer_breaks_off(pulling: Pulling, web: WebFolder) -> None:
    pulling()
    web.files["PKH tahap 1 & 2.xlsx"] = BIG * 2
    web.breaks = 4
    with pytest.raises(PullError, match="PULL-003"):
        pulling()
    assert pulling.inbox()["PKH tahap 1 & 2.xlsx"] == BIG


def test_file_that_is_being_uploaded_is_waited_for(pulling: Pulling, web: WebFolder) -> None:
    web.grows = 1
    pulling()
    assert pulling.inbox() == web.files
    assert pulling.waited == [1.0]


def test_login_and_its_refusal(pulling: Pulling, web: WebFolder) -> None:
    web.login = ("petugas", "sandi-uji")
    with pytest.raises(PullError) as failed:
        pulling(username="petugas", password="salah-sandi")
    assert failed.value.codes == ("PULL-002",)
    assert "SINERGI_PULL_DINSOS_USERNAME" in str(failed.value)
    assert pulling.waited == []
    assert pulling(username="petugas", password="sandi-uji").fetched == ("PKH tahap 1 & 2.xlsx", "kks.csv")


def test_token(pulling: Pulling, web: WebFolder) -> None:
    web.token = "tanda-masuk"
    assert pulling(token="tanda-masuk").fetched == ("PKH tahap 1 & 2.xlsx", "kks.csv")


def test_no_login_is_in_what_is_told(pulling: Pulling, web: WebFolder) -> None:
    web.token, secret = "x", "-".join(["tanda", "masuk", "rahasia"])
    with pytest.raises(PullError) as failed:
        pulling(f"{web.url}kks.csv?sig={secret}", token=secret, password=secret)
    told = "".join(traceback.format_exception(failed.value)) + repr(failed.value.__context__)
    assert secret not in told


def test_links_that_lead_elsewhere_are_refused(pulling: Pulling, web: WebFolder, tmp_path: Path) -> None:
    web.links = [
        "../outside.xlsx", "sub/inner.xlsx", "sub/", "?C=N;O=D", "..%2F..%2Fescaped.xlsx", "%2e%2e%5cback.xlsx",
        "https://elsewhere.example/list/other.xlsx", "/other/place.xlsx", "~%24kks.xlsx", ".hidden.csv",
    ]  # fmt: skip
    report = pulling()
    assert report.fetched == ("PKH tahap 1 & 2.xlsx", "kks.csv")
    assert dict(report.refused) == {
        "outside.xlsx": "di luar folder yang disebut",
        "inner.xlsx": "di luar folder yang disebut",
        "../../escaped.xlsx": "nama berkas tidak aman",
        "..\\\\back.xlsx": "nama berkas tidak aman",
    }
    assert pulling.inbox() == web.files
    assert not list(tmp_path.rglob("escaped*"))


def test_dead_link_is_told_and_the_rest_comes(pulling: Pulling, web: WebFolder) -> None:
    web.links = ["gone.xlsx"]
    with pytest.raises(PullError) as failed:
        pulling()
    assert failed.value.codes == ("PULL-001",)
    assert "gone.xlsx" in str(failed.value)
    assert failed.value.report.fetched == ("PKH tahap 1 & 2.xlsx", "kks.csv")


def test_one_file_by_its_address(pulling: Pulling, web: WebFolder) -> None:
    assert pulling(f"{web.url}kks.csv").fetched == ("kks.csv",)


def test_nobody_answers(pulling: Pulling) -> None:
    with pytest.raises(PullError) as failed:
        pulling("http://127.0.0.1:1/list/")
    assert failed.value.codes == ("PULL-001",)
    assert pulling.waited == [1.0, 4.0, 15.0]
