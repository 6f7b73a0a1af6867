"""How far published figures are from the truth with our own links, indicator by indicator; whether intervals hold.

`python -m tests.bench.indicators HOME`: HOME is a simulated city whose semesters were run. The warehouse is built again
in a scratch folder with nothing hidden, so that every kelurahan can be compared; HOME itself is not touched. With
`--true-links` the true links stand in place of ours: every figure must then be exact, or the SQL is wrong.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import duckdb
import pandas as pd
from rich.console import Console
from rich.table import Table

from tests.support.true_city import TrueCity
from tests.support.true_marts import MARTS, beside_truth, differences
from tests.support.true_targeting import KEYS, targeting
from tests.unit.warehouse.conftest import build
from tests.unit.warehouse.true_links import write_true_links

_INTERVALS = ("coverage", "inclusion_error", "lift")
_HEADLINES = (
    "receiver_count", "in_target_count", "out_of_target_count", "not_found_count", "coverage_rate",
    "inclusion_error_rate", "not_found_rate",
)  # fmt: skip


def build_open(home: Path, scratch: Path, *, true_links: bool = False) -> Path:
    """The warehouse of `home` built below `scratch`; RuntimeError when dbt fails."""
    for part in ("accepted", "truth") if true_links else ("accepted", "linkage"):
        (scratch / part).symlink_to((home / part).resolve())
    if true_links and (unknown := write_true_links(scratch)):
        raise RuntimeError(f"{unknown} accepted rows of {home} have no truth")
    everything = ["build", "--exclude-resource-type", "unit_test"]
    finished = build(scratch, *everything, target=scratch / "target")
    if finished.returncode:
        raise RuntimeError(finished.stdout[-4000:])
    return scratch / "warehouse" / "build.duckdb"


def equal_to_truth(warehouse: duckdb.DuckDBPyConnection, city: TrueCity) -> pd.DataFrame:
    """One row for each mart: how many of its figures are compared, how many equal the truth."""
    parts = []
    for mart in MARTS:
        figures = beside_truth(warehouse, city, mart)
        parts.append((mart, figures["column"].nunique(), len(figures), len(figures) - len(differences(figures))))
    return pd.DataFrame(parts, columns=["mart", "columns", "figures", "equal"])


def errors(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures with their error: a count against the true count, a rate in points. One missing on a side is 0 there."""
    both = figures.dropna(subset=["ours", "truth"], how="all").fillna({"ours": 0.0, "truth": 0.0})
    is_rate = both["column"].str.contains("rate|ratio|share|score")
    gap = (both["ours"] - both["truth"]).abs()
    return both.assign(is_rate=is_rate, error=gap.where(is_rate, gap / both["truth"].abs().clip(lower=1)))


def by_indicator(warehouse: duckdb.DuckDBPyConnection, city: TrueCity) -> pd.DataFrame:
    """One row for each column of each mart: figures, how many are exact, the middle and the 95th of 100 errors."""
    parts = []
    for mart in MARTS:
        found = errors(beside_truth(warehouse, city, mart))
        each = found.groupby("column").agg(
            figures=("error", "size"), exact=("error", lambda gaps: (gaps < 1e-9).sum()), middle=("error", "median"),
            high=("error", lambda gaps: gaps.quantile(0.95)), ours=("ours", "sum"), truth=("truth", "sum"),
            is_rate=("is_rate", "first"),
        )  # fmt: skip
        parts.append(each.reset_index().assign(mart=mart))
    return pd.concat(parts, ignore_index=True)


def intervals(warehouse: duckdb.DuckDBPyConnection, city: TrueCity) -> pd.DataFrame:
    """How often the published interval holds the true value, per indicator and breakdown."""
    both = (
        warehouse.execute("select * from marts.mart_targeting")
        .df()
        .merge(targeting(city), on=KEYS, suffixes=("", "_true"))
    )
    parts = []
    for name in _INTERVALS:
        end = "ratio" if name == "lift" else "rate"
        low, high, true = both[f"{name}_ci_lower_{end}"], both[f"{name}_ci_upper_{end}"], both[f"{name}_{end}_true"]
        known = low.notna() & true.notna()
        holds = (true >= low - 1e-9) & (true <= high + 1e-9)
        part = pd.DataFrame({"breakdown": both["breakdown"], "holds": holds, "width": high - low})[known]
        grouped = part.groupby("breakdown").agg(
            intervals=("holds", "size"), hold=("holds", "sum"), width=("width", "median")
        )
        parts.append(grouped.reset_index().assign(indicator=name))
    return pd.concat(parts, ignore_index=True)


def headlines(warehouse: duckdb.DuckDBPyConnection, city: TrueCity) -> pd.DataFrame:
    """The figures of the city that the meeting reads, per programme and semester."""
    found = beside_truth(warehouse, city, "mart_targeting")
    found = found[found["key"].str.endswith(" city all") & found["column"].isin(_HEADLINES)]
    found = found.dropna(subset=["ours", "truth"], how="all")
    return found.assign(key=found["key"].str.removesuffix(" city all"))


def _table(title: str, frame: pd.DataFrame) -> Table:
    table = Table(*frame.columns, title=title)
    for row in frame.itertuples(index=False):
        table.add_row(*(f"{value:,.4g}" if isinstance(value, float) else str(value) for value in row))
    return table


def main() -> None:
    """Prints the tables; `--csv` writes every figure with its truth as well."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path)
    options.add_argument("--csv", type=Path)
    options.add_argument("--true-links", action="store_true")
    chosen = options.parse_args()
    city, console = TrueCity(chosen.home), Console(width=150)
    with tempfile.TemporaryDirectory() as scratch:
        path = build_open(chosen.home, Path(scratch), true_links=chosen.true_links)
        with duckdb.connect(str(path), read_only=True) as warehouse:
            if chosen.true_links:
                told = equal_to_truth(warehouse, city)
                console.print(_table("With the true links", told))
                console.print(f"{told['equal'].sum():,} of {told['figures'].sum():,} figures equal the truth")
                return
            console.print(_table("Figures of the city", headlines(warehouse, city)))
            told = by_indicator(warehouse, city)
            console.print(_table("Errors: share of the true count, or points of a rate", told))
            console.print(_table("Intervals that hold the truth", intervals(warehouse, city)))
            if chosen.csv:
                every = [beside_truth(warehouse, city, mart).assign(mart=mart) for mart in MARTS]
                pd.concat(every, ignore_index=True).to_csv(chosen.csv, index=False)


if __name__ == "__main__":
    main()
