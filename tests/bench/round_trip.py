"""Every workbook of a semester filled in by a script, as officers would who have the identity cards at hand.

    python -m tests.bench.round_trip fill --home HOME --semester 2017-S1     # after the first run
    python -m tests.bench.round_trip count --home HOME --semester 2017-S1    # after the second

Only the list of what to mend is written to, in its own part of the file: 65,000 x 103 cells are not opened for it.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ingest.store import Store

_LIST = "xl/worksheets/sheet2.xml"
_ROW = re.compile(r'<row r="(\d+)".*?</row>', re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)\d+"(?:[^>]*/>|[^>]*>(.*?)</c>)', re.DOTALL)
_TEXT = re.compile(r"<(?:t|v)\b[^>]*>(.*?)</(?:t|v)>", re.DOTALL)
_SHEET, _CELL_AT, _NOW, _DECISION, _VALUE, _KEY = "B", "C", "F", "I", "J", "K"
Line = dict[str, str]
Answer = tuple[str, str]


def fill_all(home: Path, semester: str) -> None:
    """Answers every line of every workbook and puts the workbooks in the inbox."""
    store = Store(home)
    people = {one["true_person_id"]: one for one in pq.read_table(home / "truth" / "persons.parquet").to_pylist()}
    rows = pq.read_table(home / "truth" / "rows.parquet", filters=[("semester", "=", semester)]).to_pylist()
    who = {(one["table_id"], one["sheet"], one["row_number"]): people.get(one["true_person_id"]) for one in rows}
    asked = Counter[str]()
    for one in json.loads((store.packs / semester / "workbooks.json").read_text("utf-8")):
        if not one["to_fix"]:
            continue
        source = store.packs / semester / one["path"]
        said = _fill(source, store.inbox_of(semester, one["agency_id"]) / source.name, one["table_id"], who)
        asked += said
        _say(f"{one['table_id']:20} {dict(sorted(said.items()))}")
    _say(f"{'all':20} {dict(sorted(asked.items()))}")


def _fill(source: Path, target: Path, table_id: str, who: dict[Any, Any]) -> Counter[str]:
    said = Counter[str]()
    with zipfile.ZipFile(source) as book:
        content = book.read(_LIST).decode()
        lines = {int(row[1]): _line(row[0]) for row in _ROW.finditer(content) if row[1] != "1"}
        away = {_record(one) for one in lines.values() if _code(one) == "NIK-007"}
        answers = {number: _answer(one, away, table_id, who) for number, one in lines.items()}
        for decision, value in answers.values():
            said["right value" if value else decision or "left open"] += 1
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as filled:
            for part in book.infolist():
                body = _written(content, answers).encode() if part.filename == _LIST else book.read(part)
                filled.writestr(part.filename, body)
    return said


def _line(row: str) -> Line:
    cells = {}
    for column, inside in _CELL.findall(row):
        found = _TEXT.search(inside)
        cells[column] = html.unescape(found[1]) if found else ""
    return cells


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _record(line: Line) -> str:
    return line[_KEY].split("|")[0]


def _code(line: Line) -> str:
    return line[_KEY].split("|")[2]


def _answer(line: Line, away: set[str], table_id: str, who: dict[Any, Any]) -> Answer:
    """Away with a row that is there twice, the true number where another stands, else right as it is."""
    if _record(line) in away:
        return "Hapus baris", ""
    if _code(line) == "BAR-001":
        return "", ""
    field = line[_KEY].split("|")[1]
    number = int("".join(filter(str.isdigit, line[_CELL_AT])))
    person = who.get((table_id, line[_SHEET], number)) or who.get((table_id, "", number)) or {}
    true = person.get(field) if field in ("nik", "family_card_no") else None
    return ("Sudah diperbaiki", str(true)) if true and str(true) != line[_NOW] else ("Memang benar", "")


def _written(content: str, answers: dict[int, Answer]) -> str:
    def put(found: re.Match[str]) -> str:
        text = answers[int(found[2])][found[1] == _VALUE] if int(found[2]) in answers else ""
        return f'<c r="{found[1]}{found[2]}"{found[3]} t="inlineStr"><is><t>{text}</t></is></c>' if text else found[0]

    return re.sub(rf'<c r="({_DECISION}|{_VALUE})(\d+)"( s="\d+")/>', put, content)


def count_all(home: Path, semester: str) -> None:
    """What became of every answer, by list, and what is still asked."""
    outcomes, left = Counter[str](), 0
    for one in json.loads((home / "packs" / semester / "workbooks.json").read_text("utf-8")):
        if one["outcomes"]:
            _say(f"{one['table_id']:20} {dict(sorted(one['outcomes'].items()))} still asked: {one['to_fix']}")
        outcomes += Counter(one["outcomes"])
        left += one["to_fix"]
    _say(f"{'all':20} {dict(sorted(outcomes.items()))} still asked: {left}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("fill", "count"))
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--semester", default="2017-S1")
    asked_for = parser.parse_args()
    (fill_all if asked_for.what == "fill" else count_all)(asked_for.home, asked_for.semester)
