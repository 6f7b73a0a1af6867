"""A synthetic city with known truth: the offices' spreadsheets as they come, and what is truly behind every row.

For the demo, the tests, benchmarks and training. It promises: the same seed gives the same bytes; every fault in a file
is in `truth/faults.parquet`; nobody in it exists (every NIK and family card number starts with 77, a province that
does not exist).
It knows nothing of how files are read: reading code must not find its answers here.
"""

from __future__ import annotations

from simulation.bad_files import BadFile, bad_inbox
from simulation.run import SimulationReport, WrittenFile, simulate

__all__ = ["BadFile", "SimulationReport", "WrittenFile", "bad_inbox", "simulate"]
