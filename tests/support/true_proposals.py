"""What the owner of the source should mend, from the book of truth: whom, and the number where one was mended."""

from __future__ import annotations

import pandas as pd

from tests.support import true_moves
from tests.support.true_changes import registry
from tests.support.true_city import OF_PERSONS, TrueCity
from tests.support.true_lists import with_faults

_FAR = 2  # deciles
Units = dict[str, str | None]


def proposals(city: TrueCity) -> list[tuple[str, str, str, str | None]]:
    """Semester, kind, person or family and mended number of each proposal, in order."""
    return sorted(
        (semester, kind, unit, number)
        for semester in city.semesters
        for kind, units in (
            *_ended(city, semester), ("number", _numbers(city, semester)), ("missed", _missed(city, semester)),
            ("doubt", _doubted(city, semester)),
        )
        for unit, number in units.items()
    )  # fmt: skip


def _listed(city: TrueCity, semester: str) -> set[str]:
    return set(city.listed.loc[city.listed["semester"] == semester, "person"])


def _ended(city: TrueCity, semester: str) -> list[tuple[str, Units]]:
    told, listed = registry(city, semester), _listed(city, semester)
    return [
        (status, dict.fromkeys(one for one in told.index[told == status] if one in listed))
        for status in ("deceased", "moved")
    ]


def _numbers(city: TrueCity, semester: str) -> Units:
    """Listed without a number, while lists of receivers have the person's own."""
    source = with_faults(city, city.source.rows_of(semester))
    without = set(source.loc[~source["has_nik"], "true_person_id"])
    rows = with_faults(city, city.list_rows[city.list_rows["semester"] == semester])
    known = without & set(rows.loc[rows["has_nik"], "person"])
    now = city.persons[city.persons["semester"] == semester].set_index("true_person_id")["nik"]
    return {one: now[one] for one in known}


def _missed(city: TrueCity, semester: str) -> Units:
    """Families that receive and of whom the source has nobody."""
    lost = city.outcomes[(city.outcomes["semester"] == semester) & (city.outcomes["outcome"] == "not_found")]
    now = city.persons[city.persons["semester"] == semester].set_index("true_person_id")["true_family_id"]
    of_persons = lost["programme_code"].isin(OF_PERSONS)
    families = set(lost.loc[~of_persons, "unit"]) | set(lost.loc[of_persons, "unit"].map(now))
    listed = set(city.listed_families.loc[city.listed_families["semester"] == semester, "family"])
    return dict.fromkeys(families - listed)


def _doubted(city: TrueCity, semester: str) -> Units:
    """Families that receive and moved far without a cause."""
    moves = true_moves.families(city) if len(city.semesters) > 1 else pd.DataFrame(columns=["semester"])
    moves = moves[moves["semester"] == semester]
    if moves.empty:
        return {}
    far = (moves["decile_now"] - moves["decile_before"]).abs() >= _FAR
    receiving = city.family_programmes.loc[city.family_programmes["semester"] == semester, "family"]
    found = moves[far & (moves["cause_code"] == "not_found") & moves["family"].isin(receiving)]
    return dict.fromkeys(found["family"])
