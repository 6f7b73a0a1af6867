"""Cases of `../shared/cases`: a folder of files and what must come out of them, asked of the product as a user does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from typer.testing import CliRunner

from ingest.drafting import file_check
from ingest.drafting.file_check import FileCheck
from ingest.submission import Problem
from orchestration.cli.app import app

ROOT = Path(__file__).parents[2]
FOLDER = ROOT.parent / "shared/cases"
BESIDE = "the folder of cases is not beside this checkout"
SEMESTER = "2017-S1"
SECONDS = 900
_FATES = {"ignored": "tidak dipakai", "unknown": "tidak dikenal"}
_PERSONS = ("enrolment_records", "reference_records", "civil_registry_records")


@dataclass(frozen=True)
class Case:
    """One folder of the cases with what its `case.yml` asks."""

    folder: Path
    content: Mapping[str, Any]

    @classmethod
    def of(cls, folder: Path) -> Case:
        """The case in a folder."""
        return cls(folder, yaml.safe_load((folder / "case.yml").read_text(encoding="utf-8")))

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def agencies(self) -> Path | None:
        """The declarations that the case brings along."""
        own = self.folder / "agencies"
        return own if own.is_dir() else None

    @property
    def run(self) -> str:
        """`batch`, `alone`, or nothing where a check tells all."""
        return str(self.content.get("run", ""))

    def put_into(self, home: Path) -> None:
        """Lays the files of the case into the inbox, under the names that it gives them."""
        for where, named in self.content["inbox"].items():
            to = home / "inbox" / where
            to.mkdir(parents=True, exist_ok=True)
            for each in named if isinstance(named, list) else [named]:
                source, name = (each, os.fsencode(each)) if isinstance(each, str) else _renamed(each)
                shutil.copy(self.folder / source, os.fsencode(to) + b"/" + name)


def _renamed(entry: Mapping[str, str]) -> tuple[str, bytes]:
    return entry["file"], bytes.fromhex(entry["name_hex"])


def cases() -> list[Case]:
    """Every case that a program can ask, in order; none when the folder is not there."""
    every = [Case.of(path.parent) for path in sorted(FOLDER.glob("*/case.yml"))]
    return [case for case in every if not case.content.get("apart")]


@dataclass(frozen=True)
class Checked:
    """What `sinergi check` said of one file: exit code, screen, and the same as data."""

    file: str
    code: int
    screen: str
    said: FileCheck

    def told(self, codes: str = ".*", column: str = "") -> int:
        """How often a code that fits the pattern is told, of one column of the sheet where that is given."""
        return sum(
            problem.count
            for problem in self.said.problems
            if re.fullmatch(codes, problem.code) and (not column or _column(problem) == column)
        )


def _column(problem: Problem) -> str:
    found = re.match(r"[A-Z]+(?=\d)", problem.cell)
    return found[0] if found else ""


@dataclass(frozen=True)
class Run:
    """A home after `sinergi run`: exit code, screen, and its tables."""

    home: Path
    code: int
    screen: str

    def published(self, sql: str) -> list[list[Any]]:
        """The answer of the published warehouse."""
        with duckdb.connect(str(self.home / "published/current/warehouse.duckdb"), read_only=True) as database:
            database.execute("SET search_path = 'core,marts'")
            return [list(row) for row in database.execute(sql).fetchall()]

    def accepted(self, sql: str) -> list[list[Any]]:
        """The answer of the accepted rows of persons (`rows`), their `issues` and their `links`."""
        parts = [
            str(path)
            for name in _PERSONS
            for path in (self.home / "accepted" / name).glob("*/part.parquet")
        ]  # fmt: skip
        views = {
            "rows": parts,
            "issues": [str(self.home / "accepted/record_issues/part.parquet")],
            "links": [str(self.home / "linkage/person_links.parquet")],
        }
        with duckdb.connect() as database:
            for name, files in views.items():
                database.from_parquet(files, union_by_name=True).create_view(name)
            return [list(row) for row in database.execute(sql).fetchall()]


def check(case: Case) -> list[Checked]:
    """Asks `sinergi check` of every file that the case names."""
    return [_check(case, one) for one in case.content.get("check", ())]


def _check(case: Case, one: Mapping[str, str]) -> Checked:
    seen: list[FileCheck] = []
    asked = file_check.check_file

    def noted(*arguments: Any, **more: Any) -> FileCheck:
        seen.append(asked(*arguments, **more))
        return seen[-1]

    command = ["check", str(case.folder / one["file"]), "--semester", one.get("semester", SEMESTER)]
    command += ["--agency", one["agency"]] if "agency" in one else []
    environment = {"COLUMNS": "200", "SINERGI_AGENCIES": str(case.agencies or "")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_check, "check_file", noted)
        done = CliRunner().invoke(app, command, env=environment)
    assert seen, done.output
    return Checked(one["file"], done.exit_code, done.output, seen[0])


def run(home: Path, agencies: Sequence[Path] = ()) -> Run:
    """Runs the semester in `home`, as its own process."""
    command = [sys.executable, "-m", "orchestration.cli.app", "run", SEMESTER, "--home", str(home)]
    environment = os.environ | {"SINERGI_AGENCIES": os.pathsep.join(map(str, agencies)), "COLUMNS": "200"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, errors="replace", timeout=SECONDS,
        check=False,
    )  # fmt: skip
    return Run(home, done.returncode, done.stdout + done.stderr)


def failures(case: Case, checked: Sequence[Checked], done: Run | None) -> list[str]:
    """The conditions of the case that do not hold, each in a sentence."""
    return [text for must in case.content["must"] for text in _failing(must, checked, done)]


def _failing(must: Mapping[str, Any], checked: Sequence[Checked], done: Run | None) -> Iterator[str]:
    if "any" in must:
        ways = [list(_failing(one, checked, done)) for one in must["any"]]
        if all(ways):
            yield " / ".join(text for way in ways for text in way)
        return
    if "sql" in must or "rows" in must or "run_exit" in must or "run_says" in must:
        assert done is not None, "the case asks for a run without naming one"
        yield from _failing_run(must, done)
        return
    asked = [one for one in checked if must.get("of", one.file) == one.file]
    assert asked, f"no file for {must}"
    for one in asked:
        for key, wanted in must.items():
            if key != "of" and not _CHECKS[key](one, wanted):
                told = [(each.code, each.cell, each.count) for each in one.said.problems]
                yield f"{one.file}: {key} {wanted}: {told}"


def _failing_run(must: Mapping[str, Any], done: Run) -> Iterator[str]:
    if "run_exit" in must:
        wanted = must["run_exit"]
        if done.code not in (wanted if isinstance(wanted, list) else [wanted]):
            yield f"exit {done.code}, not {wanted}: {done.screen[-1500:]}"
    elif "run_says" in must:
        if not re.search(must["run_says"], done.screen, re.MULTILINE | re.DOTALL):
            yield f"the run does not say {must['run_says']}: {done.screen[-1500:]}"
    else:
        sql = must.get("sql") or must["rows"]
        found = done.published(sql) if "sql" in must else done.accepted(sql)
        if found != must["gives"]:
            yield f"{sql} gives {found}, not {must['gives']}"


def _is_filled(one: Checked, wanted: Mapping[str, int]) -> bool:
    shares = {column.cell: round(100 * (column.filled or 0)) for column in one.said.columns}
    return all(shares.get(cell) == share for cell, share in wanted.items())


def _fills(one: Checked, wanted: Mapping[str, str]) -> bool:
    fields = {column.cell: _FATES.get(column.field, column.field) for column in one.said.columns}
    return all(re.fullmatch(pattern, fields.get(cell, "")) for cell, pattern in wanted.items())


def _says(one: Checked, pattern: str) -> bool:
    return re.search(pattern, one.screen, re.MULTILINE | re.DOTALL) is not None


def _accepts(one: Checked, rows: int) -> bool:
    return one.said.submission is not None and one.said.submission.rows_accepted == rows


def _tells(one: Checked, wanted: Mapping[str, Any]) -> bool:
    return one.told(wanted.get("codes", ".*"), wanted.get("column", "")) >= wanted.get("at_least", 1)


_CHECKS: dict[str, Any] = {
    "check_exit": lambda one, code: one.code == code,
    "accepted": _accepts,
    "told": _tells,
    "not_told": lambda one, wanted: not _tells(one, wanted),
    "filled": _is_filled,
    "field": _fills,
    "says": _says,
    "says_not": lambda one, pattern: not _says(one, pattern),
}
