"""Who of the agreed source is dead or moved away by the registry, from the book of truth."""

from __future__ import annotations

import pandas as pd

from tests.support.true_changes import registry
from tests.support.true_city import TrueCity


def listed_gone(city: TrueCity) -> pd.DataFrame:
    """The listed persons of each semester with `gone`."""
    parts = []
    for semester in city.semesters:
        told = registry(city, semester)
        gone = told.index[told.isin(["deceased", "moved"])]
        listed = city.listed[city.listed["semester"] == semester]
        parts.append(listed.assign(gone=listed["person"].isin(gone)))
    return pd.concat(parts, ignore_index=True)


def gone_units(city: TrueCity, kind: str) -> pd.Series:
    """(semester, unit) -> is every listed member of it gone? `kind`: person, family or household."""
    return listed_gone(city).groupby(["semester", kind])["gone"].all()


def with_gone(city: TrueCity, rows: pd.DataFrame, unit: str, *kinds: str) -> pd.DataFrame:
    """The rows with `gone` of the unit that their column `unit` names."""
    units = pd.concat([gone_units(city, kind) for kind in kinds])
    return rows.assign(gone=pd.MultiIndex.from_frame(rows[["semester", unit]]).isin(units.index[units]))
