"""Which planted faults the reader finds: `python -m tests.bench.faults --home HOME`, a simulated city that was read.

A fault is found when its code is told at its very row. That no wrong value comes of it is proved by
`tests/integration/test_city_is_read_whole.py`. Faults without a code of their own are those that must
read as if nothing were odd; they are right when no warning is told of that cell.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

# Codes that a fault of one row also brings to another row, or to another column of its own row.
CONSEQUENCES = ("NIK-008", "NIK-011", "NIK-001", "KK-001", "TGL-005")
_FAULTS = """
with issues as (from read_parquet('{home}/conformed/*/semester=*/issues/*.parquet')),
told as (select distinct semester, table_id, sheet, row_number, code, severity, field from issues),
planted as (
    select *, row_number() over () as fault_id from read_parquet('{home}/truth/faults.parquet')
    where row_number is not null and field is not null
),
judged as (
    select planted.fault_id, planted.fault_no, planted.expected_code,
        count(told.code) filter (told.code = planted.expected_code) > 0 as is_told,
        count(told.code) filter (told.field = planted.field and told.severity = 'warning'
            and told.code not in {consequences}) > 0 as is_warned
    from planted left join told on told.semester = planted.semester and told.table_id = planted.table_id
        and told.sheet = planted.sheet and told.row_number = planted.row_number
    group by all
)
select fault_no, coalesce(expected_code, '(none)'), count(*),
    count(*) filter (case when expected_code is null then not is_warned else is_told end)
from judged group by all order by 1, 2
"""
_ALARMS = """
with issues as (from read_parquet('{home}/conformed/*/semester=*/issues/*.parquet'))
select count(*) from issues where code not in {consequences} and not exists (
    select 1 from read_parquet('{home}/truth/faults.parquet') as fault
    where fault.semester = issues.semester and fault.table_id = issues.table_id and fault.sheet = issues.sheet
        and fault.row_number = issues.row_number and fault.expected_code = issues.code)
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
    told = {"home": home, "consequences": CONSEQUENCES}
    table = Table("fault", "code", "planted", "found", "share", title="faults of a cell or a row (goal: all of them)")
    for fault_no, code, planted, found in duckdb.sql(_FAULTS.format(**told)).fetchall():
        table.add_row(str(fault_no), code, f"{planted:,}", f"{found:,}", f"{found / planted:.2%}")
    ((alarms,),) = duckdb.sql(_ALARMS.format(**told)).fetchall()
    cells = cells_read(home)
    console = Console(width=100)
    console.print(table)
    console.print(
        f"false alarms: {alarms:,} in {cells:,} cells, {alarms / cells * 10_000:.3f} in 10,000 (goal: under 1)"
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    main(options.parse_args().home)
