"""Guesses the field of a header: by spelling, likeness, a word inside, or its values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from ingest.declarations.catalogue import EntitySchema
from ingest.fold import fold_header
from ingest.parsers.codes import CodeList
from ingest.parsers.value_shapes import is_possible
from ingest.reading.statuses import REMARK, STATUS, are_statuses
from ingest.sheets.layout.header import has_word
from ingest.sheets.layout.model import HeaderColumn
from ingest.sheets.locate import nearest
from ingest.sheets.mapping import HeaderBook
from ingest.workbook import Cell

SURE = 0.9
_LIKELY = 0.6
# A near header that differs by more letters has another word in it, which may change the meaning (`kecamatan_ktp`).
_SLIP, _ANOTHER_WORD = 2, 0.85
_SHORTEST_INSIDE = 4


@dataclass(frozen=True)
class HeaderSeen:
    """One column: its header, its most likely field ("ignored", "" when none), and how sure.

    `how`: `known` by its whole spelling, `near` to one, `inside`: one stands in it, `shape`: by its values alone.
    """

    letter: str
    text: str
    field: str
    how: str
    sure: float
    near: str = ""
    filled: float = 0.0
    sample: str = ""
    shape: str = ""


def guess(column: HeaderColumn, book: HeaderBook, shape: str) -> HeaderSeen:
    """The likely meaning of a header in one entity."""
    fate, name, strength = book.field_of(column)
    if fate == "field":
        return HeaderSeen("", "", name, "known", 1.0 if strength < 1000 else 0.95)
    if fate == "ignored":
        return HeaderSeen("", "", "ignored", "known", 1.0)
    fields = book.schema.fields
    owner = {text: key for key, each in fields.items() for text in each.spellings}
    owner = {text: key for text, key in owner.items() if is_possible(fields[key].type, shape)}
    by_text = nearest(column.folded[-1], owner) if column.folded else None
    if by_text is not None:
        is_slip = OSA.distance(column.folded[-1], fold_header(by_text[0])) <= _SLIP
        sure = by_text[1] if is_slip else min(by_text[1], _ANOTHER_WORD)
        return HeaderSeen("", "", owner[by_text[0]], "near", sure, by_text[0])
    inside = _inside(column, owner)
    if inside:
        share = len(fold_header(inside)) / max(1, len(column.folded[0]))
        return HeaderSeen("", "", owner[inside], "inside", round(_LIKELY + 0.25 * share, 2), inside)
    by_shape = next((key for key in _SHAPES.get(shape, ()) if key in fields), "")
    return HeaderSeen("", "", by_shape, "shape" if by_shape else "", 0.5 if by_shape else 0.0)


_SHAPES: dict[str, tuple[str, ...]] = {
    "nik": ("nik",), "sex": ("sex",), "date": ("birth_date",), "rupiah": ("benefit_amount_idr", "realised_idr"),
}  # fmt: skip


def _inside(column: HeaderColumn, spellings: Iterable[str]) -> str:
    """The longest spelling that stands in the header as whole words."""
    found = [
        text for text in spellings
        if len(fold_header(text)) >= _SHORTEST_INSIDE and has_word(column.text, (fold_header(text),))
    ]  # fmt: skip
    return max(found, key=lambda text: (len(text), text), default="")


def with_status(
    guesses: Sequence[HeaderSeen], cells: Sequence[Sequence[Cell]], schema: EntitySchema, codes: CodeList
) -> list[HeaderSeen]:
    """The guesses, the one remark that holds statuses as the status."""
    telling = [at for at, found in enumerate(guesses) if found.field == REMARK and are_statuses(cells[at], codes)]
    if STATUS not in schema.fields or STATUS in {found.field for found in guesses} or len(telling) != 1:
        return list(guesses)
    return [replace(found, field=STATUS) if at in telling else found for at, found in enumerate(guesses)]


def once_each(headers: Iterable[HeaderSeen]) -> Iterator[HeaderSeen]:
    """Each field for the surer of two columns; guesses for taken fields are dropped."""
    every = list(headers)
    best: dict[str, HeaderSeen] = {}
    for header in every:
        if (
            header.field
            and header.field != "ignored"
            and header.sure > best.get(header.field, replace(header, sure=0.0)).sure
        ):
            best[header.field] = header
    for header in every:
        is_second = header.how not in ("known", "") and best.get(header.field) is not header
        yield replace(header, field="", how="", sure=0.0, near="") if is_second else header


def fit(guesses: Sequence[HeaderSeen], headers: Sequence[HeaderColumn], schema: EntitySchema) -> float:
    """A score of headers against an entity; 0 where they say nothing."""
    likely = {header.field for header in guesses} - {"ignored", ""}
    entity = schema.entity.entity
    needed = [*schema.entity.required_any, *_MUST.get(entity, ())]
    if not all(likely & set(group) for group in needed):
        return 0.0
    if entity == "reference_records" and not (likely & _RANKS or _answers(likely, headers) >= _ANSWERS_OF_A_SURVEY):
        return 0.0
    return sum(header.sure**2 for header in guesses if header.sure >= _LIKELY) + _RATHER.get(entity, 0.0)


def _answers(likely: set[str], headers: Sequence[HeaderColumn]) -> int:
    """The number of survey answers: fields of a register, flags of programmes."""
    words = (_FLAG.fullmatch(folded) for column in headers for folded in column.folded[:1])
    return sum(name.startswith("has_") or name in _SURVEYED for name in likely) + len({w[1] for w in words if w})


_RANKS = {"welfare_percentile", "welfare_decile"}
# A register without a rank (DTKS; the members' file of DTSEN) is known by what a survey asks of each person, or by one
# column for each programme (SIKS-NG); a school's list has two of those, KPS and KIP.
_ANSWERS_OF_A_SURVEY = 3
_FLAG = re.compile(r"(?:penerima|sta|status|ada)?(pkh|bpnt|pbi|bst|blt|bpum|sembako|rastra|kks|kip|kis|kps)")
_SURVEYED = {
    "is_working", "is_pregnant", "school_participation", "disability_code", "chronic_illness_code",
    "seeing_difficulty", "hearing_difficulty", "walking_difficulty", "hands_difficulty", "learning_difficulty",
    "behaviour_difficulty", "speaking_difficulty", "self_care_difficulty", "remembering_difficulty",
}  # fmt: skip
# What makes a list of persons the registry's answer, or figures a report, beside the persons themselves.
_MUST: dict[str, tuple[tuple[str, ...], ...]] = {
    "reference_records": (("full_name",),),
    "reference_families": (tuple(sorted(_RANKS)),),
    "civil_registry_records": (("registry_status",),),
    "enrolment_records": (("nik", "nik_second", "full_name"),),
    "programme_progress": (("target_count", "realised_count", "budget_idr", "realised_idr"),),
}  # fmt: skip
# Where two fit alike, the special before the general. A list of ranked heads is one of families: that its heads have
# a NIK, a sex and a birth date makes every other list of persons know three headers more.
_RATHER = {
    "reference_families": 2.5, "reference_records": 0.6, "civil_registry_records": 0.6, "enrolment_records": 0.5,
    "reported_issues": 0.3,
}  # fmt: skip
