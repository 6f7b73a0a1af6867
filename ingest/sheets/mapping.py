"""Maps headers of a found table to fields of its list: known, ignored, unknown.

There is no fourth way. Whether an unknown header holds the list or is set aside is decided in `reading.unread`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal

from ingest.declarations.catalogue import EntitySchema
from ingest.declarations.contract import Table
from ingest.fold import fold_header, words_of
from ingest.sheets.column_map import ColumnMap, UnpivotColumn
from ingest.sheets.header_patterns import HeaderPatterns
from ingest.sheets.locate import Anchors, HeaderColumn
from ingest.sheets.said_otherwise import with_said_otherwise
from ingest.sheets.written_out import WrittenOut
from ingest.workbook import Cell

# whom a row is about is never taken from the likelier of two columns that all lists share: people say which
_IDENTITY = frozenset({"nik", "full_name", "family_card_no"})
_SHARED, _DEEPER = 100, 1000
# of two columns of one field, the one that says so is as the registry has it
_AS_REGISTERED = re.compile(r"\bsesuai\s+(?:e-?)?(?:ktp|kk|kartu|dukcapil|akta|nik)\b", re.IGNORECASE)
Fits = Callable[[str, Sequence[Cell]], bool]
Fate = Literal["field", "unpivot", "ignored", "unknown"]


class HeaderBook:
    """All headers that one list may have, folded once: declared, ignored, and known everywhere."""

    def __init__(
        self,
        table: Table,
        schema: EntitySchema,
        ignored_everywhere: Iterable[str],
        fits: Fits | None = None,
        aside: Collection[str] = (),
    ) -> None:
        self.table = table
        self.schema = schema
        self.aside = aside  # fields of which no column is read
        self.fits = fits  # whether cells can be read as a field; without it no heading is read in spite of a slip
        self._declared = {
            fold_header(text): (field, rank)
            for field, texts in table.columns.items()
            for rank, text in enumerate(texts)
        }
        self._unpivot = {
            fold_header(text): (unpivot.into, constants)
            for unpivot in table.unpivot
            for text, constants in unpivot.columns.items()
        }
        self._own_ignored = HeaderPatterns.of(table.ignore)
        self._everywhere = tuple(ignored_everywhere)
        self._ignored = HeaderPatterns.of((*schema.entity.ignored, *self._everywhere))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every folded spelling, ignored headers included."""
        whole = {*self._declared, *self._unpivot, *self.schema.field_of_header}
        # what has no letter outside brackets (`#`, `(16 digit)`, `(1)`) says nothing
        return frozenset(whole | self._own_ignored.whole | self._ignored.whole) - {""}

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Every heading known by its whole text, folded and as written; ignored ones included."""
        texts = [
            *(text for unpivot in self.table.unpivot for text in unpivot.columns),
            *self.table.ignore,
            *self.schema.entity.ignored,
            *self._everywhere,
        ]
        for name in {*self.table.columns, *self.schema.fields}:
            texts += self.spellings_of(name)
        # of two the one that is parted into more words: a slip is looked for within words
        ordered = sorted((text for text in texts if "*" not in text), key=lambda text: len(words_of(text)))
        return {fold_header(text): text for text in ordered}

    def spelling(self, folded: str) -> str:
        """The usual spelling of the field that a known header fills; else the header itself."""
        field = self.field_named(folded)
        return next(iter(self.schema.fields[field].spellings), folded) if field in self.schema.fields else folded

    def field_named(self, folded: str) -> str:
        """The field of a known header; '' for any other."""
        return self._declared.get(folded, (self.schema.field_of_header.get(folded, ""), 0))[0]

    @cached_property
    def anchors(self) -> Anchors:
        """The looks of a header band of this list."""
        return Anchors(
            contains=tuple(self._alternatives(word) for word in self.table.header.contains), known=self.known
        )

    @cached_property
    def loose_anchors(self) -> Anchors:
        """Anchors for any band of known words, for a sheet that lacks the required ones."""
        return Anchors(contains=(), known=self.known)

    def spellings_of(self, field: str) -> tuple[str, ...]:
        """Every spelling of a field, this list's own first."""
        known = self.schema.fields[field].spellings if field in self.schema.fields else ()
        return (*self.table.columns.get(field, ()), *known)

    def _alternatives(self, word: str | tuple[str, ...]) -> tuple[str, ...]:
        """Every folded spelling of an anchor word, those of the field it names included."""
        texts = (word,) if isinstance(word, str) else word
        found: set[str] = set()
        for text in texts:
            folded = fold_header(text)
            found.add(folded)
            field = self.field_named(folded)
            if field:
                found |= {spelling for spelling, (owner, _) in self._declared.items() if owner == field}
                found |= {spelling for spelling, owner in self.schema.field_of_header.items() if owner == field}
        return tuple(sorted(found))

    def field_of(self, column: HeaderColumn) -> tuple[Fate, str, int]:
        """The fate of one header, its field, and how strongly (lower is stronger)."""
        for depth, folded in enumerate(dict.fromkeys(column.folded)):
            strength = depth * 1000
            if folded in self._declared:
                field, rank = self._declared[folded]
                return "field", field, strength + rank
            if folded in self._unpivot:
                return "unpivot", self._unpivot[folded][0], strength
            if self._own_ignored.match(folded):
                return "ignored", "", strength
            if folded in self.schema.field_of_header:
                return "field", self.schema.field_of_header[folded], strength + _SHARED
            if self._ignored.match(folded) and not self._is_abbreviated(column, folded):
                return "ignored", "", strength
        field, strength = self._written_out.field_of(column.child or column.text)
        return ("field", field, strength) if field else ("unknown", "", 0)

    def _is_abbreviated(self, column: HeaderColumn, folded: str) -> bool:
        """True for an abbreviated spelling (`Jml. Bantuan`) that only a pattern would leave out.

        Below a group too, but not where the pattern leaves out all of the group (`Data Ayah *`).
        """
        is_whole = folded == fold_header(column.child or column.text)
        return is_whole and folded not in self._ignored.whole and self._written_out.spelled(column.child or column.text)

    @cached_property
    def _written_out(self) -> WrittenOut:
        names = {*self.table.columns, *self.schema.fields}
        every = [text for name in names for text in self.spellings_of(name)]
        own = [text for texts in self.table.columns.values() for text in texts]
        return WrittenOut(self.schema, own, every, self.field_named)

    def map(self, header: Sequence[HeaderColumn]) -> ColumnMap:
        """The header of a found table, each column with its fate."""
        claims: dict[str, list[tuple[int, HeaderColumn]]] = {}
        unpivots, unknown = [], []
        fates: dict[int, tuple[HeaderColumn, str]] = {}
        beside = {folded for column in header for folded in column.folded}
        for column in header:
            if not column.text:  # told as a column without a header (KOL-004)
                continue
            fate, field, strength = self._field_beside(column, beside) or self.field_of(column)
            fates[column.index] = (column, field if fate in ("field", "unpivot") else fate)
            if fate == "field":
                strength -= _AS_REGISTERED.search(column.text) is not None
                claims.setdefault(field, []).append((strength, column))
            elif fate == "unpivot":
                constants = next(self._unpivot[f][1] for f in column.folded if f in self._unpivot)
                unpivots.append(UnpivotColumn(column.index, field, column.text, constants))
            elif fate == "unknown":
                unknown.append(column)
        fields: dict[str, int] = {}
        doubled: list[tuple[str, HeaderColumn, HeaderColumn]] = []
        outdone: list[tuple[str, HeaderColumn, HeaderColumn]] = []
        for field, candidates in claims.items():
            candidates.sort(key=lambda claim: (claim[0], claim[1].index))
            fields[field] = candidates[0][1].index
            for strength, column in candidates[1:]:
                fates[column.index] = (column, "ignored")
                if self._own_ignored.whole.intersection(column.folded):  # named and ignored: for want of a better one
                    continue
                is_as_good = strength == candidates[0][0]
                is_as_good |= field in _IDENTITY and _is_as_good(candidates[0][0], strength)
                (doubled if is_as_good else outdone).append((field, candidates[0][1], column))
        head = self._head_as_name(fields, fates)
        missing = self.missing(fields, unpivots)
        return ColumnMap(
            fields, tuple(unpivots), fates, tuple(unknown), tuple(doubled), missing, head, outdone=tuple(outdone)
        )

    def _field_beside(self, column: HeaderColumn, beside: set[str]) -> tuple[Fate, str, int] | None:
        """The field of a header that means another thing beside another header; None for most."""
        meant = self.schema.meant_beside
        neighbours, field = next((meant[folded] for folded in column.folded if folded in meant), (frozenset[str](), ""))
        is_explained = neighbours & beside and column.folded[-1] not in self._declared
        return ("field", field, _SHARED) if is_explained else None

    def _head_as_name(self, fields: dict[str, int], fates: dict[int, tuple[HeaderColumn, str]]) -> HeaderColumn | None:
        """The head's column, made to fill a needed name that no other column fills."""
        if "full_name" not in self.table.required or "full_name" in fields or "head_name" not in fields:
            return None
        index = fields["full_name"] = fields["head_name"]
        column, _ = fates[index]
        fates[index] = (column, "full_name")
        return column

    def missing(self, fields: Mapping[str, int], unpivots: Sequence[UnpivotColumn]) -> tuple[str, ...]:
        """Required fields that no column fills, nor another way of saying the same."""
        filled = with_said_otherwise({*fields, *(unpivot.into for unpivot in unpivots), *self.table.constants})
        if self.table.place_from and "column" not in self.table.place_from:
            filled.add("village_name")
        return tuple(field for field in self.table.required if field not in filled)


def _is_as_good(first: int, second: int) -> bool:
    """True for two headings of shared spellings, in groups alike."""
    return first >= _SHARED and first // _DEEPER == second // _DEEPER
