"""What lies in the inbox is taken in or told: names of old shares, links, pipes, files beyond any list."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.formats.model import Limits
from ingest.inbox import receive as receiving
from ingest.inbox.receive import receive, refused
from ingest.store import Store

SEMESTER, AGENCY = "2017-S1", "dinsos"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = Store(tmp_path / "home").inbox_of(SEMESTER, AGENCY)
    folder.mkdir(parents=True)
    return folder


def taken(home: Path) -> list[str]:
    return [arrival.file_name for arrival in receive(Store(home), SEMESTER, AGENCY)]


def told(home: Path) -> list[str]:
    return [each.name for each in refused(Store(home), SEMESTER, AGENCY)]


def test_a_name_that_is_not_utf8_is_taken_in_and_shown_escaped(inbox: Path, tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(inbox) + b"/BPNT peserta \xe9.xlsx"))).write_bytes(b"x")
    assert taken(tmp_path / "home") == ["BPNT peserta \\xe9.xlsx"]


def test_links_and_pipes_are_told_and_never_followed(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.xlsx").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "more.xlsx").write_bytes(b"x")
    (inbox / "link.xlsx").symlink_to(tmp_path / "secret.xlsx")
    (inbox / "linked folder").symlink_to(tmp_path / "folder", target_is_directory=True)
    os.mkfifo(inbox / "pipe.xlsx")
    (inbox / "kks.xlsx").write_bytes(b"x")
    assert taken(tmp_path / "home") == ["kks.xlsx"]
    assert told(tmp_path / "home") == ["link.xlsx", "linked folder", "pipe.xlsx"]


def test_an_agencys_folder_that_is_a_link_is_not_followed(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kks.xlsx").write_bytes(b"x")
    inbox.rmdir()
    inbox.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert (taken(tmp_path / "home"), told(tmp_path / "home")) == ([], [AGENCY])


def test_a_file_beyond_any_list_is_told_before_it_is_copied(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "limits_here", lambda: Limits(max_file_bytes=10))
    (inbox / "kks.xlsx").write_bytes(b"x" * 11)
    assert (taken(tmp_path / "home"), told(tmp_path / "home")) == ([], ["kks.xlsx"])
    assert not (tmp_path / "home" / "landing").exists()
