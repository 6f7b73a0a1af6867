"""Measures how far two rows agree, as DuckDB macros.

One rule for names, birth and sex, used by every rung.

Damerau-Levenshtein on folded letters gives the same numbers on every engine (Jaro-Winkler does not).
"""

from __future__ import annotations

import duckdb

SAME, NEAR, WEAK, OTHER = 3, 2, 1, 0
"""Levels of a name: the same letters, a slip or a part left out, a resemblance, another name."""

YEARS_APART = 3
"""Birth years further apart than this (and what an age leaves open) are two people."""

_MACROS = """
-- Muhammad against Abdul is another name; a bare `A` may be any of them; a particle left out contradicts nothing.
CREATE OR REPLACE TEMP MACRO particles_fit(left_name, right_name) AS
    left_name.particles = '' OR right_name.particles = '' OR left_name.particles = right_name.particles
    OR contains(left_name.particles, '?') OR contains(right_name.particles, '?')
    OR contains(left_name.particles, right_name.particles) OR contains(right_name.particles, left_name.particles);

-- A slip may fall on letters that the spelling of comparison drops or turns, so both forms are asked.
CREATE OR REPLACE TEMP MACRO slips_between(left_name, right_name) AS least(
    damerau_levenshtein(left_name.core_form, right_name.core_form),
    damerau_levenshtein(left_name.plain_form, right_name.plain_form));

-- How many slips a name of this length can bear before it is another name (Hasan and Hasna, Ali and Alif are others).
CREATE OR REPLACE TEMP MACRO slips_borne(letters) AS
    CASE WHEN letters < 5 THEN 0 WHEN letters < 10 THEN 1 ELSE 2 END;

-- One slip of the typist in a short name (Eko and Eok), which elsewhere is another name: only where the number says so.
CREATE OR REPLACE TEMP MACRO slipped_once(left_name, right_name) AS
    least(length(left_name.plain_form), length(right_name.plain_form)) >= 3
    AND damerau_levenshtein(left_name.plain_form, right_name.plain_form) = 1;

CREATE OR REPLACE TEMP MACRO words_within(left_name, right_name) AS
    list_has_all(left_name.words, right_name.words) OR list_has_all(right_name.words, left_name.words);

-- The same with the parts that so many bear: Muhammad alone, of Muhammad Syarif.
CREATE OR REPLACE TEMP MACRO names_within(left_name, right_name) AS
    list_has_all(string_split(left_name.ordered_form, ' '), string_split(right_name.ordered_form, ' '))
    OR list_has_all(string_split(right_name.ordered_form, ' '), string_split(left_name.ordered_form, ' '));

CREATE OR REPLACE TEMP MACRO names_same(left_name, right_name) AS
    left_name.full_form = right_name.full_form OR left_name.ordered_form = right_name.ordered_form;

CREATE OR REPLACE TEMP MACRO name_level(left_name, right_name) AS CASE
    WHEN left_name IS NULL OR right_name IS NULL THEN NULL
    WHEN names_same(left_name, right_name) THEN 3
    WHEN NOT particles_fit(left_name, right_name) THEN
        CASE WHEN left_name.core_form = right_name.core_form THEN 1 ELSE 0 END
    WHEN left_name.core_form = right_name.core_form THEN 2
    WHEN abs(length(left_name.core_form) - length(right_name.core_form)) <= 2
        AND slips_between(left_name, right_name)
            <= slips_borne(least(length(left_name.core_form), length(right_name.core_form))) THEN 2
    WHEN words_within(left_name, right_name) THEN
        CASE WHEN least(len(left_name.words), len(right_name.words)) >= 2 THEN 2 ELSE 1 END
    WHEN slips_between(left_name, right_name)
        <= greatest(length(left_name.core_form), length(right_name.core_form)) * 3 // 10 THEN 1
    ELSE 0 END;

-- One of two names alone, below every level: the other was replaced, or is another way to call the person.
CREATE OR REPLACE TEMP MACRO one_word_same(left_name, right_name) AS list_has_any(left_name.words, right_name.words);

CREATE OR REPLACE TEMP MACRO sex_fits(left_sex, right_sex) AS coalesce(left_sex = right_sex, true);

-- A date in the column against a date in the column, or against the date inside the other row's NIK: one fact.
CREATE OR REPLACE TEMP MACRO birth_agrees(left_birth, left_nik_date, right_birth, right_nik_date) AS
    coalesce(left_birth = right_birth, false)
    OR coalesce(strftime(left_birth, '%d%m%y') = right_nik_date, false)
    OR coalesce(strftime(right_birth, '%d%m%y') = left_nik_date, false);

-- Two dates of one person: equal, a slip of the typist apart, or the day read as the month.
CREATE OR REPLACE TEMP MACRO birth_may_be_one(left_birth, right_birth) AS
    coalesce(left_birth = right_birth
        OR damerau_levenshtein(strftime(left_birth, '%d%m%Y'), strftime(right_birth, '%d%m%Y')) = 1
        OR strftime(left_birth, '%d%m%Y') = strftime(right_birth, '%m%d%Y'), true);

CREATE OR REPLACE TEMP MACRO birth_fits(left_year, left_slack, right_year, right_slack) AS
    coalesce(abs(left_year - right_year) <= {years} + left_slack + right_slack, true);
"""


def define(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the macros known to `connection`."""
    connection.execute(_MACROS.format(years=YEARS_APART))
