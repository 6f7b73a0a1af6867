"""Names the rules by which records meet.

Each has the reason why a true pair may be found by it alone.

Two records meet where they agree on every column of a rule; of a list column, on one element. What a column means is
said in `comparisons.py`; `date` is one of `dates`, `year` one of the birth years that an age leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BlockingRule:
    """One way for two records to meet."""

    name: str
    reason: str
    columns: tuple[str, ...]
    is_of_numbers: bool = False  # asked also of records that have a NIK: it may be a slip of another's


RULES = (
    BlockingRule(
        "slip_of_serial", "A digit of serial or place slipped: the date and the sound of the name are right.",
        ("sound", "date"), is_of_numbers=True,
    ),
    BlockingRule(
        "slip_of_date", "A digit of the date slipped: place, serial and name are right.",
        ("letters", "number_ends", "village"), is_of_numbers=True,
    ),
    BlockingRule(
        "date_and_village", "Half of the name is missing, or it is another spelling altogether: who was born that day?",
        ("date", "village", "sex"),
    ),
    BlockingRule("card", "The name is mistyped beyond its sound, the family card is right.", ("card",)),
    BlockingRule("house", "The card is an old one or unknown, the address is right.", ("house",)),
    BlockingRule(
        "name_and_village", "Rows without number, date and card have a name and a kelurahan.", ("sound", "village"),
    ),
    # The land's size multiplies who bears a name, not who bears it in one city: what names alone tell is asked within
    # the city. Who moved to another is found by number, card or date, by which a person can be told from a namesake.
    BlockingRule(
        "name_and_mother", "Pupils' lists have no address, but the mother.", ("sound", "mother_sound", "city"),
    ),
    BlockingRule(
        "name_and_year", "Rows without village have the letters and the year.", ("letters", "year", "sex", "city"),
    ),
)  # fmt: skip
POOR_RULES = (
    BlockingRule("born_that_day", "The name is mistyped beyond its sound, the date is right.", ("date", "city")),
    BlockingRule("word_and_year", "Day or month and a word of the name are mistyped.", ("word", "year", "city")),
    BlockingRule("word_and_day", "The year and a word of the name are mistyped.", ("word", "day_month", "city")),
)
"""Asked of records with neither number, card nor place alone: a name and a date are all that they can be found by."""
LISTS = {
    "date": "dates", "year": "years", "card": "cards", "house": "houses", "village": "villages",
    "city": "cities",
}  # fmt: skip
"""Columns of which a profile may have several values, and the list that holds them."""
