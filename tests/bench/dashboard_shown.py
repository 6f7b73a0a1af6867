"""What the dashboard in Superset shows of one kelurahan, read from the browser, against the release.

    make bi && make bi-serve                       # in another terminal
    python -m tests.bench.dashboard_shown HOME http://127.0.0.1:8088 PASSWORD [KELURAHAN] [PICTURE]

Picks the kelurahan in the filter as a hand would, and asks three questions: does each table by kelurahan show the rows
of it and no others, is each number that of the release, and does each table fit into its box.
Needs `chromium` on the path and the package websocket-client.
"""

from __future__ import annotations

import json
import sys
import time
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb

from delivery.bi.charts import CHARTS, FILTERS, Chart
from delivery.release.releases import current_release
from ingest.store import Store
from tests.bench.browser import Page, chromium

_SECONDS = 120
_WRITE = """
(() => { const write = (field, text) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text);
  field.dispatchEvent(new Event('input', {bubbles: true})); };
"""
_TABLE = """
(() => { const box = document.querySelector('[data-test-chart-name=' + JSON.stringify(%s) + ']');
  const table = [...(box ? box.querySelectorAll('table') : [])].find(each => each.querySelector('tbody td'));
  if (!table) return null;
  const wide = table.scrollWidth - table.closest('.chart-container, [data-test=slice-container]').clientWidth;
  const rows = [...table.querySelectorAll('tbody tr')];
  return {wide, rows: rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))}; })()
"""


def main(home: Path, address: str, password: str, village: str, picture: Path | None) -> None:
    """Prints each table and what is wrong with it; ends with 1 where anything is."""
    faults = 0
    with chromium() as page:
        page.size(1400, 3200)  # all of it: what is not seen is not drawn
        log_in(page, address, password)
        page.open(f"{address}/superset/dashboard/sinergi/", "document.querySelectorAll('tbody td').length > 50")
        choose(page, village)
        for chart in CHARTS:
            shown = settled(page, chart, village)
            if "village_name" in chart.by:
                told = rows_of(home, chart, village)
                wrong = differences(shown["rows"], told)
                sys.stdout.write(f"{chart.title}: {len(told)} rows of {village}, {len(wrong)} differ\n")
                sys.stdout.write("".join(f"  {each}\n" for each in wrong[:10]))
                faults += len(wrong)
            if shown["wide"] > 0:
                sys.stdout.write(f"{chart.title}: {shown['wide']} pixels wider than its box\n")
                faults += 1
        if picture:
            page.picture(picture, 1400, 3200)
    sys.exit(bool(faults))


def log_in(page: Page, address: str, password: str) -> None:
    """Logs in as a person does."""
    page.open(f"{address}/login/", "document.querySelector('#username')")
    page.run(
        f"{_WRITE} write(document.querySelector('#username'), 'admin');"
        f" write(document.querySelector('#password'), {json.dumps(password)});"
        " document.querySelector('button[type=submit]').click(); })()"
    )
    wait_for(page, "!location.pathname.startsWith('/login')")


def choose(page: Page, village: str) -> None:
    """Picks the kelurahan in its filter, and applies."""
    place = "document.querySelector('#filter-name-NATIVE_FILTER-village_name')"
    wait_for(page, f"{place} && document.querySelectorAll('.ant-select input').length >= {len(FILTERS)}")
    where = page.run(
        f"(() => {{ let box = {place}; while (!box.querySelector('.ant-select input')) box = box.parentElement;"
        " const field = box.querySelector('.ant-select input'); field.focus();"
        " const at = field.getBoundingClientRect(); return [at.x + 5, at.y + at.height / 2]; })()"
    )
    for kind in ("mousePressed", "mouseReleased"):
        page.call("Input.dispatchMouseEvent", type=kind, x=where[0], y=where[1], button="left", clickCount=1)
    page.call("Input.insertText", text=village)
    offered = "[...document.querySelectorAll('.ant-select-item-option')]"
    option = f"{offered}.find(each => each.innerText.trim() == {json.dumps(village)})"
    wait_for(page, option)
    page.run(f"{option}.click()")
    button = "document.querySelector('[data-test=filter-bar__apply-button]')"
    wait_for(page, f"!{button}.disabled")
    page.run(f"{button}.click()")


def settled(page: Page, chart: Chart, village: str) -> dict[str, Any]:
    """What the chart shows once it is filtered: its rows as texts, and by how much it is too wide."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        shown: dict[str, Any] | None = page.run(_TABLE % json.dumps(chart.title))
        if shown and ("village_name" not in chart.by or all(village in row for row in shown["rows"])):
            return shown
        time.sleep(0.5)
    raise AssertionError(f"{chart.title} was not filtered")


def wait_for(page: Page, ready: str) -> None:
    """Waits until a script is true."""
    until = time.monotonic() + _SECONDS
    while not page.run(f"!!({ready})"):
        assert time.monotonic() < until, ready
        time.sleep(0.3)


def rows_of(home: Path, chart: Chart, village: str) -> list[list[str]]:
    """The rows of the release that the chart should show, written as Superset writes them."""
    release = current_release(Store(home))
    assert release is not None, home
    names = {"mart_targeting_village": {"village_name": "breakdown_name"}}.get(chart.table, {})
    by, place = [names.get(name, name) for name in chart.by], names.get("village_name", "village_name")
    query = f"select {', '.join([*by, *chart.metrics])} from marts.{chart.table} where {place} = ? and semester = ?"
    with duckdb.connect(str(release.warehouse), read_only=True) as warehouse:
        rows = warehouse.execute(query, [village, release.semester]).fetchall()
    return [[written(name, value) for name, value in zip([*by, *chart.metrics], row, strict=True)] for row in rows]


def written(name: str, value: Any) -> str:
    """A cell as the dashboard writes it."""
    if value is None:
        return "N/A"
    if isinstance(value, str):
        return value
    if name.endswith("_rate"):
        return f"{Decimal(str(value * 100)).quantize(Decimal('.1'), ROUND_HALF_UP)}%".replace(".", ",")
    return f"{int(value):,}".replace(",", ".")


def differences(shown: list[list[str]], told: list[list[str]]) -> list[str]:
    """Rows that stand on one side alone."""
    ours, theirs = sorted(told), sorted(shown)
    return [f"release only: {row}" for row in ours if row not in theirs] + [
        f"dashboard only: {row}" for row in theirs if row not in ours
    ]


if __name__ == "__main__":
    main(
        Path(sys.argv[1]), sys.argv[2].rstrip("/"), sys.argv[3], sys.argv[4] if len(sys.argv) > 4 else "Lakessi",
        Path(sys.argv[5]) if len(sys.argv) > 5 else None,
    )  # fmt: skip
