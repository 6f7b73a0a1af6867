"""What Superset shows of a home, asked through its chart data door, against the release.

    make bi && make bi-serve                       # in another terminal
    .venv-bi/bin/python -m tests.bench.superset_shown HOME http://127.0.0.1:8088 PASSWORD [RELEASES]

Three questions: is each number of each row, by Superset's metric, the cell of the release; what does a reader get who
adds each number up over its whole table, with Superset's own SUM and with the metric; and does every question get an
answer while RELEASES releases are published under it.
"""

from __future__ import annotations

import http.cookiejar
import json
import math
import os
import shutil
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]


class Superset:
    """A Superset that answers at `address`, logged in."""

    def __init__(self, address: str, password: str) -> None:
        self._address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self._headers = {"Content-Type": "application/json", "Referer": address}
        login = {"username": "admin", "password": password, "provider": "db", "refresh": False}
        self._headers["Authorization"] = f"Bearer {self.ask('security/login', login)['access_token']}"
        self._headers["X-CSRFToken"] = self.ask("security/csrf_token/")["result"]

    def ask(self, path: str, body: Any = None) -> Any:
        """The answer to a question of the API."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self._address}/api/v1/{path}", data, self._headers)
        with self._opener.open(request, timeout=120) as answer:
            return json.load(answer)

    def datasets(self) -> dict[str, int]:
        """Table -> the number that Superset gave it."""
        found = self.ask("dataset/?q=(page_size:100)")["result"]
        return {each["table_name"]: each["id"] for each in found}

    def rows(self, dataset: int, by: list[str], metrics: list[Any]) -> list[Row]:
        """The metrics of a dataset, grouped."""
        query = {"columns": by, "metrics": metrics, "filters": [], "orderby": [], "row_limit": 50000}
        body = {"datasource": {"id": dataset, "type": "table"}, "queries": [query], "result_format": "json",
                "result_type": "full", "force": True}  # fmt: skip
        (result,) = self.ask("chart/data", body)["result"]
        assert not result.get("error"), result["error"]
        rows: list[Row] = result["data"]
        return rows


def main(home: Path, address: str, password: str, releases: int) -> None:
    """Prints the answers; ends with 1 where a number differs or a question got no answer."""
    superset = Superset(address, password)
    ids = superset.datasets()
    told = measures(home)
    asked, wrong = compared(superset, home, ids, told)
    sys.stdout.write(f"{asked} numbers by metric: {len(wrong)} differ\n" + "".join(f"{each}\n" for each in wrong[:10]))
    sums(superset, home, ids, told)
    failures = 0
    if releases:
        answers, failures = under_way(superset, home, ids["mart_targeting"], releases)
        sys.stdout.write(f"{releases} releases published, {answers} questions answered, {failures} failures\n")
    sys.exit(bool(wrong or failures))


def measures(home: Path) -> dict[str, list[Row]]:
    """Table -> its numbers, as the release tells them."""
    found: dict[str, list[Row]] = {}
    for row in ask(home, "from core.dim_measure order by all"):
        found.setdefault(row["table_name"], []).append(row)
    return {name: rows for name, rows in found.items() if name.startswith("mart_")}


def ask(home: Path, sql: str) -> list[Row]:
    """The rows of a query of the release."""
    with duckdb.connect(str(home / "published/current/warehouse.duckdb"), read_only=True) as database:
        found = database.execute(sql)
        names = [each[0] for each in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def compared(
    superset: Superset, home: Path, ids: dict[str, int], told: dict[str, list[Row]]
) -> tuple[int, list[tuple[Any, ...]]]:
    """How many numbers were asked for by row, and those that are not the cell."""
    manifest = json.loads((home / "published/current/manifest.json").read_text(encoding="utf-8"))
    asked, wrong = 0, []
    for table, numbers in told.items():
        keys = manifest["tables"][f"marts.{table}"]["grain"]
        columns = [each["column_name"] for each in numbers if each["column_name"] not in keys]
        shown = {tuple(row[key] for key in keys): row for row in superset.rows(ids[table], keys, columns)}
        for cell in ask(home, f"from marts.{table}"):
            row = shown.get(tuple(cell[key] for key in keys), {})
            for column in columns:
                asked += 1
                if not same(cell[column], row.get(column)):
                    wrong.append((table, column, [cell[key] for key in keys], cell[column], row.get(column)))
    return asked, wrong


def sums(superset: Superset, home: Path, ids: dict[str, int], told: dict[str, list[Row]]) -> None:
    """Writes, of each number, Superset's SUM over the last semester's rows and what the metric says of them."""
    for table, numbers in told.items():
        columns = [each["column_name"] for each in numbers]
        naive = [
            {"expressionType": "SQL", "sqlExpression": f"sum({column})", "label": f"sum_{column}"} for column in columns
        ]
        for last in superset.rows(ids[table], ["semester"], naive + columns)[-1:]:  # a table may be without a row
            for each in numbers:
                column = each["column_name"]
                adds = each["adds_over"] or "nothing"
                line = f"{table}.{column}|{last[f'sum_{column}']}|{last[column]}|{adds}"
                sys.stdout.write(f"{line}\n")


def under_way(superset: Superset, home: Path, dataset: int, releases: int) -> tuple[int, int]:
    """Questions answered and failed while releases come, one after the other."""
    done, answers, failures = threading.Event(), 0, 0
    publisher = threading.Thread(target=publish_again, args=(home, releases, done))
    publisher.start()
    while not done.is_set():
        try:
            superset.rows(dataset, ["semester", "programme_code"], ["receiver_count"])
            answers += 1
        except (OSError, AssertionError) as error:
            failures += 1
            sys.stdout.write(f"{error}\n")
    publisher.join()
    return answers, failures


def publish_again(home: Path, releases: int, done: threading.Event) -> None:
    """Puts copies of the release into its place, as publication does: a whole folder, then the link in one step."""
    published = home / "published"
    first = (published / "current").resolve()
    made = []
    for number in range(releases):
        made.append(published / f"bench-{number:02}")
        shutil.copytree(first, made[-1])
        point(published, made[-1].name)
        time.sleep(0.5)
    point(published, first.name)
    done.set()
    for folder in made:
        shutil.rmtree(folder)


def point(published: Path, name: str) -> None:
    """Makes a release the current one, in one step."""
    link = published / ".bench-current"
    link.unlink(missing_ok=True)
    link.symlink_to(name, target_is_directory=True)
    os.replace(link, published / "current")


def same(cell: Any, shown: Any) -> bool:
    """True for the same number; Superset gives decimals as floats."""
    if cell is None or shown is None:
        return cell is None and shown is None
    return math.isclose(float(cell), float(shown), rel_tol=1e-9, abs_tol=1e-9)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2].rstrip("/"), sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 0)
