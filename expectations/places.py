"""Asks about an agreed source against its city: kelurahan, people, last snapshot.

The files of a source that comes in several are asked together: each kecamatan alone lacks all the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from expectations.asking import Ask, Question, of_counts, of_figure
from expectations.families import HOUSEHOLD
from expectations.judged_list import JudgedList

# Below twenty households for each kelurahan on average, an empty one says nothing.
_THIN = 20
_FEWEST_BEFORE = 20
_FEWEST_HOMES = 10
_HOMES = (
    f"select village_code, count(distinct {HOUSEHOLD}) as homes from {{}} where village_code is not null group by 1"
)


def _of_source(figure: str, is_asked: str, fails: str) -> Ask:
    """A question about an agreed source, which holds all kelurahan of its city."""
    return lambda judged: of_figure(figure, is_asked, fails) if judged.has("household_id", "village_code") else None


def _empty_villages() -> Ask:
    """The share of the city's kelurahan without a household.

    With many households for each kelurahan none may be empty, with some a few; with fewer than that a part of a city
    cannot be told from a small list.
    """
    city = "select left(village_code, 5) from $list where village_code is not null group by 1 order by count(*) desc, 1"
    villages = (
        "select code from known_codes where vocabulary = 'regions' and len(code) > 8"
        f" and left(code, 5) = ({city} limit 1)"
    )
    figure = (
        "select avg(case when homes is null then 100.0 else 0 end) as seen, count(*) as villages,"
        f" coalesce(sum(homes), 0) / count(*) as each from ({villages}) as known"
        f" left join ({_HOMES.format('$list')}) as listed on listed.village_code = known.code"
    )
    return _of_source(
        figure,
        f"villages > 1 and each >= {_THIN}",
        "seen > case when each >= 100 then 0 else 15 end",
    )


def _one_village() -> Ask:
    figure = (
        "select max(homes) * 100.0 / sum(homes) as seen, sum(homes) as homes,"
        " (select count(*) from known_codes where vocabulary = 'regions' and len(code) > 8) as villages"
        f" from ({_HOMES.format('$list')})"
    )
    return _of_source(figure, f"villages >= 5 and coalesce(homes, 0) >= {_FEWEST_BEFORE}", "seen > 80")


def _villages_moved() -> Ask:
    """The share of kelurahan that lost or gained more than half of their households.

    One that lost all of them is enough.
    """
    figure = (
        "select avg(case when abs(coalesce(now.homes, 0) - old.homes) > 0.5 * old.homes then 100.0 else 0 end) as seen,"
        " count(*) as villages, count(*) filter (where now.homes is null) as emptied"
        f" from ({_HOMES.format('$before')}) as old left join ({_HOMES.format('$list')}) as now"
        f" on now.village_code = old.village_code where old.homes >= {_FEWEST_HOMES}"
    )
    return _of_source(figure, "villages > 0", "seen > 10 or emptied > 0")


def _against_before(judged: JudgedList) -> Question | None:
    """Rows of an agreed source against the last accepted snapshot."""
    if not judged.has("snapshot_id", "household_id"):
        return None
    figure = (
        "select 100.0 * now.times / nullif(old.times, 0) as seen, old.times as before"
        " from (select count(*) as times from $list) as now, (select count(*) as times from $before) as old"
    )
    return of_figure(figure, f"before >= {_FEWEST_BEFORE}", "seen not between 70 and 140")


def _of_residents(condition: str) -> Ask:
    """Rows of an agreed source against the official number of residents."""
    asked = of_counts(condition, "residents is not null")
    return lambda judged: asked(judged) if judged.has("household_id") else None


PLACES: Mapping[str, Ask] = {
    "WIL-103": _empty_villages(),
    "WIL-104": _one_village(),
    "WIL-105": _villages_moved(),
    # a registered population changes by some per cent in a few years; a fifth more is another city or a doubled file
    "VOL-101": _of_residents("rows_list > 1.2 * residents"),
    "VOL-102": _of_residents("rows_list < 0.1 * residents"),
    "VOL-103": _against_before,
    "VOL-104": of_counts("rows_accepted < 0.1 * rows_before", "rows_before >= 50"),
}
