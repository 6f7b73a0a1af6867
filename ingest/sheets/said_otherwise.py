"""Fields that one list says in another way than the next."""

from __future__ import annotations

from collections.abc import Iterable

_SAID_OTHERWISE: dict[str, set[str]] = {
    "nik": {"nik_second"},
    "birth_date": {"birth_place_and_date", "birth_date_or_age"},
    "village_name": {"village_code_source", "area_name", "area_code_source"},
    "district_name": {"district_code_source", "area_name", "area_code_source"},
    "regency_name": {"regency_code_source", "area_name", "area_code_source"},
    "welfare_percentile": {"welfare_decile"},
    "programme_text": {"category", "indicator"},
}


def with_other_ways(fields: Iterable[str]) -> frozenset[str]:
    """`fields` and those by which others say the same."""
    named = set(fields)
    return frozenset(named.union(*(_SAID_OTHERWISE.get(field, ()) for field in named)))


def with_said_otherwise(fields: Iterable[str]) -> set[str]:
    """`fields` and those that others among them say in another way."""
    filled = set(fields)
    return filled | {field for field, others in _SAID_OTHERWISE.items() if filled & others}
