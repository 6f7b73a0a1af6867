"""What the owner of the source should mend, from the book of truth: whom, and the number where one was mended."""

from __future__ import annotations

import pandas as pd

from tests.support import true_moves
from tests.support.true_changes import registry
from tests.support.true_city import OF_PERSONS, TrueCity
from tests.support.true_lists import with_faults

_COLUMNS = ["semester", "kind", "unit", "nik"]
_FAR = 2  # deciles


def proposals(city: TrueCity) -> pd.DataFrame:
    """One row for each proposal of each semester."""
    parts = [
        part.assign(semester=semester, kind=kind)
        for semester in city.semesters
        for kind, part in (
            *_ended(city, semester), ("number", _numbers(city, semester)), ("missed", _missed(city, semester)),
            ("doubt", _doubted(city, semester)),
        )
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True).reindex(columns=_COLUMNS).sort_values(_COLUMNS, ignore_index=True)


def _listed(city: TrueCity, semester: str) -> set[str]:
    return set(city.listed.loc[city.listed["semester"] == semester, "person"])


def _ended(city: TrueCity, semester: str) -> list[tuple[str, pd.DataFrame]]:
    told, listed = registry(city, semester), _listed(city, semester)
    return [
        (status, pd.DataFrame({"unit": [one for one in told.index[told == status] if one in listed]}))
        for status in ("deceased", "moved")
    ]


def _numbers(city: TrueCity, semester: str) -> pd.DataFrame:
    """Listed without a number, while lists of receivers have the person's own."""
    source = with_faults(city, city.source.rows_of(semester))
    without = set(source.loc[~source["has_nik"], "true_person_id"])
    rows = with_faults(city, city.list_rows[city.list_rows["semester"] == semester])
    known = without & set(rows.loc[rows["has_nik"], "person"])
    now = city.persons[city.persons["semester"] == semester].set_index("true_person_id")["nik"]
    return pd.DataFrame({"unit": sorted(known), "nik": [now[one] for one in sorted(known)]})


def _missed(city: TrueCity, semester: str) -> pd.DataFrame:
    """Families that receive and of whom the source has nobody."""
    lost = city.outcomes[(city.outcomes["semester"] == semester) & (city.outcomes["outcome"] == "not_found")]
    now = city.persons[city.persons["semester"] == semester].set_index("true_person_id")["true_family_id"]
    of_persons = lost["programme_code"].isin(OF_PERSONS)
    families = set(lost.loc[~of_persons, "unit"]) | set(lost.loc[of_persons, "unit"].map(now))
    listed = set(city.listed_families.loc[city.listed_families["semester"] == semester, "family"])
    return pd.DataFrame({"unit": sorted(families - listed)})


def _doubted(city: TrueCity, semester: str) -> pd.DataFrame:
    """Families that receive and moved far without a cause."""
    moves = true_moves.families(city) if len(city.semesters) > 1 else pd.DataFrame(columns=["semester"])
    moves = moves[moves["semester"] == semester]
    if moves.empty:
        return pd.DataFrame({"unit": []})
    far = (moves["decile_now"] - moves["decile_before"]).abs() >= _FAR
    receiving = city.family_programmes.loc[city.family_programmes["semester"] == semester, "family"]
    found = moves[far & (moves["cause_code"] == "not_found") & moves["family"].isin(receiving)]
    return pd.DataFrame({"unit": sorted(found["family"])})
