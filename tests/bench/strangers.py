"""Strange cities: how many files are admitted with nobody's help, and with one workbook of questions filled in.

    python -m tests.bench.strangers --seeds 4001 4002 --population 2000

The workbook is filled in from the truth of the city, as somebody would who knows every office.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from rich.console import Console
from typer.testing import CliRunner

from delivery.questions.sheet import ANSWER, COLUMNS, FILLED_BY, FILLED_WHY, KEY, OPEN, SUMMARY, QuestionKey
from expectations import load_verdict
from ingest.declarations.rulings import ASIDE, WITHOUT
from ingest.drafting.questions import answers_offered, pattern_of
from ingest.fold import fold_place
from ingest.parsers.codes import CodeList
from ingest.store import Store
from ingest.submission import Submission
from orchestration.cli.app import app
from orchestration.installation import Installation
from orchestration.settings import Settings
from orchestration.stages import accept_all, take_in
from simulation import simulate
from tests.bench.strangers_cells import clean_cells
from tests.bench.strangers_rows import rows_read
from tests.support.check_and_run import came_twice, check_says, run_says

SEMESTERS = ("2017-S1", "2017-S2")
_ANSWER_COLUMN, _KEY_COLUMN = ([words for words, _ in COLUMNS].index(name) + 1 for name in (ANSWER, KEY))


@dataclass(frozen=True)
class Truth:
    """What a strange city knows of its own files."""

    home: Path
    semester: str

    def of(self, name: str) -> pd.DataFrame:
        """A table of the truth, of this semester alone."""
        return pd.read_parquet(self.home / "truth" / f"{name}.parquet").query("semester == @self.semester")

    @cached_property
    def columns(self) -> pd.DataFrame:
        return self.of("columns")

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Every cell with the truth of its row."""
        at = ["file_name", "sheet", "row_number"]
        rows = self.of("rows")[[*at, "is_receipt", "village_code"]].drop_duplicates(at)
        return self.of("cells").merge(rows, on=at, how="left")

    def answer(self, key: QuestionKey) -> str:
        """The true answer to a question; '' where the truth does not say."""
        if key.kind == "file":
            return self._file(key)
        if key.kind == "required":
            return WITHOUT
        if key.kind == "heading":
            return self._heading(key)
        return self._word(key)

    def _file(self, key: QuestionKey) -> str:
        files = self.of("files").query("agency_id == @key.agency_id")
        tables = [row.table_id for row in files.itertuples() if pattern_of(row.file_name) == key.subject]
        return tables[0] if tables else ASIDE

    def _heading(self, key: QuestionKey) -> str:
        found = self.columns.query("agency_id == @key.agency_id and table_id == @key.table_id")
        fields = found[found.heading.map(lambda text: fold_place(str(text)) == fold_place(key.subject))].field.dropna()
        return str(fields.iloc[0]) if len(fields) else ASIDE

    def _word(self, key: QuestionKey) -> str:
        of_list = self.cells.query("agency_id == @key.agency_id and table_id == @key.table_id")
        met = of_list[of_list.written.map(lambda text: fold_place(str(text)) == fold_place(key.subject))]
        if key.field in ("village_name", "area_name"):
            return _most(met[met.field.isin(["village_name", "area_name"])].village_code)
        met = met[met.field == key.field]
        receipts = _most(met.is_receipt) == "True"
        if key.kind == "receipt":
            return "yes" if receipts else "no"
        reads = _most(met.reads_as)
        if key.field == "status_text":
            return CodeList.load("enrolment_status").find(reads) or ("active" if receipts else "inactive")
        return {"true": "yes", "false": "no"}.get(reads, reads)


def _most(values: pd.Series[Any]) -> str:
    counted = Counter(map(str, values.dropna()))
    return counted.most_common(1)[0][0] if counted else ""


