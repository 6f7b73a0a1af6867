"""Writes the pack of a semester: page, PDF, tables, minutes and follow-up."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from delivery.pack.blocks import Chapter, Table
from delivery.pack.chapters.front import cards
from delivery.pack.lp2kd import lp2kd_tables
from delivery.pack.meeting import Meeting
from delivery.pack.minutes import write_follow_up, write_minutes
from delivery.pack.page import chapters_of, draw
from delivery.pack.pdf import PdfError, browser, print_pdf
from delivery.pack.tables import write_tables
from delivery.release.frames import Tables
from delivery.release.releases import current_release
from ingest.store import PRIVATE_FOLDER, Store, write_json, write_text

FOLDER = "rakor"
PAGE, PDF, TABLES, LP2KD = "rakor.html", "rakor.pdf", "tabel_rakor.xlsx", "tabel_lp2kd.xlsx"
MINUTES, FOLLOW_UP = "notulen.xlsx", "masalah_dan_tindak_lanjut.xlsx"
_BOOK = "paket.json"


@dataclass(frozen=True)
class Pack:
    """The pack as it lies there now; `problems` says what could not be made."""

    folder: Path
    headline: tuple[tuple[str, str], ...]
    is_new: bool
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The pack in a few words."""
        return f"{self.folder.parent.name}/{self.folder.name}" + ("" if self.is_new else ", tidak berubah")

    @property
    def page(self) -> Path:
        """The page of the meeting."""
        return self.folder / PAGE


def headline(store: Store, semester: str, city_code: str) -> tuple[tuple[str, str], ...]:
    """The five figures of the meeting as (title, words); () before anything is published."""
    meeting = _meeting(store, semester, city_code)
    return _headline(meeting) if meeting else ()


def folder_of(store: Store, semester: str) -> Path:
    """The folder of a semester's pack."""
    return store.packs / semester / FOLDER


def write_pack(store: Store, semester: str, city_code: str, *, pdf: bool = True) -> Pack:
    """Writes the pack from the current release, unless the page would be the same.

    What people have filled in since is never written over: the new file stands beside it, named `_baru`.
    """
    folder = folder_of(store, semester)
    meeting = _meeting(store, semester, city_code)
    if meeting is None:
        return Pack(folder, (), is_new=False, problems=("belum ada yang terbit",))
    for each in (store.packs, folder.parent, folder):
        each.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    chapters = chapters_of(meeting)
    text = draw(meeting, chapters)
    is_new = not _is_there(folder, text)
    if is_new:
        write_text(text, folder / PAGE)
    # the browser prints in a process of its own while the workbooks are written
    with ThreadPoolExecutor(1) as beside:
        printing = beside.submit(_print, folder, is_new) if pdf else None
        if is_new:
            _write_books(folder, meeting, chapters)
    problems, notes = printing.result() if printing else ((), ())
    return Pack(folder, _headline(meeting), is_new, problems, notes)


def _meeting(store: Store, semester: str, city_code: str) -> Meeting | None:
    release = current_release(store)
    return Meeting.of(Tables(release), semester, city_code) if release else None


def _headline(meeting: Meeting) -> tuple[tuple[str, str], ...]:
    told = []
    for card in cards(meeting):
        of = f" ({card.figure.of})" if card.figure.of else ""
        told.append((card.title, f"{card.figure.text}{of}"))
    return tuple(told)


def _is_there(folder: Path, text: str) -> bool:
    """True when the page stands there as it would be written, workbooks included."""
    page = folder / PAGE
    names = (TABLES, LP2KD, MINUTES, FOLLOW_UP)
    return (
        page.is_file() and page.read_text(encoding="utf-8") == text and all((folder / name).is_file() for name in names)
    )


def _write_books(folder: Path, meeting: Meeting, chapters: list[Chapter]) -> None:
    heading = f"Rapat koordinasi TKPK {meeting.city} · {meeting.period} · rilis {meeting.release}"
    tables = [block for chapter in chapters for block in chapter.blocks if isinstance(block, Table)]
    makers: dict[str, Callable[[Path], None]] = {
        TABLES: lambda path: write_tables(path, heading, tables),
        LP2KD: lambda path: write_tables(
            path, heading.replace("Rapat koordinasi TKPK", "LP2KD"), lp2kd_tables(meeting)
        ),
        MINUTES: lambda path: write_minutes(path, meeting, chapters),
        FOLLOW_UP: lambda path: write_follow_up(path, meeting),
    }
    book = folder / _BOOK
    ours: dict[str, str] = json.loads(book.read_text(encoding="utf-8")) if book.is_file() else {}
    for name, make in makers.items():
        path = folder / name
        if path.is_file() and ours.get(name) != _hash(path):
            path = _free(path, ours)
        make(path)
        ours[path.name] = _hash(path)
    write_json(ours, book)


def _free(path: Path, ours: Mapping[str, str]) -> Path:
    """A free name beside a file that people have changed."""
    for number in itertools.count(1):
        other = path.with_stem(f"{path.stem}_baru{number if number > 1 else ''}")
        if not other.is_file() or ours.get(other.name) == _hash(other):
            break
    return other


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _print(folder: Path, is_new: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Prints the PDF where it is not there yet; gives problems and notes."""
    target = folder / PDF
    if target.is_file() and not is_new:
        return (), ()
    target.unlink(missing_ok=True)
    program = browser()
    if program is None:
        return (), (f"tanpa PDF: tidak ada Chromium di komputer ini; cetak {PAGE} dari peramban lain",)
    try:
        print_pdf(program, folder / PAGE, target)
    except PdfError as error:
        return (f"PDF tidak dibuat: {error}",), ()
    return (), ()
