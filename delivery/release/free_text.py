"""Withholds what people wrote in their own words until a person let it pass.

A problem, an indicator, the name of a file may name somebody, and no pattern knows all names. Such a text is published
when a person let just this text pass, or when it is the name of a thing that the release states anyway (a programme, an
area, a code's label); else its number stands in its place. The number is made with a secret of the installation, so
that nobody can try texts; the same text has the same number in every release.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from delivery.release.guard import SIXTEEN_DIGITS, literal
from delivery.release.sources import Source
from ingest.store import Store, read_sealed, write_sealed

NUMBER = r"T-[0-9a-f]{10}"
_MASK = "*" * 16
_DIGITS = 10
_VARIABLE = "text_secret"
_KNOWN, _PASSED = "known_texts", "passed_texts"
# A period says a month, a part of a year and a year; never a day or any other number.
_PERIOD = (
    r"((januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
    r"|jan|feb|mar|apr|jun|jul|agu|agt|ags|sep|sept|okt|nov|des"
    r"|bulan|triwulan|tw|semester|tahun|i|ii|iii|iv|s/d|sampai|(19|20)[0-9]{2})[ .,/-]*)+"
)
# A unit that programmes are counted in, as lists write it (KPM, RTS, PBP: recipients of one programme).
_UNIT = (
    r"((jumlah|kpm|pbp|rts|rtm|rts-pm|rtspm|ruta|rumah tangga( miskin| sasaran)?|kk|kepala keluarga|keluarga|jiwa|orang"
    r"|penerima( manfaat)?|peserta( didik)?|siswa|pelajar|murid|anak|lansia|unit|rumah|usaha|pelaku usaha|umkm|kelompok"
    r"|paket|kg|kilogram|ton|liter)[ .,/-]*)+"
)
_THINGS = "dim_"


@dataclass(frozen=True)
class PassedTexts:
    """The numbers of the texts that a person let pass, with their secret."""

    secret: str = ""
    numbers: frozenset[str] = frozenset()

    def number(self, text: str) -> str:
        """The number that stands for a text.

        >>> PassedTexts("x").number("Ibu") == PassedTexts("y").number("Ibu")
        False
        """
        return f"T-{hashlib.sha256(f'{self.secret}|{text}'.encode()).hexdigest()[:_DIGITS]}"

    def shown(self, text: str) -> str:
        """The text where it may be seen, else its number."""
        number = self.number(text)
        return text if number in self.numbers else number


NONE_PASSED = PassedTexts()


def load_passed(store: Store) -> dict[str, dict[str, Any]]:
    """Number -> who decided, when, and whether it may be published."""
    path = passed_path(store)
    return read_sealed(path) if path.exists() else {}


def keep_passed(store: Store, decided: Mapping[str, Mapping[str, Any]]) -> None:
    """Keeps decisions; a newer one about the same text takes its place."""
    write_sealed({**load_passed(store), **decided}, passed_path(store))


def passed_texts(store: Store, secret: str) -> PassedTexts:
    """The texts that people let pass in this installation."""
    numbers = (number for number, decision in load_passed(store).items() if decision["passed"])
    return PassedTexts(secret, frozenset(numbers))


def learn(database: duckdb.DuckDBPyConnection, sources: Iterable[Source], texts: PassedTexts) -> None:
    """Tells the connection, not its file, which texts may be seen."""
    things = [
        f'select lower(trim("{column.name}")) from {source.relation}'
        for source in sources
        for column in source.columns
        if source.name.startswith(_THINGS) and column.type == "VARCHAR"
    ]
    known = " union ".join(things) or "select ''"
    numbers = ", ".join(f"({literal(number)})" for number in ("", *sorted(texts.numbers)))
    database.execute(f"set variable {_VARIABLE} = $secret", {"secret": texts.secret})
    database.execute(
        f"create or replace temp table {_KNOWN} as select * from ({known}) as told (text) where text is not null"
    )
    database.execute(f"create or replace temp table {_PASSED} as select * from (values {numbers}) as told (text)")


def is_number(text: object) -> bool:
    """True for the number that stands for a text which nobody let pass.

    >>> is_number("T-3f09a1c2d4"), is_number("T-3"), is_number(None)
    (True, False, False)
    """
    return isinstance(text, str) and re.fullmatch(NUMBER, text) is not None


def number_of(value: str) -> str:
    """SQL: the number of a written text, as `PassedTexts.number` makes it."""
    return f"'T-' || substr(sha256(getvariable('{_VARIABLE}') || '|' || {value}), 1, {_DIGITS})"


def withheld_text(value: str) -> str:
    """SQL condition: nobody let the text pass and it names no thing."""
    passes = (
        f"lower(trim({value})) in (select text from {_KNOWN})"
        f" or regexp_full_match(lower(trim({value})), '{_PERIOD}|{_UNIT}')"
        f" or {number_of(value)} in (select text from {_PASSED})"
    )
    # whatever cannot be decided is withheld
    return f"({value} is not null and not coalesce({passes}, false))"


def shown_text(value: str) -> str:
    """SQL: what is published of a written text; a sixteen-digit number never is."""
    # twice: the separator between two such numbers belongs to the first match
    pattern = f"'{SIXTEEN_DIGITS}', '\\1{_MASK}\\4', 'g'"
    masked = f"regexp_replace(regexp_replace({value}, {pattern}), {pattern})"
    return f"case when {withheld_text(value)} then {number_of(value)} else {masked} end"


def passed_path(store: Store) -> Path:
    """The file of a home that keeps which texts may be seen."""
    return store.home / "passed_texts.json"
