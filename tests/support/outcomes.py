"""What comes out of one file that nobody here wrote, in a few words: format, tables, rows, codes; or a refusal.

`python -m tests.support.outcomes` writes the table of `docs/robustness.md` from `tests/real_inputs/outcomes.yml`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from ingest.declarations.catalogue import HERE, Catalogue, load_catalogue
from ingest.drafting.file_check import read_for_check
from ingest.workbook import UnreadableFile, open_workbook

ROOT = Path(__file__).parents[2]
FILES = ROOT.parent / "shared/real_inputs"
BESIDE = "the folder of real inputs is not beside this checkout"
EXPECTED = ROOT / "tests/real_inputs/outcomes.yml"
PAGE = ROOT / "docs/robustness.md"
_MARKS = ("<!-- outcomes -->\n", "<!-- end of outcomes -->\n")
_HEADER = ("file", "what it is", "format", "tables", "rows", "said", "check")


def expected() -> dict[str, dict[str, Any]]:
    """The one right outcome of each file, by its path in the folder, judged by what another reader shows in it."""
    content: dict[str, dict[str, Any]] = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))
    return content


def with_city_offices() -> Catalogue:
    """The city's own declarations and those of the offices that published the files."""
    return load_catalogue((HERE / "agencies", ROOT / "tests/real_inputs/agencies"))


def outcome(path: Path, agency: str | None, catalogue: Catalogue) -> dict[str, Any]:
    """What the reader makes of a file that `agency` sent, or that came from nobody in particular."""
    try:
        told = read_for_check(path, catalogue, agency, "2023-S1")
        kind = open_workbook(path).kind
    except UnreadableFile as unreadable:
        return {"said": {unreadable.code: 1}, "check": 3}
    if not told["lists"]:
        look = told["look"]
        tables = [_table(one["sheets"], one["header_row"], len(one["headers"]), one["rows"]) for one in look["shapes"]]
        skipped = {"skipped": dict(look["others"])} if look["others"] else {}
        return {"format": kind, "tables": tables, **skipped, "said": {"FIL-005": 1}, "check": 3}
    (only,) = told["lists"]
    one = only["submission"]
    tables = [
        _table(each["sheets"], int("".join(filter(str.isdigit, each["columns"][0]["cell"]))), len(each["columns"]))
        for each in only["tables"]
    ]
    said = Counter[str]()
    for problem in one["problems"]:
        said[problem["code"]] += problem["count"]
    is_held = any(problem["severity"] == "hold" for problem in one["problems"])
    rows = f"{one['rows_in']} = {one['rows_accepted']} + {one['rows_rejected']} + {one['rows_furniture']}"
    return {
        "format": kind, "list": f"{one['agency_id']}/{one['table_id']}", "tables": tables, "rows": rows,
        "said": dict(sorted(said.items())), "check": 3 if is_held else 0,
    }  # fmt: skip


def _table(sheets: Any, header_row: int, columns: int, rows: int | None = None) -> str:
    named = " and ".join(sheet.strip() for sheet in sheets if sheet)
    counted = "" if rows is None else f", {rows} row{'s' * (rows != 1)}"
    return f"{named}{': ' * bool(named)}header {header_row}, {columns} columns{counted}"


def rendered() -> str:
    """The outcomes as a table of Markdown."""
    lines = ["| " + " | ".join(_HEADER) + " |", "|" + "---|" * len(_HEADER)]
    for name, one in expected().items():
        tables = "; ".join(one.get("tables", ())) or ("none" if "format" in one else "")
        skipped = "".join(f"; {sheet}: {reason}" for sheet, reason in one.get("skipped", {}).items())
        said = ", ".join(f"{code}{f' {count}x' * (count > 1)}" for code, count in one["said"].items()) or "nothing"
        cells = (
            name.rsplit("/", 1)[-1], one["what"], one.get("format", "refused"), tables + skipped, one.get("rows", ""),
            said, str(one["check"]),
        )  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def page_with(table: str) -> str:
    """The page of the docs with `table` between its marks."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(_MARKS[0])
    return before + _MARKS[0] + table + _MARKS[1] + rest.split(_MARKS[1])[1]


if __name__ == "__main__":
    PAGE.write_text(page_with(rendered()), encoding="utf-8")
