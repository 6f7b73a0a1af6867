"""Traces from a published figure to rows of sheets, and back.

Back means: from a row to the figures that count it.

What a number counts is declared, mart by mart, in `dbt_project/traces`; nothing here knows a mart by name. Reads the
warehouse, never writes it. Shows places (file, sheet, row), never what stands there.

Not here: the declarations themselves (`dbt_project/traces`), or the words on the screen (`orchestration.cli`).
"""

from delivery.tracing.back import Counted, figures_of
from delivery.tracing.cell import find_records
from delivery.tracing.declared import MartTrace, TraceError, Traces, declared_formulas, load_traces
from delivery.tracing.figure import Figure, resolve
from delivery.tracing.lineage import Column, column_lineage
from delivery.tracing.numbers import number
from delivery.tracing.proof import Proof, prove
from delivery.tracing.units import protected_marts
from delivery.tracing.walk import Place, Walked, walk

__all__ = [
    "Column", "Counted", "Figure", "MartTrace", "Place", "Proof", "TraceError", "Traces", "Walked", "column_lineage",
    "declared_formulas", "figures_of", "find_records", "load_traces", "number", "protected_marts", "prove", "resolve",
    "walk",
]  # fmt: skip
