"""Asks about the ranks of an agreed source: their spread, sense, and moves."""

from __future__ import annotations

from collections.abc import Mapping

from expectations.asking import Ask, Question, of_figure
from expectations.families import HOUSEHOLD, RANK
from expectations.judged_list import JudgedList

# Half of all people on one percentile is a filled-down column; a decile may hold most of a poor town.
_MOST_ON_ONE = {"welfare_percentile": 0.5, "welfare_decile": 0.9}
_FEWEST_PEOPLE = 30
_FEWEST_HOUSEHOLDS = 20
# Ranks are computed from the dwelling (proxy means test), so the two must go together. The bound is ours, not a
# source's: simulated sources show 0.4 to 0.7, and two standard errors below 0.3 lies under that at any size and above
# what ranks of other households give by chance.
_LEAST_AGREEMENT = "0.3 - 2 / sqrt(households)"
# Codes that say nothing of good or bad, or not in every source: other; several of one kind together (DTSEN).
_WITHOUT_ORDER = {"floor_type": (10,), "roof_type": (9, 10)}
# Codes of the surveys rise from the best to the worst material; area rises with welfare.
_DWELLING = {
    "floor_area_m2": 1, "floor_type": -1, "wall_type": -1, "wall_condition": -1, "roof_type": -1, "roof_condition": -1,
}  # fmt: skip
_DECILE = "coalesce(welfare_decile, cast(ceil(welfare_percentile / 10.0) as integer))"
_STRONG_MOVE = 4  # deciles: from here on a move is called strong (classes of BPS, reference_sources 7)


def _spread(column: str) -> Ask:
    def ask(judged: JudgedList) -> Question | None:
        if not judged.has(column):
            return None
        groups = f"select count(*) as times from $rows where {column} is not null group by {column}"
        figure = f"select max(times) * 100.0 / sum(times) as seen, sum(times) as people from ({groups})"
        return of_figure(figure, f"coalesce(people, 0) >= {_FEWEST_PEOPLE}", f"seen > {100 * _MOST_ON_ONE[column]:.0f}")

    return ask


def _ordered(name: str) -> str:
    number = f"try_cast({name} as double)"
    odd = ", ".join(map(str, _WITHOUT_ORDER.get(name, ())))
    return f"case when {number} not in ({odd}) then {number} end" if odd else number


def _with_dwelling(judged: JudgedList) -> Question | None:
    """The correlation over households of rank and dwelling, each column in standard units."""
    if not judged.has("household_id", *_DWELLING):
        return None
    columns = ", ".join(f"max({_ordered(name)}) as {name}" for name in _DWELLING)
    standard = " + ".join(
        f"coalesce({sign} * ({name} - avg({name}) over ()) / nullif(stddev_samp({name}) over (), 0), 0)"
        for name, sign in _DWELLING.items()
    )
    known = f"coalesce({', '.join(_DWELLING)}) is not null"
    homes = f"select max({RANK}) as welfare, {columns} from $rows where {HOUSEHOLD} is not null group by {HOUSEHOLD}"
    scored = f"select welfare, {standard} as dwelling from ({homes}) where welfare is not null and {known}"
    figure = f"select corr(welfare, dwelling) as seen, count(*) as households from ({scored})"
    asked = f"households >= {_FEWEST_HOUSEHOLDS} and seen is not null and not isnan(seen)"
    return of_figure(figure, asked, f"seen < {_LEAST_AGREEMENT}")


def _shares_moved(judged: JudgedList) -> Question | None:
    """The share of people in another decile than the last snapshot would have them."""
    if not judged.has("welfare_decile"):
        return None
    shares = "select {0} as decile, count(*) * 1.0 / sum(count(*)) over () as share, sum(count(*)) over () as people"
    shares += " from {1} where {0} is not null group by {0}"
    now, before = shares.format(_DECILE, "$list"), shares.format(_DECILE, "$before")
    figure = (
        "select 50.0 * sum(abs(coalesce(now.share, 0) - coalesce(old.share, 0))) as seen,"
        " case when max(old.people) > 0 then least(max(now.people), max(old.people)) end as people"
        f" from ({now}) as now full outer join ({before}) as old on now.decile = old.decile"
    )
    return of_figure(figure, f"coalesce(people, 0) >= {_FEWEST_PEOPLE}", "seen > 25 + 100 / sqrt(people)")


def _families_moved(judged: JudgedList) -> Question | None:
    """The share of families found in both snapshots whose decile moved strongly."""
    if not judged.has("welfare_decile", "household_id"):
        return None
    homes = f"select {HOUSEHOLD} as home, max({_DECILE}) as decile from {{}} where {HOUSEHOLD} is not null group by 1"
    figure = (
        f"select avg(case when abs(now.decile - old.decile) >= {_STRONG_MOVE} then 100.0 else 0 end) as seen,"
        f" count(*) as families from ({homes.format('$list')}) as now"
        f" join ({homes.format('$before')}) as old on now.home = old.home"
    )
    return of_figure(figure, f"families >= {_FEWEST_HOUSEHOLDS}", "seen > 25")


RANKS: Mapping[str, Ask] = {
    "RNK-104": _spread("welfare_percentile"),
    "RNK-105": _spread("welfare_decile"),
    "RNK-106": _with_dwelling,
    "RNK-107": _shares_moved,
    "RNK-108": _families_moved,
}
