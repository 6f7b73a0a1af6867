"""Numbers with trace code, denominator, date, interval and protection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from delivery.pack.numerals import Number, change, count, day, percent, rupiah
from delivery.pack.queries import GRAINS
from delivery.release.frames import Row
from delivery.release.free_text import is_number

State = Literal["shown", "moved", "hidden", "missing", "none"]

# What became of a list, for a reader who sees a number of it, and for one who sees none.
STATUS = {
    "admitted": "diakui",
    "stale": "memakai berkas lama",
    "partial": "baru sebagian",
    "held": "ditahan",
    "missing": "belum ada",
    "aggregate_only": "hanya rekap",
    "not_expected": "tidak diminta",
    "not_used": "tidak dipakai",
}
_NO_LIST = frozenset({"held", "missing", "aggregate_only", "not_expected", "partial"})
# What stands where an office wrote something that nobody let pass.
NOT_RELEASED = "belum dilepas"
_MILLION = 10**6
_MOVED = "cell_key"
_HIDDEN = "cell_key_hidden"
# What the offices report themselves stands there although the list of names lacks.
_PLANS = "mart_programme_progress"
_REPORTED = ("target_", "realised_", "budget_", "achievement_", "absorption_", "quota_")
UNITS = {
    "family": "keluarga",
    "person": "orang",
    "pupil": "siswa",
    "house": "rumah",
    "household": "rumah tangga",
    "row": "baris",
}


@dataclass(frozen=True)
class Figure:
    """One number as it is shown.

    `value`, the whole of it, is None unless it is shown or moved; the text counts it in `shown_in`.
    """

    text: str
    value: Number | None = None
    state: State = "shown"
    trace: str = ""
    of: str = ""
    interval: str = ""
    as_of: str = ""
    shown_in: int = 1

    @property
    def ratio(self) -> float:
        """The number as a share for a bar, between 0 and 1."""
        return min(1.0, max(0.0, float(self.value or 0)))

    @property
    def is_known(self) -> bool:
        """True when there is a number."""
        return self.value is not None


@dataclass(frozen=True)
class Source:
    """One row of a mart, whose numbers become figures with its trace code."""

    mart: str
    row: Row
    as_of: date | None = None

    def count(self, column: str, of: str = "") -> Figure:
        """A count of things."""
        return self._figure(column, count, of)

    def share(self, column: str, of: str, low: str = "", high: str = "") -> Figure:
        """A share of `of`, with its interval where the row has both bounds."""
        figure = self._figure(column, percent, of)
        least, most = self.row.get(low), self.row.get(high)
        if not figure.is_known or least is None or most is None:
            return figure
        return replace(figure, interval=f"{percent(least)[:-2]}–{percent(most)}")

    def ratio(self, column: str) -> Figure:
        """A number with two decimals."""
        return self._figure(column, lambda number: count(number, 2), "")

    def points(self, column: str) -> Figure:
        """A difference of two shares."""
        return self._figure(column, change, "")

    def money(self, column: str, of: str = "") -> Figure:
        """An amount in rupiah."""
        return self._figure(column, rupiah, of)

    def millions(self, column: str) -> Figure:
        """An amount in millions of rupiah, for a column that says so."""
        return replace(self._figure(column, lambda amount: count(float(amount) / _MILLION, 1), ""), shown_in=_MILLION)

    def written(self, column: str) -> str | None:
        """The words of an office, where they were let pass."""
        text = self.row.get(column)
        return None if is_number(text) else text

    def trace(self, column: str) -> str:
        """The code that `sinergi trace` takes."""
        keys = ",".join(f"{key}={_quoted(self.row[key])}" for key in GRAINS[self.mart])
        return f"{self.mart.removeprefix('mart_')}.{column}[{keys}]"

    def _figure(self, column: str, words: Callable[[Any], str], of: str) -> Figure:
        value, protection = self.row[column], self.row.get("protection")
        as_of = day(self.as_of) if self.as_of else ""
        if value is None:
            text, state = self._absent(column)
            return Figure(text, None, state, "" if state == "none" else self.trace(column), of, "", as_of)
        moved: State = "moved" if protection in (_MOVED, _HIDDEN) else "shown"
        return Figure(words(value), value, moved, self.trace(column), of, "", as_of)

    def _absent(self, column: str) -> tuple[str, State]:
        """Says why there is no number: list lacking, protected, or no answer."""
        status = self.row.get("list_status")
        if status in _NO_LIST and not (self.mart == _PLANS and column.startswith(_REPORTED)):
            return STATUS[status], "missing"
        if self.row.get("protection") == _HIDDEN:
            return "dilindungi", "hidden"
        return "–", "none"


def total(figures: list[Figure], words: Callable[[Any], str] = count, of: str = "") -> Figure:
    """The sum of figures in one unit; without a number where one lacks."""
    values = [figure.value for figure in figures if figure.value is not None]
    if not values or any(figure.state in ("missing", "hidden") for figure in figures):
        return Figure("belum lengkap", None, "missing", "", of)
    amount = sum(values)
    code = next((figure.trace for figure in figures if figure.trace), "")
    return Figure(words(amount), amount, "shown", f"jumlah {len(values)} angka seperti {code}" if code else "", of)


def less(whole: Figure, part: Figure) -> Figure:
    """A count without some of it; without a number where one lacks."""
    if whole.value is None or part.value is None:
        return whole if whole.value is None else part
    rest = int(whole.value) - int(part.value)
    code = f"{whole.trace} - {part.trace}" if whole.trace and part.trace else ""
    return Figure(count(rest), rest, whole.state, code, as_of=whole.as_of)


def quotient(part: Figure, whole: Figure, of: str) -> Figure:
    """The share of one figure in another; its code names both."""
    if part.value is None:
        return part
    if not whole.value:
        return Figure("–", None, "none")
    share = min(1.0, float(part.value) / float(whole.value))
    code = f"{part.trace} : {whole.trace}" if part.trace and whole.trace else ""
    return Figure(percent(share), share, part.state, code, of)


def _quoted(value: Any) -> str:
    text = str(value)
    return f'"{text}"' if "," in text else text
