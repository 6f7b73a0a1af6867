"""`python -m tests.bench.charts HOME`: match weights and cluster sizes of a city that was run, as pictures.

The charts are made here and drawn in the peers' environment.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from math import log2
from pathlib import Path
from typing import Any

import altair as alt
import duckdb
import pandas as pd

from linkage import clusters
from linkage.decisions import decided
from linkage.evidence import records
from linkage.evidence.records import semesters_in
from linkage.identity import ledger
from linkage.model import candidates, profiles, scored
from linkage.model.weights import load
from linkage.rungs import ladder
from tests.bench import peer_env
from tests.bench.link_home import KEY
from tests.bench.measure import ROOT

INK, LINKED, REVIEW, NOT = "#1F2A37", "#1F7A6D", "#D98A1F", "#9AA7B2"
_WIDTH = 560
_MOST_ROWS, _MOST_PERSONS = 20, 12

# Every pair that the model compared, with what became of it.
_WEIGHTS = """
SELECT least(greatest(floor(match_weight / 2) * 2, -40), 28) AS weight, verdict, count(*) AS pairs
FROM (
    SELECT scored.match_weight, coalesce(verdicts.verdict, 'not linked') AS verdict
    FROM scored LEFT JOIN verdicts USING (node_a, node_b)
)
GROUP BY ALL ORDER BY ALL
"""
_SIZES = """
WITH persons AS (
    SELECT person_id, count(*) AS row_count, max_by(family_id, semester) AS family_id
    FROM read_parquet('{links}') GROUP BY person_id
),
families AS (SELECT family_id, count(*) AS person_count FROM persons GROUP BY family_id)
SELECT 'rows' AS what, least(row_count, {rows}) AS size, count(*) AS clusters FROM persons GROUP BY ALL
UNION ALL
SELECT 'persons', least(person_count, {persons}), count(*) FROM families GROUP BY ALL ORDER BY ALL
"""


def weights_of(home: Path) -> pd.DataFrame:
    """Columns weight (lower edge of a bar of 2 bits), verdict, pairs: all pairs that rung 3 compared."""
    with duckdb.connect() as connection:
        for state in ("previous", "earlier"):
            ledger.open_state(connection, state, None)
        records.load(connection, home / "accepted", semesters_in(home / "accepted")[-1], KEY)
        decided.open_decisions(connection, home / "linkage")
        ladder.climb(connection)
        # the rung keeps what it links or leaves to people; once more for the rest
        connection.execute("DELETE FROM edges WHERE rung = 3")
        clusters.label(connection)
        profiles.open_rows(connection)
        candidates.find(connection)
        scored.score(connection, "candidates")
        return connection.execute(_WEIGHTS).df()


def sizes_of(home: Path) -> pd.DataFrame:
    """Columns what (`rows` of a person, `persons` of a family), size, clusters; the last size is "or more"."""
    links = home / "linkage" / "person_links.parquet"
    with duckdb.connect() as connection:
        return connection.execute(_SIZES.format(links=links, rows=_MOST_ROWS, persons=_MOST_PERSONS)).df()


def weights_chart(found: pd.DataFrame) -> Any:
    """One panel for each verdict, each with a scale of its own, and the two limits of the model."""
    limits = load()
    shares = (limits.review_from, limits.link_from)
    words = [f" asked from {shares[0]:.0%}", f" linked from {shares[1]:.0%}"]
    marks = pd.DataFrame({"bits": [log2(share / (1 - share)) for share in shares], "words": words})
    order = {"linked": LINKED, "review": REVIEW, "not linked": NOT}
    panels = []
    for verdict, colour in order.items():
        is_last = verdict == "not linked"
        mine = found[found["verdict"] == verdict].assign(upper=lambda rows: rows["weight"] + 2)
        bars = (
            alt.Chart(mine)
            .mark_bar(color=colour, binSpacing=1)
            .encode(
                x=alt.X("weight:Q", bin="binned", scale=alt.Scale(domain=[-40, 30]),
                        title="match weight in bits, 2 per bar" if is_last else None,
                        axis=alt.Axis(labels=is_last)),
                x2="upper:Q",
                y=alt.Y("pairs:Q", title="pairs", axis=alt.Axis(tickCount=3, format=",d")),
            )
        )  # fmt: skip
        rule = alt.Chart(marks).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="bits:Q")
        title = f"{verdict}: {int(mine['pairs'].sum()):,} pairs"
        layers = [bars, rule]
        if verdict == "linked":
            told = alt.Chart(marks).mark_text(color=INK, fontSize=11)
            layers += [
                told.mark_text(align="right", dx=-4).encode(x="bits:Q", y=alt.value(8), text="words").transform_filter(
                    f"datum.bits < {marks['bits'].max()}"),
                told.mark_text(align="left", dx=60).encode(x="bits:Q", y=alt.value(8), text="words").transform_filter(
                    f"datum.bits == {marks['bits'].max()}"),
            ]  # fmt: skip
        panels.append(alt.layer(*layers).properties(width=_WIDTH, height=90, title=title))
    return _dressed(alt.vconcat(*panels, spacing=12))


def sizes_chart(found: pd.DataFrame) -> Any:
    """Persons by their rows beside families by their persons."""
    panels = []
    for what, last, words, colour in (
        ("rows", _MOST_ROWS, "persons, by rows in both semesters", LINKED),
        ("persons", _MOST_PERSONS, "families, by persons", REVIEW),
    ):
        mine = found[found["what"] == what]
        labels = mine.assign(label=[f"{size}+" if size == last else str(size) for size in mine["size"]])
        panels.append(
            alt.Chart(labels)
            .mark_bar(color=colour)
            .encode(
                x=alt.X("label:N", sort=None, title=None, axis=alt.Axis(labelAngle=0)),
                y=alt.Y("clusters:Q", title=None, axis=alt.Axis(tickCount=4, format=",d")),
            )
            .properties(width=_WIDTH // 2 + (40 if what == "rows" else -40), height=180,
                        title=f"{int(mine['clusters'].sum()):,} {words}")
        )  # fmt: skip
    return _dressed(alt.hconcat(*panels, spacing=60, bounds="flush").resolve_scale(y="independent"))


def _dressed(chart: Any) -> Any:
    return (
        chart.configure(background="white", padding=10, font="DejaVu Sans")
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=INK, gridColor="#E6EBEF", labelFontSize=11, titleFontSize=11)
        .configure_title(color=INK, fontSize=13, anchor="start")
    )


def main() -> None:
    """Writes `linkage-weights.png` and `linkage-sizes.png`."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("home", type=Path, help="a home that was run")
    options.add_argument("--out", type=Path, default=ROOT / "docs/pictures")
    options.add_argument("--scratch", type=Path, default=ROOT / "data/bench-charts")
    options.add_argument("--python", help="a Python that has vl-convert (else the peers' environment)")
    chosen = options.parse_args()
    chosen.scratch.mkdir(parents=True, exist_ok=True)
    charts = {
        "linkage-weights": weights_chart(weights_of(chosen.home)),
        "linkage-sizes": sizes_chart(sizes_of(chosen.home)),
    }
    for name, chart in charts.items():
        specification, target = chosen.scratch / f"{name}.json", chosen.out / f"{name}.png"
        specification.write_text(chart.to_json(), encoding="utf-8")
        command = [chosen.python or str(peer_env.python()), "-m", "tests.bench.peers.pictures"]
        subprocess.run([*command, str(specification), str(target)], cwd=ROOT, check=True, stdout=sys.stderr)


if __name__ == "__main__":
    main()
