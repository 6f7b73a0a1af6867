"""Files read ahead are handed over at their turn, each read once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.declarations.catalogue import load_catalogue
from ingest.inbox.receive import receive
from ingest.reading.one_file import Desk
from ingest.sandbox.readers import Readers
from ingest.sandbox.worker import Worker
from ingest.semester import Semester
from ingest.store import Store


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    store = Store(tmp_path)
    for name in ("kks.csv", "pkh.csv", "pkh - salinan.csv"):
        path = store.inbox_of("2017-S1", "dinsos") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name[:3], encoding="utf-8")
    return Desk(store, load_catalogue(), Semester.parse("2017-S1"), "dinsos")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that workers were asked for; a file called `pkh.csv` cannot be written."""
    names: list[str] = []

    def read(self: Worker, desk: Desk, arrival: Any) -> Any:
        names.append(arrival.file_name)
        if arrival.file_name == "pkh.csv":
            raise OSError(28, "No space left on device")
        return [replace(desk.blank(arrival), rows_in=7)]

    monkeypatch.setattr(Worker, "read", read)
    return names


def test_a_file_is_read_once_however_often_it_is_asked_for_ahead(desk: Desk, asked: list[str]) -> None:
    readers = Readers(1)
    readers.read_ahead([desk])
    readers.read_ahead([desk])
    kks = receive(desk.store, "2017-S1", "dinsos")[0]
    assert [one.rows_in for one in readers.read(desk, kks)] == [7]
    readers.read_ahead([desk])
    assert [one.file_name for one in readers.read(desk, replace(kks, file_name="kks baru.csv"))] == ["kks baru.csv"]
    assert asked == ["kks.csv", "pkh - salinan.csv", "kks baru.csv"]


def test_trouble_ahead_is_raised_at_the_turn_of_the_file(desk: Desk, asked: list[str]) -> None:
    readers = Readers(2)
    readers.read_ahead([desk])
    pkh = next(one for one in receive(desk.store, "2017-S1", "dinsos") if one.file_name == "pkh.csv")
    with pytest.raises(OSError, match="No space left"):
        readers.read(desk, pkh)
    assert sorted(asked) == ["kks.csv", "pkh - salinan.csv", "pkh.csv"]