def fill_in(home: Path, semester: str) -> Counter[str]:
    """Fills in the workbook of a semester from the truth and hands it back; the answers given, by kind."""
    ask = CliRunner().invoke(app, ["questions", semester, "--home", str(home)])
    assert ask.exit_code == 0, ask.output
    path = home / "packs" / semester / "pertanyaan.xlsx"
    book, truth, given = openpyxl.load_workbook(path), Truth(home, semester), Counter[str]()
    catalogue = Settings(home=home).catalogue()
    for row in book[OPEN].iter_rows(min_row=2):
        key = QuestionKey.read(str(row[_KEY_COLUMN - 1].value))
        if key is None:
            continue
        offered = answers_offered(key.kind, key.agency_id, key.table_id, key.field, catalogue)
        words = offered.get(truth.answer(key))
        row[_ANSWER_COLUMN - 1].value = words
        given[key.kind if words else f"{key.kind} untold: {key.table_id} {key.subject} = {truth.answer(key)}"] += 1
    for cells in book[SUMMARY].iter_rows():
        for cell in cells:
            if cell.value in (FILLED_BY, FILLED_WHY):
                book[SUMMARY].cell(cell.row, cell.column + 1).value = "Bench"
    filled = home / f"{semester}.xlsx"
    book.save(filled)
    done = CliRunner().invoke(app, ["decide", str(filled), "--home", str(home)])
    assert done.exit_code == 0, done.output
    return given


def admitted(home: Path, semester: str) -> tuple[Submission, ...]:
    """Each file as each list that it brings, as a run would take it in."""
    site = Installation.open(Settings(home=home))
    for agency_id in sorted(site.catalogue.agencies):
        take_in(site, semester, agency_id)
    return tuple(accept_all(site, semester).submissions)


def _measure(home: Path, semester: str, console: Console, help_given: str) -> None:
    submissions = admitted(home, semester)
    held = [each for each in submissions if each.status == "held"]
    read = rows_read(home, semester, submissions)
    lost, taken = (sum(each) for each in ((row.lost for row in read), (row.taken for row in read)))
    console.print(
        f"{semester} {help_given}: {len(submissions) - len(held)} of {len(submissions)} files stand; of "
        f"{sum(row.records for row in read)} rows {lost} lost, {taken} others taken as data"
    )
    clean = clean_cells(home, semester, submissions)
    console.print(
        f"   {clean.per_thousand:.3f} false findings per 1,000 of {clean.cells} clean cells: {dict(clean.told)}",
        highlight=False,
    )
    for each in held:
        name = f"{each.agency_id}/{each.table_id or '?'} {each.file_name}"
        console.print(f"   {name}: {' '.join(_why(home, each))}", highlight=False)
    for row in read:
        if not row.is_right:
            console.print(f"   {row.file_name}: {row.lost} lost, {row.taken} taken", highlight=False)


def _why(home: Path, held: Submission) -> list[str]:
    """The codes that hold a file, each with what was found or observed."""
    verdict = load_verdict(Store(home), held)
    told = [f"{each.code} {each.found or each.expected}".strip() for each in held.problems if each.severity == "hold"]
    failed = verdict.failed if verdict else ()
    return told + [f"{each.code} {each.observed}" for each in failed if each.severity == "critical"]


def _compare_checks(home: Path, semester: str, console: Console) -> None:
    """Prints the files of which `sinergi check` says something else than the run does."""
    site = Installation.open(Settings(home=home))
    count, differing = 0, list[str]()
    for agency in sorted(site.catalogue.agencies):
        for name, said in run_says(site, semester, agency).items():
            if came_twice(site, name):
                continue
            count += 1
            if check_says(site, semester, agency, site.store.inbox_of(semester, agency) / name) != said:
                differing.append(f"{agency}/{name}")
    console.print(f"   check equals run: {count - len(differing)} of {count} files {differing}", highlight=False)


def main() -> None:
    """Draws the cities and measures each, semester after semester, before and after the workbook."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, nargs="+", default=[4001, 4002, 4003])
    options.add_argument("--population", type=int, default=2_000)
    chosen, console = options.parse_args(), Console(width=130)
    for seed in chosen.seeds:
        home = Path(tempfile.mkdtemp(prefix=f"strange-{seed}-"))
        try:
            simulate(home, chosen.population, list(SEMESTERS), seed, "life", strange=seed)
            for semester in SEMESTERS:
                _measure(home, semester, console, f"seed {seed}, no help")
                console.print(f"   answers: {dict(fill_in(home, semester))}", highlight=False)
                _measure(home, semester, console, f"seed {seed}, one workbook")
                _compare_checks(home, semester, console)
        finally:
            shutil.rmtree(home)


if __name__ == "__main__":
    main()
