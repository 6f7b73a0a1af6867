"""Defines what is compared of two rows of any table, level by level.

Columns of a row (see `rows.py`), `_l` and `_r`. Given and family name are apart where both tables have them so; a name
in the other's field is a level of both. What tells of one home (street, place, postcode) is one fact, for who shares
the street shares the rest. Number and date are two: outside Indonesia a number does not tell the birthday.

`usual` is the share of true pairs at each level (the last for `other`) that is supposed before the tables are seen. It
is no more than `PRIOR_PAIRS` pairs' worth: what the tables show goes over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from linkage.model.comparisons import Comparison, Level

PRIOR_PAIRS = 20.0
"""So many true pairs the suppositions of `usual` are worth beside what the tables show."""


@dataclass(frozen=True)
class Fact:
    """A comparison with what is supposed of true pairs.

    `share`: the column that says how many bear a value.

    `asked_once`: what several levels ask, by the name under which they do; distances of long texts cost most.
    """

    comparison: Comparison
    usual: tuple[float, ...]
    share: str | None = None
    asked_once: Mapping[str, str] = field(default_factory=dict)

    @property
    def levels(self) -> str:
        """The SQL of a pair's level, the strongest 0; -1 = unknown."""
        numbers = {name: float(place) for place, name in enumerate(self.comparison.level_names)}
        return f"{self.comparison.case(numbers, missing=-1.0)}::TINYINT"


def _unknown(*columns: str) -> str:
    return " OR ".join(f"{column}_{side} IS NULL" for column in columns for side in "lr")


def _slips(column: str, most: int) -> str:
    """The SQL that asks for at most so many slips.

    What costs little is asked first: no text so unlike (Jaro) is so few slips away.
    """
    left, right = f"{column}_l", f"{column}_r"
    return (
        f"(CASE WHEN abs(length({left}) - length({right})) <= {most} AND jaro_similarity({left}, {right}) >= 0.7"
        f" THEN damerau_levenshtein({left}, {right}) <= {most} ELSE false END)"
    )


def _shorter(column: str) -> str:
    return f"least(length({column}_l), length({column}_r))"


def _word(column: str, other: str) -> Fact:
    """A given or family name, which may stand in the other's field."""
    return Fact(
        Comparison(
            column,
            _unknown(column),
            (
                Level("same", f"{column}_l = {column}_r"),
                Level("one_slip", f"{_shorter(column)} >= 3 AND {_slips(column, 1)}"),
                Level("two_slips", f"{_shorter(column)} >= 5 AND {_slips(column, 2)}"),
                # Cut short, or one of two names left out.
                Level(
                    "part",
                    f"starts_with({column}_l, {column}_r) OR starts_with({column}_r, {column}_l)"
                    f" OR (contains({column}_l || {column}_r, ' ')"
                    f" AND list_has_any(string_split({column}_l, ' '), string_split({column}_r, ' ')))",
                ),
                # One way only: what the other way tells, the other field tells.
                Level("swapped", f"{column}_l = {other}_r"),
                Level("weak", f"jaro_winkler_similarity({column}_l, {column}_r) >= 0.85"),
            ),
        ),
        (0.8, 0.07, 0.02, 0.03, 0.01, 0.02, 0.05),
        share=f"{column}_share",
    )


NAME = Fact(
    Comparison(
        "name",
        _unknown("name"),
        (
            Level("same", "names_same(name_l, name_r)"),
            Level("near", "name_level(name_l, name_r) = 2"),
            Level("weak", "name_level(name_l, name_r) = 1"),
            Level("one_word", "one_word_same(name_l, name_r)"),
        ),
    ),
    (0.75, 0.14, 0.05, 0.03, 0.03),
    share="name_share",
)
APART = (_word("given_name", "surname"), _word("surname", "given_name"))

_PARTS = [f"substr(date_{{side}}, {start}, {length})" for start, length in ((1, 4), (5, 2), (7, 2))]
_PARTS_SAME = " + ".join(f"({part.format(side='l')} = {part.format(side='r')})::INTEGER" for part in _PARTS)
DATE = Fact(
    Comparison(
        "date",
        _unknown("year"),
        (
            Level("same", "date_l = date_r"),
            Level("slip", _slips("date", 1)),
            Level("day_as_month", "date_l = left(date_r, 4) || substr(date_r, 7, 2) || substr(date_r, 5, 2)"),
            Level("two_parts", f"{_PARTS_SAME} = 2"),
            Level("two_digits", "hamming(date_l, date_r) <= 2"),
            Level("same_year", "year_l = year_r"),
        ),
    ),
    (0.85, 0.06, 0.01, 0.03, 0.01, 0.01, 0.03),
)
NUMBER = Fact(
    Comparison(
        "number",
        _unknown("number"),
        (
            Level("same", "number_l = number_r"),
            Level("slip", _slips("number", 1)),
            Level("two_slips", _slips("number", 2)),
        ),
    ),
    (0.85, 0.07, 0.02, 0.06),
)
SEX = Fact(Comparison("sex", _unknown("sex"), (Level("same", "sex_l = sex_r"),)), (0.98, 0.02))

_NEAR = {
    "near_place": f"(place_l = place_r OR ({_shorter('place')} >= 5 AND {_slips('place', 2)}))",
    "near_postcode": _slips("postcode", 1),
    "near_address": f"(address_l = address_r OR ({_shorter('address')} >= 6 AND {_slips('address', 2)}))",
    "near_street": f"({_shorter('address')} >= 8 AND {_slips('address', 3)})",
    "near_house_no": f"CASE WHEN {_unknown('house_no')} THEN true ELSE {_slips('house_no', 1)} END",
}
_THERE = "(near_place OR near_postcode)"
HOME = Fact(
    Comparison(
        "home",
        f"({_unknown('address')}) AND ({_unknown('place')}) AND ({_unknown('postcode')})",
        (
            Level(
                "same_house_and_place",
                f"address_l = address_r AND coalesce(house_no_l = house_no_r, true) AND {_THERE}",
            ),
            Level("near_house_and_place", f"near_address AND near_house_no AND {_THERE}"),
            Level("near_house", "near_address AND near_house_no"),
            Level("near_street_and_place", f"near_street AND {_THERE}"),
            Level("near_street", "near_street"),
            Level("place_and_postcode", "near_place AND postcode_l = postcode_r"),
            Level("postcode", "postcode_l = postcode_r"),
            Level("place", "near_place"),
        ),
    ),
    (0.55, 0.12, 0.03, 0.03, 0.02, 0.1, 0.03, 0.04, 0.08),
    asked_once=_NEAR,
)
EMAIL = Fact(
    Comparison(
        "email",
        _unknown("email"),
        (
            Level("same", "email_l = email_r"),
            # A slip, or the same box at another provider.
            Level("near", _slips("email", 2)),
            Level("same_box", "split_part(email_l, '@', 1) = split_part(email_r, '@', 1)"),
        ),
    ),
    (0.7, 0.08, 0.05, 0.17),
)
PHONE = Fact(
    Comparison(
        "phone",
        _unknown("phone"),
        (Level("same", "phone_l = phone_r"), Level("slip", _slips("phone", 1))),
    ),
    (0.7, 0.05, 0.25),
)
OTHERS = (DATE, NUMBER, SEX, HOME, EMAIL, PHONE)
