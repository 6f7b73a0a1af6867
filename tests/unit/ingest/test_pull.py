"""What is pulled from a shared folder, what is left alone, and which addresses and names are refused."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from ingest.declarations.catalogue import AgencyFolder
from ingest.declarations.contract import Agency
from ingest.inbox.pull import PullError, PullReport, pull
from ingest.inbox.remote import Remote, safe_name, shown
from ingest.store import Store


def agency(address: str, **changed: object) -> AgencyFolder:
    declared = {"agency": "dinsos", "name": "Dinas Sosial", "pull": address, "tables": {}, **changed}
    return AgencyFolder(Agency.model_validate(declared), Path("dinsos"))


def never(seconds: float) -> None:
    raise AssertionError("nothing to wait for")


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share" / "2017-S1" / "dinsos"
    folder.mkdir(parents=True)
    (folder / "PKH tahap 1.xlsx").write_bytes(b"one" * 50_000)
    (folder / "kks.csv").write_bytes(b"a;b\r\n")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


@pytest.fixture
def declared(share: Path) -> AgencyFolder:
    return agency(f"file://{share.parent.parent}/{{semester}}/{{agency}}/")


def pulled(folder: AgencyFolder, store: Store, semester: str = "2017-S1") -> PullReport:
    return pull(folder, store, semester, {}, sleep=never)


def inbox_names(store: Store, semester: str = "2017-S1") -> list[str]:
    return sorted(path.name for path in store.inbox_of(semester, "dinsos").iterdir())


def test_inbox_is_left_to_people(store: Store) -> None:
    assert pulled(agency("inbox"), store) == PullReport("dinsos", "2017-S1", "inbox")
    assert not store.home.exists()


def test_all_files_come_with_their_bytes_and_closed_to_others(
    declared: AgencyFolder, store: Store, share: Path
) -> None:
    report = pulled(declared, store)
    assert report.fetched == ("PKH tahap 1.xlsx", "kks.csv")
    assert inbox_names(store) == [".pulled.json", "PKH tahap 1.xlsx", "kks.csv"]
    for name in report.fetched:
        arrived = store.inbox_of("2017-S1", "dinsos") / name
        assert arrived.read_bytes() == (share / name).read_bytes()
        assert stat.S_IMODE(arrived.stat().st_mode) == 0o600


@pytest.mark.parametrize("prefix", ["file://", ""])
def test_share_may_be_written_as_a_plain_folder(prefix: str, store: Store, share: Path) -> None:
    assert pulled(agency(f"{prefix}{share}/"), store).fetched == ("PKH tahap 1.xlsx", "kks.csv")


def test_one_file_may_be_named(store: Store, share: Path) -> None:
    assert pulled(agency(f"{share}/kks.csv"), store).fetched == ("kks.csv",)


def test_second_pull_fetches_nothing_and_changes_nothing(declared: AgencyFolder, store: Store) -> None:
    pulled(declared, store)
    before = {path: path.stat().st_mtime_ns for path in store.inbox_of("2017-S1", "dinsos").iterdir()}
    report = pulled(declared, store)
    assert (report.fetched, report.unchanged) == ((), ("PKH tahap 1.xlsx", "kks.csv"))
    assert {path: path.stat().st_mtime_ns for path in store.inbox_of("2017-S1", "dinsos").iterdir()} == before


def test_corrected_and_new_files_are_fetched(declared: AgencyFolder, store: Store, share: Path) -> None:
    pulled(declared, store)
    (share / "kks.csv").write_bytes(b"a;b;c\r\n")
    (share / "bpnt.csv").write_bytes(b"x")
    report = pulled(declared, store)
    assert (report.fetched, report.unchanged) == (("bpnt.csv", "kks.csv"), ("PKH tahap 1.xlsx",))
    assert (store.inbox_of("2017-S1", "dinsos") / "kks.csv").read_bytes() == b"a;b;c\r\n"


def test_touched_file_with_the_same_bytes_is_not_new(declared: AgencyFolder, store: Store, share: Path) -> None:
    pulled(declared, store)
    os.utime(share / "kks.csv", (1_500_000_000, 1_500_000_000))
    assert pulled(declared, store).fetched == ()


def test_file_that_went_from_the_inbox_comes_back(declared: AgencyFolder, store: Store) -> None:
    pulled(declared, store)
    (store.inbox_of("2017-S1", "dinsos") / "kks.csv").unlink()
    assert pulled(declared, store).fetched == ("kks.csv",)


def test_same_name_in_another_semester_is_another_file(declared: AgencyFolder, store: Store, share: Path) -> None:
    pulled(declared, store)
    later = share.parent.parent / "2017-S2" / "dinsos"
    later.mkdir(parents=True)
    (later / "kks.csv").write_bytes(b"later")
    assert pulled(declared, store, "2017-S2").fetched == ("kks.csv",)
    assert (store.inbox_of("2017-S1", "dinsos") / "kks.csv").read_bytes() == b"a;b\r\n"
    assert (store.inbox_of("2017-S2", "dinsos") / "kks.csv").read_bytes() == b"later"


def test_file_that_somebody_put_there_is_not_written_over(declared: AgencyFolder, store: Store) -> None:
    own = store.inbox_of("2017-S1", "dinsos") / "kks.csv"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"by hand")
    report = pulled(declared, store)
    assert (report.kept, report.fetched) == (("kks.csv",), ("PKH tahap 1.xlsx",))
    assert own.read_bytes() == b"by hand"


def test_file_changed_by_hand_is_kept_when_the_server_has_a_newer_one(
    declared: AgencyFolder, store: Store, share: Path
) -> None:
    pulled(declared, store)
    own = store.inbox_of("2017-S1", "dinsos") / "kks.csv"
    own.write_bytes(b"mended by hand")
    assert pulled(declared, store).kept == ()  # nothing newer to choose between
    (share / "kks.csv").write_bytes(b"newer on the server")
    assert pulled(declared, store).kept == ("kks.csv",)
    assert own.read_bytes() == b"mended by hand"


@pytest.mark.parametrize("note", ["", "{", "[]", '{"files": 3'])
def test_broken_note_costs_a_look_at_the_bytes_but_nothing_else(
    declared: AgencyFolder, store: Store, note: str
) -> None:
    pulled(declared, store)
    (store.inbox_of("2017-S1", "dinsos") / ".pulled.json").write_text(note)
    report = pulled(declared, store)
    assert (report.fetched, report.kept) == ((), ())
    assert report.unchanged == ("PKH tahap 1.xlsx", "kks.csv")


def test_what_a_pull_that_died_left_is_cleared_away(declared: AgencyFolder, store: Store) -> None:
    pulled(declared, store)
    inbox = store.inbox_of("2017-S1", "dinsos")
    (inbox / ".pull-old.part").write_bytes(b"half")
    os.utime(inbox / ".pull-old.part", (1_500_000_000, 1_500_000_000))
    (inbox / ".pull-now.part").write_bytes(b"another is at work")
    pulled(declared, store)
    assert [path.name for path in inbox.glob(".pull-*")] == [".pull-now.part"]


def test_temporary_hidden_and_ignored_files_stay_where_they_are(store: Store, share: Path) -> None:
    for name in [
        "~$kks.xlsx",
        ".hidden.xlsx",
        "x.tmp",
        "big.xlsx.part",
        "y.CRDOWNLOAD",
        "Thumbs.db",
        "LAPORAN lama.xlsx",
    ]:
        (share / name).write_bytes(b"no")
    (share / "folder.xlsx").mkdir()
    report = pulled(agency(f"{share}/", ignore_files=["laporan*"]), store)
    assert report.fetched == ("PKH tahap 1.xlsx", "kks.csv")
    assert report.refused == ()


def test_link_out_of_the_share_and_unsafe_names_are_refused(declared: AgencyFolder, store: Store, share: Path) -> None:
    secret = share.parent.parent / "secret.txt"
    secret.write_text("secret")
    (share / "link.xlsx").symlink_to(secret)
    (share / "a\\..\\b.xlsx").write_bytes(b"x")
    (share / "c\nd.xlsx").write_bytes(b"x")
    report = pulled(declared, store)
    assert report.fetched == ("PKH tahap 1.xlsx", "kks.csv")
    assert [reason for _, reason in report.refused] == [
        "nama berkas tidak aman", "nama berkas tidak aman", "tautan, bukan berkas",
    ]  # fmt: skip


def test_two_names_that_are_one_on_other_systems(declared: AgencyFolder, store: Store, share: Path) -> None:
    (share / "KKS.csv").write_bytes(b"upper")
    report = pulled(declared, store)
    assert report.refused == (("kks.csv", "dua berkas dengan nama yang sama"),)
    assert (store.inbox_of("2017-S1", "dinsos") / "KKS.csv").read_bytes() == b"upper"


def test_copy_that_is_too_short_is_not_taken(
    declared: AgencyFolder, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Remote, "fetch", lambda remote, entry, target: target.write_bytes(b"hal"))
    waited: list[float] = []
    with pytest.raises(PullError) as failed:
        pull(declared, store, "2017-S1", {}, sleep=waited.append)
    assert failed.value.codes == ("PULL-003",)
    assert waited == [1.0, 4.0, 15.0] * 2
    assert inbox_names(store) == []


def test_folder_that_is_not_there(store: Store, share: Path) -> None:
    with pytest.raises(PullError) as failed:
        pulled(agency(f"{share}/nothing/"), store)
    assert failed.value.codes == ("PULL-001",)
    assert failed.value.problems[0].startswith(
        f"PULL-001 dinsos: {share}/nothing/: tidak dapat dihubungi atau tidak ada"
    )


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("sftp://petugas:sandi-uji@host.example/x/", "kata sandi tidak boleh ditulis di agency.yml"),
        ("gopher://host.example/x/", "jenis alamat 'gopher' tidak dikenal"),
        ("share/x/", "tulis `inbox`, folder lengkap"),
        ("zip://*.xlsx::https://host.example/x.zip", "tulis `inbox`, folder lengkap"),
        ("https://host.example/list/?dir=x", "tanda tanya"),
        ("/", "akar sistem berkas"),
        ("/share/{tahun}/", "hanya {semester} dan {agency} yang dikenal"),
    ],
)
def test_addresses_that_cannot_be(store: Store, address: str, told: str) -> None:
    with pytest.raises(PullError) as failed:
        pulled(agency(address), store)
    assert failed.value.codes == ("PULL-004",)
    assert told in str(failed.value)
    assert "sandi-uji" not in str(failed.value)


def test_semester_is_checked(store: Store) -> None:
    with pytest.raises(ValueError, match="2017-S1"):
        pulled(agency("inbox"), store, "../../etc")


@pytest.mark.parametrize(
    "name", ["..", ".", "", " ", "../x", "a/b", "a\\b", "c:x", "x\x00", "x\ny", "a|b", 'a"b', "n" * 201, "é" * 101]
)
def test_unsafe_names(name: str) -> None:
    assert safe_name(name) is None


def test_composed_and_decomposed_letters_are_one_name() -> None:
    assert safe_name("Kafe\u0301.xlsx") == "Kaf\u00e9.xlsx" == safe_name("Kaf\u00e9.xlsx")


def test_shown_address_tells_no_login() -> None:
    assert shown("https://u:p@h.example:8443/a/?sig=s3cret#x") == "https://h.example:8443/a/"


def test_state_note_holds_no_address(declared: AgencyFolder, store: Store) -> None:
    pulled(declared, store)
    note = json.loads((store.inbox_of("2017-S1", "dinsos") / ".pulled.json").read_text())
    assert set(note) == {"files"}
    assert set(note["files"]["kks.csv"]) == {"version", "sha256", "fetched_at"}
