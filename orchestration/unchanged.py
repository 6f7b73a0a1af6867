"""Tells that nothing changed since a semester was last run, without Dagster.

Dbt or a file read twice.

Everything that a run depends on is an ingredient with a fingerprint. A run that published notes them all, with how it
left the stores; the next one compares. Whoever is not sure runs: a touched file, a moved home, a damaged record.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ingest.acceptance.agreement import agreed_sources
from ingest.forgotten import forgotten_path
from ingest.store import DamagedError, Store, read_sealed, write_sealed
from orchestration.inbox import agreed_now
from orchestration.installation import Installation

CODE = Path(__file__).parents[1]
_PACKAGES = ("ingest", "expectations", "linkage", "delivery", "orchestration", "dbt_project")
_NOT_CODE = ("__pycache__", "target", "logs", "dbt_packages")
ENGINES = (
    "sinergi", "dagster", "dagster-dbt", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "numpy", "openpyxl",
    "pandas", "pyarrow", "python-calamine", "rapidfuzz", "splink",
)  # fmt: skip
# stores that runs alone write, every file of which counts; in the others people put files beside ours
_STRICT = ("accepted", "conformed", "landing", "linkage", "warehouse")
_LOOSE = ("packs", "quality")
_NO_INGREDIENTS = {
    "logins",
    "mail_server",
    "mail_from",
    "mail_to",
    "webhook",
    "readers",
}  # settings that no result hangs on


@dataclass(frozen=True)
class Stands:
    """The release that stands, and how the run that made it so ended."""

    release: str
    exit_code: int


def ingredients(site: Installation, semester: str) -> dict[str, str]:
    """Name -> fingerprint of everything that a run of the semester depends on."""
    from delivery.release.free_text import passed_path

    settings, store = site.settings, site.store
    roots = [*settings.more_agencies, store.agencies, store.city_regions.parent, store.rulings]
    by_people = [store.linkage / "decisions.parquet", passed_path(store), forgotten_path(store)]
    decided = (str(asdict(each)) for each in site.ledger.decisions().values())
    set_up = (settings.ledger_url, settings.publish_url or "", settings.model_dump_json(exclude=_NO_INGREDIENTS))
    return {
        "inbox": _of(_stats(store.home, [store.inbox / semester])),
        "agreement": _of(each.content() for each in agreed_sources(store)),
        "declarations": _of(_contents(roots)),
        "code": _of(_contents([CODE / name for name in _PACKAGES])),
        "key": _of(_contents([settings.home / "identity.key"])),
        "decisions": _of([*_contents(by_people), *decided]),
        "engines": _of([sys.version, *(f"{name} {_version(name)}" for name in ENGINES)]),
        "settings": _of(set_up),
    }


def what_stands(site: Installation, semester: str) -> Stands | None:
    """The release that stands because nothing changed; None where there is something to do."""
    from delivery.release.releases import current_release, is_intact

    try:
        noted = read_sealed(_record(site.store))
        then = noted["semesters"][semester]
        same_stores = noted["stores"] == _strict(site.store) and _is_there(site.store, noted["beside"])
    except (DamagedError, KeyError, TypeError):
        return None
    release = current_release(site.store)
    if not same_stores or release is None or release.name != noted["release"] or not is_intact(release):
        return None
    if then["ingredients"] != ingredients(site, semester) or then["today"] != _today(site, semester):
        return None
    return Stands(release.name, int(then["exit_code"]))


def note_run(site: Installation, semester: str, before: dict[str, str], exit_code: int) -> None:
    """Notes a run that published.

    The ingredients as they were when it began, the stores as it left them.
    """
    from delivery.release.releases import current_release

    release = current_release(site.store)
    if release is None:
        return
    try:
        semesters: dict[str, Any] = read_sealed(_record(site.store))["semesters"]
    except (DamagedError, KeyError):
        semesters = {}
    noted = {**before, "key": ingredients(site, semester)["key"]}  # which the first run makes
    content = {
        "release": release.name,
        "stores": _strict(site.store),
        "beside": _seen(site.store, _LOOSE),
        "semesters": {
            **semesters,
            semester: {"ingredients": noted, "today": _today(site, semester), "exit_code": exit_code},
        },
    }
    write_sealed(content, _record(site.store))


def _today(site: Installation, semester: str) -> str:
    """The agreement's word today on what came.

    It may run out without a file being touched.
    """
    agreed = agreed_now(site, semester)
    return _of(problem.sentence() for problem in (*agreed.faults(), *agreed.notes()))


def _record(store: Store) -> Path:
    return store.home / "last_run.json"


def _strict(store: Store) -> str:
    return _of(f"{name} {seen}" for name, seen in _seen(store, _STRICT).items())


def _seen(store: Store, folders: Iterable[str]) -> dict[str, str]:
    """File -> its size and time, of some stores.

    What Great Expectations keeps is nobody's input.
    """
    lines = _stats(store.home, [store.home / name for name in folders])
    pairs = (line.rsplit("|", 1) for line in lines)
    return {name: seen for name, seen in pairs if not name.startswith("quality/gx/")}


def _is_there(store: Store, then: dict[str, str]) -> bool:
    now = _seen(store, _LOOSE)
    return all(now.get(name) == seen for name, seen in then.items())


def _stats(home: Path, folders: Iterable[Path]) -> Iterator[str]:
    """A line for each file: its name, size and times, whatever it holds."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            seen = path.lstat()
            if not path.is_dir() or path.is_symlink():
                name = path.relative_to(home).as_posix().encode("utf-8", "backslashreplace").decode()
                yield f"{name}|{seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns}"


def _contents(roots: Iterable[Path]) -> Iterator[str]:
    """A line for each file below the roots: its name and hash."""
    for root in roots:
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file() and not set(_NOT_CODE) & set(path.parts):
                yield f"{path}|{hashlib.sha256(path.read_bytes()).hexdigest()}"


def _of(lines: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps(list(lines)).encode()).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
