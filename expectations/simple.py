"""Questions that `rules.yml` asks by itself, without Python: a kind, and the columns it is asked of.

Whatever needs more than one column, a vocabulary or the counts of a submission stands in `questions.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field, model_validator

from expectations.asking import Question, of_cells, of_repeats
from expectations.judged_list import JudgedList
from ingest.declarations.contract import Strict


class SimpleQuestion(Strict):
    """One kind of question. It is asked of each named column that the entity has; empty cells fail `filled` alone."""

    filled: tuple[str, ...] = ()
    between: Mapping[str, tuple[int, int]] = Field(default_factory=dict)
    matches: Mapping[str, str] = Field(default_factory=dict)
    repeats: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> SimpleQuestion:
        if sum(map(bool, (self.filled, self.between, self.matches, self.repeats))) != 1:
            raise ValueError("name one kind: filled, between, matches or repeats")
        return self

    def ask(self, judged: JudgedList) -> Question | None:
        """The question for one list; None where its entity lacks the columns."""
        if self.repeats:
            return of_repeats(self.repeats[0], self.repeats, self.repeats) if judged.has(*self.repeats) else None
        cells = [(column, "true", f"{column} is null") for column in self.filled]
        cells += [
            (c, f"{c} is not null", f"{c} not between {low} and {high}") for c, (low, high) in self.between.items()
        ]
        for column, form in self.matches.items():
            text = form.replace("'", "''")
            cells.append((column, f"{column} is not null", f"not regexp_full_match({column}, '{text}')"))
        question = of_cells(each for each in cells if judged.has(each[0]))
        return question.by_library(*self._library(judged)) if question else None

    def _library(self, judged: JudgedList) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The same as expectations of the library; a regular expression it cannot ask of DuckDB."""
        yield from (("ExpectColumnValuesToNotBeNull", {"column": c}) for c in self.filled if judged.has(c))
        for column, (low, high) in self.between.items():
            if judged.has(column):
                bounds = {"column": column, "min_value": low, "max_value": high}
                yield "ExpectColumnValuesToBeBetween", bounds
