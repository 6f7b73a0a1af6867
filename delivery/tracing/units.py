"""Says at publication which units the counts below the city count."""

from __future__ import annotations

from delivery.release.cell_keys import CountedUnits, ProtectedMart
from delivery.release.parts import Split
from delivery.tracing.declared import Below, MartTrace, Traces


def protected_marts(traces: Traces) -> dict[str, ProtectedMart]:
    """The marts with counts below the city, by name."""
    return {
        name: ProtectedMart(
            mart.below_city.rows,
            mart.below_city.partition,
            _counted(traces, mart),
            mart.below_city.shown,
            split_of(mart.below_city),
            mart.below_city.part,
            mart.below_city.bound,
            mart.below_city.apart,
        )
        for name, mart in traces.marts.items()
        if mart.below_city is not None
    }


def split_of(below: Below | None) -> Split | None:
    """The parts that are published apart from the total."""
    stacked = below.split if below else None
    return Split(stacked.column, stacked.code, stacked.parts, stacked.without) if stacked else None


def _counted(traces: Traces, mart: MartTrace) -> tuple[CountedUnits, ...]:
    below = mart.below_city
    asked = mart.columns.keys() - (below.city_totals if below else ()) | (below.apart.keys() if below else set())
    return tuple(
        CountedUnits(
            column, traces.sql(units.source), source.unit or units.unit, traces.sql(units.on), traces.sql(source.where)
        )
        for column, source in mart.counts()
        if column in asked and not source.sum
        for units in (mart.sets[source.set or ""],)
    )
