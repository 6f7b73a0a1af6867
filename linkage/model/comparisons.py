"""Defines the comparisons of two records, level by level.

One definition for Splink and for our own SQL.

Columns of a record (see `profiles.py`): `name`, `mother`, `head` (structs of `names.py`), `name_share` (share of all
rows that bear the name), `number` (NIK as text), `dates` (birth dates known, DDMMYY; heaps are none), `birth_year`,
`sex`, `cards`, `houses`, `neighbourhoods`, `villages` (lists). Conditions name them as Splink does, `_l` and `_r`.

Facts that say the same thing are one comparison. The NIK contains the date of birth, so number and date are one:
compared apart, a number with a slipped digit and the equal date would count twice (domain notes 2.1). Card, house,
neighbourhood and kelurahan are one: who shares the card shares the rest. What one side does not know is no evidence.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One way in which two records agree; `condition` is SQL on `_l` and `_r` columns."""

    name: str
    condition: str


@dataclass(frozen=True)
class Comparison:
    """One fact that is compared, level by level.

    `missing` is true where a side does not know it; a pair that no level fits is at level `other`.
    """

    field: str
    missing: str
    levels: tuple[Level, ...]

    @property
    def level_names(self) -> tuple[str, ...]:
        """Names of the levels, strongest first, `other` last."""
        return (*(level.name for level in self.levels), "other")

    def case(self, values: dict[str, float], missing: float = 0.0) -> str:
        """The SQL of the number that `values` gives for the level of a pair."""
        whens = " ".join(f"WHEN {level.condition} THEN {values[level.name]!r}" for level in self.levels)
        return f"(CASE WHEN {self.missing} THEN {missing!r} {whens} ELSE {values['other']!r} END)::DOUBLE"


def _is_unknown(column: str) -> str:
    return f"({column}_l IS NULL OR {column}_r IS NULL)"


def _is_empty(column: str) -> str:
    return f"(len({column}_l) = 0 OR len({column}_r) = 0)"


def _shares(column: str) -> str:
    return f"list_has_any({column}_l, {column}_r)"


_SLIPPED = "damerau_levenshtein(number_l, number_r)"
_EITHER_DATELESS = _is_empty("dates")
_SAME_DATE = _shares("dates")
_YEARS_APART = "abs(birth_year_l - birth_year_r)"
# Day, month or year mistyped: one digit another or two exchanged; or the day read as the month, as spreadsheets do.
_NEAR_DATE = (
    "(damerau_levenshtein(dates_l[1], dates_r[1]) = 1 OR dates_l[1] ="
    " substr(dates_r[1], 3, 2) || left(dates_r[1], 2) || right(dates_r[1], 2))"
)

IDENTITY = Comparison(
    "identity",
    f"{_is_unknown('number')} AND {_is_unknown('birth_year')}",
    (
        Level("same_number_and_date", f"number_l = number_r AND {_SAME_DATE}"),
        Level("same_number", "number_l = number_r"),
        # Where a side knows no date, the one inside its number speaks.
        Level(
            "slip_same_date",
            f"{_SLIPPED} = 1 AND ({_SAME_DATE}"
            f" OR ({_EITHER_DATELESS} AND substr(number_l, 7, 6) = substr(number_r, 7, 6)))",
        ),
        # Numbers come in series: one digit off with quite another date of birth is the next in the row.
        Level("slip", f"{_SLIPPED} = 1 AND ({_EITHER_DATELESS} OR {_NEAR_DATE})"),
        Level("two_slips_same_date", f"{_SLIPPED} = 2 AND {_SAME_DATE}"),
        Level("same_date", _SAME_DATE),
        Level("near_date", f"NOT {_EITHER_DATELESS} AND {_NEAR_DATE}"),
        # Ages are whole years at the day of the survey, so a year apart is no difference.
        Level("same_year", f"{_EITHER_DATELESS} AND {_YEARS_APART} <= 1"),
        Level("near_year", f"{_EITHER_DATELESS} AND {_YEARS_APART} <= 3"),
    ),
)

_LEVEL = "name_level(name_l, name_r)"
_SAME = "names_same(name_l, name_r)"
_SHARE = "greatest(name_share_l, name_share_r)"

NAME = Comparison(
    "name",
    _is_unknown("name"),
    (
        # A name that one in fifty thousand bears says more than one that a street of people bear.
        Level("same_rare", f"{_SAME} AND {_SHARE} < 0.00005"),
        Level("same_usual", f"{_SAME} AND {_SHARE} < 0.0005"),
        Level("same_common", _SAME),
        Level("near", f"{_LEVEL} = 2"),
        Level("weak", f"{_LEVEL} = 1"),
        Level("one_word", "one_word_same(name_l, name_r)"),
    ),
)

SEX = Comparison("sex", _is_unknown("sex"), (Level("same", "sex_l = sex_r"),))

HOME = Comparison(
    "home",
    f"{_is_empty('cards')} AND {_is_empty('villages')}",
    (
        Level("same_card", _shares("cards")),
        Level("same_house", _shares("houses")),
        Level("same_neighbourhood", _shares("neighbourhoods")),
        # Where more is known and differs, the kelurahan alone speaks against; where nothing more is known, for.
        Level(
            "only_village",
            " AND ".join([_shares("villages"), *map(_is_empty, ("cards", "neighbourhoods", "houses"))]),
        ),
        Level("same_village", _shares("villages")),
    ),
)


def _relative(field: str) -> Comparison:
    """The name of a relative, which is written as carelessly as the person's own."""
    level = f"name_level({field}_l, {field}_r)"
    return Comparison(
        field,
        _is_unknown(field),
        (
            Level("same", f"names_same({field}_l, {field}_r)"),
            Level("near", f"{level} = 2"),
            Level("weak", f"{level} = 1"),
        ),
    )


MOTHER, HEAD = _relative("mother"), _relative("head")

COMPARISONS = (IDENTITY, NAME, SEX, HOME, MOTHER, HEAD)
COLUMNS = (
    "name", "name_share", "number", "dates", "birth_year", "sex", "cards", "houses", "neighbourhoods", "villages",
    "mother", "head",
)  # fmt: skip
