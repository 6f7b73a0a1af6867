"""What became of the planted faults: `python -m tests.bench.faults --home HOME`, a simulated city that was read.

How a fault is judged stands in `treatment.py`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from tests.bench.treatment import CONSEQUENCES, judge

NAMES = {
    1: "number in scientific form", 2: "number typed as a number", 3: "marks, blanks, lost zeros",
    4: "empty, dummy, equal to the card", 5: "wrong length", 6: "twice in one list, one number for two",
    7: "other spellings", 8: "dead, moved, old card", 9: "KKS and KIP differ", 10: "head, carer, householder",
    11: "household, family, person", 12: "header not in row 1", 13: "totals, signatures, nobody's rows",
    14: "sheets by place, hidden, recap", 15: "amounts", 16: "dates", 17: "age instead of date", 18: "sex, codes",
    19: "yes and no", 20: "sent again, rival versions", 21: "aggregate instead of persons",
}  # fmt: skip
"""The faults by their number in the domain notes (3.2)."""
_ALARMS = """
SELECT count(*) FROM read_parquet('{home}/conformed/*/semester=*/issues/*.parquet') AS issues
WHERE code NOT IN {consequences} AND NOT EXISTS (
    SELECT 1 FROM planted AS fault
    WHERE fault.semester = issues.semester AND fault.table_id = issues.table_id AND fault.sheet = issues.sheet
        AND fault.row_number = issues.row_number AND fault.expected_code = issues.code)
"""
_COUNTS = """
SELECT fault_no, string_agg(DISTINCT expected_code, ' ' ORDER BY expected_code), count(*),
    count(*) FILTER (is_found), count(*) FILTER (is_treated)
FROM judged GROUP BY fault_no ORDER BY fault_no
"""


def cells_read(home: Path) -> int:
    """Cells that were read as a field of a record, over all submissions."""
    cells = 0
    for path in home.glob("conformed/*/semester=*/*.json"):
        one = json.loads(path.read_text(encoding="utf-8"))
        columns = sum(fate not in ("ignored", "unknown") for fate in one["columns"].values())
        cells += columns * (one["rows_accepted"] + one["rows_rejected"])
    return cells


def main(home: Path) -> None:
    """Prints the table of faults and the rate of false alarms."""
    table = Table("fault", "codes", "planted", "found", "treated", title="planted faults (goal: all found and treated)")
    with duckdb.connect() as connection:
        judge(connection, home)
        for fault_no, codes, planted, found, treated in connection.execute(_COUNTS).fetchall():
            shares = (f"{found / planted:.2%}", f"{treated / planted:.2%}")
            table.add_row(f"{fault_no} {NAMES[fault_no]}", codes or "(none)", f"{planted:,}", *shares)
        told = connection.execute(_ALARMS.format(home=home, consequences=CONSEQUENCES)).fetchone()
    alarms, cells = told[0] if told else 0, cells_read(home)
    console = Console(width=120)
    console.print(table)
    console.print(
        f"false alarms: {alarms:,} in {cells:,} cells, {alarms / cells * 10_000:.3f} in 10,000 (goal: under 1)"
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    main(options.parse_args().home)
