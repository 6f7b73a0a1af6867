"""The agreement on one source, as the city writes it: `inbox/<semester>/agreed_source.yml`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ingest.declarations.agreement import AgreedSource
from ingest.declarations.catalogue import CatalogueError
from ingest.declarations.faults import fault_lines
from ingest.store import Store

AGREEMENT = "agreed_source.yml"
# Written by hand for "nothing": the same as a key that is not there.
_NOTHING = ("", "null", "~")
_MOST_BYTES = 1_000_000


def agreed_sources(store: Store) -> list[AgreedSource]:
    """The agreement of each semester that has one (`inbox/<semester>/agreed_source.yml`), oldest first.

    CatalogueError tells every place of every file that does not fit.
    """
    problems: list[str] = []
    agreements: list[AgreedSource] = []
    for path in sorted(store.inbox.glob(f"*/{AGREEMENT}")):
        try:
            agreement = read_agreement(path)
        except CatalogueError as error:
            problems += error.problems
            continue
        if agreement.semester != path.parent.name:
            problems.append(f"{_named(path)}: semester {agreement.semester!r} harus sama dengan nama foldernya")
        agreements.append(agreement)
    if problems:
        raise CatalogueError(problems)
    return agreements


def read_agreement(path: Path) -> AgreedSource:
    """The agreement in a file, every scalar read as text, never as a number.

    CatalogueError tells each place that does not fit.
    """
    text = _text_of(path)
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise CatalogueError(
                [f"{_named(path)}: [SEP-001] rujukan YAML (*nama) tidak dipakai di sini; tulis lengkap"]
            )
        # BaseLoader: a hash of digits alone, or a letter 050, is no number
        content = _without_nothing(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 (makes text, no objects)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", baris {mark.line + 1}" if mark else ""
        raise CatalogueError([f"{_named(path)}: [SEP-001] bukan YAML yang dapat dibaca{line}; perbaiki, atau ambil "
                              f"yang lama: sinergi agree show {path.parent.name}"]) from None  # fmt: skip
    try:
        return AgreedSource.model_validate(content)
    except ValidationError as error:
        raise CatalogueError(
            f"[SEP-001] {_named(path)}{line.removeprefix(str(path))}"
            for line in fault_lines([path], AgreedSource, error)
        ) from None


def in_force(agreements: Iterable[AgreedSource], semester: str) -> AgreedSource | None:
    """The agreement that a semester is reported by: its own, else the newest one before."""
    known = [agreement for agreement in agreements if agreement.semester <= semester]
    return max(known, key=lambda agreement: agreement.semester, default=None)


def _text_of(path: Path) -> str:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        raise CatalogueError([f"{_named(path)}: [SEP-001] bukan berkas teks biasa; taruh berkasnya sendiri di sini"])
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueError([f"{_named(path)}: [SEP-001] bukan teks UTF-8 (bita {error.start + 1}); simpan ulang "
                              "sebagai UTF-8, lalu jalankan lagi"]) from None  # fmt: skip
    except OSError as error:
        raise CatalogueError([f"{_named(path)}: [SEP-001] tidak dapat dibaca ({type(error).__name__})"]) from None


def _without_nothing(content: Any) -> Any:
    """The content without keys that say nothing."""
    if isinstance(content, dict):
        return {key: _without_nothing(value) for key, value in content.items() if value not in _NOTHING}
    return [_without_nothing(each) for each in content] if isinstance(content, list) else content


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
