"""Asks about families and households: members, heads, sizes as stated, one rank.

A household is one kitchen, a family one card; a source that has only one of them is asked about that one.
"""

from __future__ import annotations

from collections.abc import Mapping

from expectations.asking import Ask, Question, of_groups
from expectations.judged_list import JudgedList

HOUSEHOLD = "coalesce(household_id, source_family_id, family_card_no)"
FAMILY = "coalesce(source_family_id, household_id, family_card_no) || '/' || coalesce(family_no_in_household, 0)"
# without a number of the family in the household, only the household's own head can be told
_ROLE = (
    "case when family_no_in_household is null then coalesce(relation_head, relation_family_head)"
    " else coalesce(relation_family_head, relation_head) end"
)
RANK = "coalesce(welfare_percentile, welfare_decile)"
_YOUNGEST_HEAD = 12  # orphans do head families, but not one family in five
_MOST_MEMBERS = 30  # the largest household met in public files of 2015 has 24


def _of_source(field: str, rows: str, key: str, fails: str) -> Ask:
    """A question about the groups of an agreed source; other lists have no households."""

    def ask(judged: JudgedList) -> Question | None:
        return of_groups(field, f"{key} is not null and {rows}", key, fails) if judged.has("household_id") else None

    return ask


def _differ(value: str) -> str:
    """The aggregate that tells a group of more than one value.

    Least and most need no set of all values.
    """
    return f"min({value}) <> max({value})"


def _heads(judged: JudgedList) -> Question | None:
    """One head in each family of an agreed source.

    Another list may hold a part of a family: there, two heads are one too many.
    """
    if judged.has("household_id"):
        role = f"count(*) filter (where {_ROLE} = 'head') <> 1"
        return of_groups("relation_head", f"{FAMILY} is not null and {_ROLE} is not null", FAMILY, role)
    if not judged.has("relation_head", "family_card_no"):
        return None
    rows = "family_card_no is not null and relation_head is not null"
    return of_groups("relation_head", rows, "family_card_no", "count(*) filter (where relation_head = 'head') > 1")


FAMILIES: Mapping[str, Ask] = {
    "KEL-101": _of_source(
        "household_size", "household_size is not null", HOUSEHOLD, "count(*) <> max(household_size)"
    ),
    "KEL-102": _of_source(
        "family_count_in_household", "family_count_in_household is not null and family_no_in_household is not null",
        HOUSEHOLD, "count(distinct family_no_in_household) <> max(family_count_in_household)",
    ),
    "KEL-103": _heads,
    "KEL-104": _of_source("nik", f"nik is not null and {FAMILY} is not null", "nik", _differ(FAMILY)),
    "KEL-105": _of_source("household_id", "true", HOUSEHOLD, f"count(*) > {_MOST_MEMBERS}"),
    "KEL-106": _of_source(
        "age_years", f"age_years is not null and {_ROLE} = 'head'", FAMILY, f"min(age_years) < {_YOUNGEST_HEAD}"
    ),
    "KEL-107": _of_source(
        "village_code", "village_code is not null", HOUSEHOLD, _differ("village_code")
    ),
    "RNK-103": _of_source(
        "welfare_percentile", f"{RANK} is not null", HOUSEHOLD, _differ(RANK)
    ),
}  # fmt: skip
