"""Fetches an agency's new files from where it keeps them into its inbox, whole.

`agency.yml` says where (`pull:`); `inbox`, the default, means that people put them in themselves. Logins
come from the caller and are in no message. Nothing on the server is ever changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ingest.declarations.catalogue import AgencyFolder
from ingest.inbox.line import BrokenOffError, Line, LineError
from ingest.inbox.remote import Entry, Remote, State, connect, matches, shown
from ingest.semester import Semester
from ingest.store import PRIVATE_FILE, PRIVATE_FOLDER, Store, write_json

INBOX = "inbox"
STATE_FILE = ".pulled.json"
_ARRIVING = ".pull-"
_DEAD_AFTER_SECONDS = 86_400
# Seconds before the second, third and fourth try.
WAITS = (1.0, 4.0, 15.0)
Outcome = Literal["fetched", "unchanged", "kept", "refused"]


@dataclass(frozen=True)
class PullReport:
    """The outcome of one pull, by names of files.

    `kept`: the inbox holds another file of that name that somebody put there or changed; it was not written
    over. `refused`: not fetched because of its name or kind, with the reason.
    """

    agency_id: str
    semester: str
    address: str
    fetched: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


class PullError(Exception):
    """A pull with something not fetched; `problems` says what, `report` what was fetched."""

    def __init__(self, faults: Sequence[LineError], report: PullReport) -> None:
        self.problems = tuple(str(fault) for fault in faults)
        self.codes = tuple(sorted({fault.code for fault in faults}))
        self.report = report
        super().__init__("\n".join(self.problems))


def pull(
    folder: AgencyFolder,
    store: Store,
    semester: str,
    credentials: Mapping[str, Mapping[str, str]],
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> PullReport:
    """Fetches what is new at the agency's address into its inbox of `semester`.

    `credentials` maps agency ids to `username`, `password`, `key_file`, `token` (and `endpoint` for s3). A
    file is new when its size, time or tag differs from when it was fetched, or when it is no longer in the
    inbox. A failure that may pass is tried again after each of WAITS. What fails does not stop
    the other files; PullError tells of all of it.
    """
    Semester.parse(semester)
    agency = folder.agency
    if agency.pull == INBOX:
        return PullReport(agency.agency, semester, INBOX)
    address = agency.pull.replace("{semester}", semester).replace("{agency}", agency.agency)
    login = credentials.get(agency.agency, {})
    known_hosts = store.home / "known_hosts"
    line = Line(lambda: connect(address, login, known_hosts), agency.agency, shown(address), sleep, WAITS)
    inbox = _Inbox(store.inbox_of(semester, agency.agency))
    done: list[tuple[Entry, Outcome]] = []
    faults: list[LineError] = []
    try:
        for entry in _wanted(line.ask(Remote.entries), agency.ignore_files):
            try:
                done.append(_take(entry, line, inbox))
            except LineError as fault:
                faults.append(fault)
    except LineError as fault:
        faults.append(fault)
    finally:
        line.hang_up()
    report = _report(PullReport(agency.agency, semester, shown(address)), done)
    if faults:
        raise PullError(faults, report)
    return report


def _report(start: PullReport, done: Sequence[tuple[Entry, Outcome]]) -> PullReport:
    names: dict[Outcome, list[str]] = {"fetched": [], "unchanged": [], "kept": []}
    refused = []
    for entry, outcome in done:
        if outcome == "refused":
            refused.append((entry.name, entry.refused))
        else:
            names[outcome].append(entry.name)
    return PullReport(
        start.agency_id,
        start.semester,
        start.address,
        tuple(names["fetched"]),
        tuple(names["unchanged"]),
        tuple(names["kept"]),
        tuple(refused),
    )


def _wanted(entries: Sequence[Entry], ignored: tuple[str, ...]) -> Iterator[Entry]:
    """The entries not ignored; of two with one name here, the second is refused."""
    seen: set[str] = set()
    for entry in entries:
        if matches(entry.name, ignored):
            continue
        if entry.name.casefold() in seen and not entry.refused:
            yield Entry(entry.name, entry.path, "dua berkas dengan nama yang sama")
        else:
            yield entry
        seen.add(entry.name.casefold())


def _take(entry: Entry, line: Line, inbox: _Inbox) -> tuple[Entry, Outcome]:
    """Brings one file into the inbox, unless it or another of its name is there."""
    if entry.refused:
        return entry, "refused"
    state = line.ask(lambda remote: remote.look(entry), entry.name)
    if state.is_folder:
        return Entry(entry.name, entry.path, "folder, bukan berkas"), "refused"
    if inbox.has(entry.name, state):
        return entry, "unchanged"
    with inbox.arriving(entry.name) as temporary:
        state = line.ask(lambda remote: _download(remote, entry, temporary), entry.name)
        return entry, inbox.put_in_place(entry.name, state, temporary)


def _download(remote: Remote, entry: Entry, temporary: Path) -> State:
    """Fetches one file whole and gives its state; BrokenOffError when that stays unsure."""
    before = remote.look(entry)
    remote.fetch(entry, temporary)
    if before.size is not None and temporary.stat().st_size != before.size:
        raise BrokenOffError
    if not before.is_steady(remote.look(entry)):
        raise BrokenOffError
    return before


class _Inbox:
    """The inbox of one agency and semester, with a note of the files fetched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._note = folder / STATE_FILE
        self._sweep()
        try:
            self._known: dict[str, dict[str, str]] = json.loads(self._note.read_text(encoding="utf-8"))["files"]
        except (OSError, ValueError, KeyError, TypeError):
            # no note, or a broken one: files that are there already are compared by their bytes
            self._known = {}

    def _sweep(self) -> None:
        """Clears away the leftovers of a pull that died, not those of one at work."""
        for path in self._folder.glob(f"{_ARRIVING}*"):
            if path.stat().st_mtime < time.time() - _DEAD_AFTER_SECONDS:
                path.unlink(missing_ok=True)

    def has(self, name: str, state: State) -> bool:
        """True when the file in this state was fetched before and is still there."""
        version = self._known.get(name, {}).get("version")
        return bool(state.version) and version == state.version and (self._folder / name).exists()

    @contextmanager
    def arriving(self, name: str) -> Iterator[Path]:
        """A temporary path in the inbox, under a name nobody reads; gone at the end."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        handle, path = tempfile.mkstemp(dir=self._folder, prefix=_ARRIVING, suffix=".part")
        os.close(handle)
        temporary = Path(path)
        try:
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)

    def put_in_place(self, name: str, state: State, temporary: Path) -> Outcome:
        """Gives the fetched file its name, unless the same or somebody's own file is there."""
        target = self._folder / name
        sha256 = _sha256(temporary)
        present = _sha256(target) if target.exists() else None
        if present not in (None, sha256, self._known.get(name, {}).get("sha256")):
            return "kept"
        if present != sha256:
            temporary.chmod(PRIVATE_FILE)
            with temporary.open("rb+") as written:
                os.fsync(written.fileno())
            os.replace(temporary, target)
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._known[name] = {"version": state.version, "sha256": sha256, "fetched_at": moment}
        write_json({"files": self._known}, self._note)
        return "unchanged" if present == sha256 else "fetched"


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
