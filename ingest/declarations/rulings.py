"""Keeps people's answers about declarations, and makes a layer of those that hold.

`rulings.parquet` in the home, append-only. A later ruling about the same thing takes the place of an earlier one, and
an empty answer takes it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.fold import fold_header, fold_place
from ingest.whole import put_right, write_twice

Kind = Literal["heading", "word", "receipt", "file", "required", "number", "repeats", "version"]
Key = tuple[str, str, str, str, str]
_PLACE = "village_name"
_PLACES = frozenset({_PLACE, "area_name"})
_HAVE_PLACES = frozenset(
    {"enrolment_records", "reference_records", "reference_families", "civil_registry_records", "allocation_records"}
)
ASIDE, WITHOUT, TAKEN_BACK, LEFT_BLANK, EVERY = "aside", "without", "", "unknown", "every"
_NAMED_FILE = re.compile(r"(?:^| \+ )([0-9a-f]{12}) ")

SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("kind", "agency_id", "table_id", "field", "subject", "answer", "decided_by",
                                      "decided_at", "reason")]
    + [("ruling_no", pa.int32())]
)  # fmt: skip


class LostRulingsError(Exception):
    """The answers of people, lost with their twin; `problems` says what to do."""

    def __init__(self, path: Path) -> None:
        self.problems = (
            f"RUM-006 {path}: jawaban petugas atas buku pertanyaan rusak, dan salinannya juga. Pulihkan folder data "
            "dari cadangan (sinergi restore), atau tanpa cadangan: sinergi give-up answers.",
        )
        super().__init__(*self.problems)


@dataclass(frozen=True)
class Ruling:
    """One answer about a heading, word, status, file, field or number of a list.

    `answer`: a field or `aside` (heading), a code or `unknown` (word), `yes` or `no` (receipt), a table or `aside`
    (file), `without` (required), `aside` (number), `every` (repeats), the beginning of a hash or `every` (version);
    empty where an earlier answer is taken back. The subject of a number or of repeats is the one file with them, that
    of a version the files of one list that lie there at once: `subject_of`.
    """

    kind: Kind
    agency_id: str
    table_id: str
    field: str
    subject: str
    answer: str
    decided_by: str
    decided_at: str
    reason: str
    ruling_no: int = 0

    @property
    def key(self) -> Key:
        """The thing that is ruled about, however it is spelled."""
        return key_of(self.kind, self.agency_id, self.table_id, self.field, self.subject)


def key_of(kind: str, agency_id: str, table_id: str, field: str, subject: str) -> Key:
    """The key of a ruling about `subject`."""
    folded = fold_header(subject) if kind == "heading" else fold_place(subject) or subject.strip()
    return kind, agency_id, table_id, field, folded


def subject_of(files: Mapping[str, str]) -> str:
    """The subject that names files, each the beginning of its hash and its name.

    >>> subject_of({"0123456789ab": "kks.xlsx", "ba9876543210": "kks + pkh.xlsx"})
    '0123456789ab kks.xlsx + ba9876543210 kks + pkh.xlsx'
    """
    return " + ".join(f"{beginning} {name}" for beginning, name in files.items())


def files_of(subject: str) -> dict[str, str]:
    """The files that a subject names: the beginnings of their hashes, their names.

    >>> files_of("0123456789ab kks.xlsx + ba9876543210 kks + pkh.xlsx")
    {'0123456789ab': 'kks.xlsx', 'ba9876543210': 'kks + pkh.xlsx'}
    """
    _, *parts = _NAMED_FILE.split(subject)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def shared_key(key: Key) -> Key:
    """The key under which all lists share an answer; its own but for places."""
    kind, _, _, field, subject = key
    return (kind, "", "", _PLACE, subject) if kind == "word" and field in _PLACES else key


def load_rulings(path: Path) -> list[Ruling]:
    """Every ruling ever made, the first one first.

    From the twin where the file is damaged.

    LostRulingsError where neither is whole.
    """
    fate = put_right(path)
    if fate == "lost":
        raise LostRulingsError(path)
    if fate == "absent":
        return []
    return [Ruling(**line) for line in pq.read_table(path, schema=SCHEMA).sort_by("ruling_no").to_pylist()]


def keep_rulings(path: Path, made: Sequence[Ruling]) -> list[Ruling]:
    """Adds `made` after all that were made before; gives the whole history."""
    history = with_more(load_rulings(path), made)
    if made:
        columns = zip(*map(astuple, history), strict=True)
        names = [field.name for field in fields(Ruling)]
        write_twice(pa.table(dict(zip(names, map(list, columns), strict=True)), schema=SCHEMA), path)
    return history


def with_more(history: Sequence[Ruling], made: Sequence[Ruling]) -> list[Ruling]:
    """The history with further rulings at its end."""
    numbered = (replace(ruling, ruling_no=number) for number, ruling in enumerate(made, start=len(history) + 1))
    return [*history, *numbered]


def in_force(history: Iterable[Ruling]) -> dict[Key, Ruling]:
    """The newest ruling about each thing, less those that were taken back."""
    newest = {ruling.key: ruling for ruling in sorted(history, key=lambda each: each.ruling_no)}
    return {key: ruling for key, ruling in newest.items() if ruling.answer != TAKEN_BACK}


def as_declaration(rulings: Iterable[Ruling], agency_id: str, declared: Mapping[str, Any]) -> dict[str, Any]:
    """The rulings about an agency in the form of its declaration.

    A place that was named for one list of the city is named for all that have places; a list's own answer goes first.
    """
    content: dict[str, Any] = {}
    tables = declared.get("tables") or {}
    told = list(rulings)
    for ruling in told if not declared.get("regions") else ():
        if shared_key(ruling.key) != ruling.key and ruling.answer != LEFT_BLANK:
            for table_id, table in tables.items():
                if (table or {}).get("feeds") in _HAVE_PLACES:
                    _values_of(content, table_id, _PLACE)[ruling.subject] = ruling.answer
    for ruling in told:
        if ruling.agency_id != agency_id:
            continue
        if ruling.kind == "file":
            _rule_file(content, ruling, tables)
        elif ruling.table_id in tables:
            table = content.setdefault("tables", {}).setdefault(ruling.table_id, {})
            _RULES[ruling.kind](table, ruling, tables[ruling.table_id])
    return content


def _values_of(content: dict[str, Any], table_id: str, field: str) -> dict[str, str]:
    """The words of a field in the content, made where there are none yet."""
    table = content.setdefault("tables", {}).setdefault(table_id, {})
    words: dict[str, str] = table.setdefault("values", {}).setdefault(field, {})
    return words


def _rule_file(content: dict[str, Any], ruling: Ruling, tables: Mapping[str, Any]) -> None:
    if ruling.answer == ASIDE:
        content.setdefault("ignore_files", []).append(ruling.subject)
    elif ruling.answer in tables:
        table = content.setdefault("tables", {}).setdefault(ruling.answer, {})
        table.setdefault("files", []).append(ruling.subject)


def _rule_heading(table: dict[str, Any], ruling: Ruling, _: Mapping[str, Any]) -> None:
    heading = ruling.subject.replace("*", "")  # a star would make a pattern of it
    if ruling.answer == ASIDE:
        table.setdefault("ignore", []).append(heading)
    else:
        table.setdefault("columns", {}).setdefault(ruling.answer, []).append(heading)


def _rule_word(table: dict[str, Any], ruling: Ruling, _: Mapping[str, Any]) -> None:
    if ruling.answer != LEFT_BLANK:
        table.setdefault("values", {}).setdefault(ruling.field, {})[ruling.subject] = ruling.answer


def _rule_receipt(table: dict[str, Any], ruling: Ruling, _: Mapping[str, Any]) -> None:
    table.setdefault("receipt", {}).setdefault("words", {})[ruling.subject] = ruling.answer == "yes"


def _rule_required(table: dict[str, Any], ruling: Ruling, declared: Mapping[str, Any]) -> None:
    before = table.get("required", declared.get("required") or [])
    table["required"] = [name for name in before if name != ruling.field]


def _rule_number(table: dict[str, Any], ruling: Ruling, _: Mapping[str, Any]) -> None:
    beginning_of_hash = ruling.subject.partition(" ")[0]
    table.setdefault("set_aside", {}).setdefault(ruling.field, []).append(beginning_of_hash)


def _rule_repeats(table: dict[str, Any], ruling: Ruling, _: Mapping[str, Any]) -> None:
    table.setdefault("told_repeats", []).append(ruling.subject.partition(" ")[0])


def _rule_version(table: dict[str, Any], ruling: Ruling, _: Mapping[str, Any]) -> None:
    for beginning in files_of(ruling.subject):
        word = "part" if ruling.answer == EVERY else "current" if ruling.answer == beginning else "older"
        table.setdefault("told_versions", {})[beginning] = word


_RULES = {
    "heading": _rule_heading, "word": _rule_word, "receipt": _rule_receipt, "required": _rule_required,
    "number": _rule_number, "repeats": _rule_repeats, "version": _rule_version,
}  # fmt: skip
