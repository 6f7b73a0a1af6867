"""A synthetic city with known truth.

The offices' spreadsheets as they come, and what is truly behind every row.

For the demo, the tests, benchmarks and training. It promises: the same seed gives the same bytes; every fault in a file
is in `truth/faults.parquet`; nobody in it exists (every NIK and family card number starts with 77, a province that
does not exist).

`truth/`: `persons` (everybody, at the end of each semester), `rows` (what every row of every file is, and whom it
means), `faults` (cell, kind, expected code, what would have been right), `files`, and the right answers: `receipts`,
`answers_targeting`, `answers_overlap`, `answers_allocations`. A unit is found in the reference when one of its people,
the dead and gone included, is listed there; a family's rank is the lowest of theirs.

With `simulate(strange=SEED)` the same city comes in other clothes: layouts, headings, file types, words, names and
rates are drawn anew per seed (`simulation.strange`). Then `truth/` also has `cells` (what is written, true and readable
in every cell of a list), `columns` (heading, field and role of every column) and `strange.json` (the whole draw).

`simulate_land` makes several regencies between which people move, each a home of its own; `truth/moves` says who.

It knows nothing of how files are read: reading code must not find its answers here.
"""

from __future__ import annotations

from simulation.bad_files import BadFile, bad_inbox
from simulation.land import LandReport, simulate_land
from simulation.run import SimulationReport, WrittenFile, simulate

__all__ = [
    "BadFile", "LandReport", "SimulationReport", "WrittenFile", "bad_inbox", "simulate", "simulate_land",
]  # fmt: skip
