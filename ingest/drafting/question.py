"""Questions about a whole list: columns that it lacks, numbers that are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.declarations.rulings import Key, Kind, key_of
from ingest.drafting.question_words import options_of, text_of
from ingest.parsers.masking import without_long_numbers
from ingest.parsers.value_shapes import is_possible
from ingest.reading.declared_list import DeclaredList
from ingest.sheets.said_otherwise import with_said_otherwise
from ingest.submission import Submission, UnreadColumn

_MOSTLY = 0.5  # of its cells a needed column has filled
_DAMAGED, _REPEATED = "NIK-103", "NIK-105"
# what else says who a person is, in the words of the question
_TELLING = {
    "full_name": "nama", "birth_date": "tanggal lahir", "family_card_no": "nomor KK", "mother_name": "nama ibu",
    "address": "alamat",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A thing that people settle: its words, its looks, its possible meanings.

    `options`: answer -> words for it, the likeliest first; `guesses`: answer -> how sure (0-1).
    """

    kind: Kind
    agency_id: str
    table_id: str
    field: str
    subject: str
    text: str
    sheet: str = ""
    sample: str = ""
    looks: str = ""
    holds: bool = False
    options: tuple[tuple[str, str], ...] = ()
    guesses: tuple[tuple[str, float], ...] = ()
    answer: str = ""

    @property
    def key(self) -> Key:
        """The key of a ruling that answers it."""
        return key_of(self.kind, self.agency_id, self.table_id, self.field, self.subject)

    @property
    def list_name(self) -> str:
        """The list that it is about, as screens name it."""
        return f"{self.agency_id}/{self.table_id}" if self.table_id else self.agency_id


def missing_fields(submission: Submission, declared: DeclaredList) -> list[str]:
    """The required fields that no column of the file fills."""
    if not any(problem.code == "KOL-002" for problem in submission.problems):
        return []
    filled = with_said_otherwise({*submission.columns.values(), *declared.table.constants})
    return [name for name in declared.table.required if name not in filled]


def may_be(column: UnreadColumn, name: str, question: Question, declared: DeclaredList) -> bool:
    """True for a column that may be a field lacked: guessed, or of such values."""
    is_filled = column.filled >= _MOSTLY and column.shape != "mixed"
    looks_so = name in declared.schema.fields and is_possible(declared.schema.fields[name].type, column.shape)
    return any(field == name for field, _ in question.guesses) or (is_filled and looks_so)


def of_required(submission: Submission, declared: DeclaredList) -> Iterator[Question]:
    """Asks whether the list may come without a column that nothing in it may be."""
    for name in missing_fields(submission, declared):
        options = options_of("required", name, declared.folder, declared.table, declared.catalogue)
        usual = next(iter(declared.book.spellings_of(name)), name)
        yield Question("required", submission.agency_id, submission.table_id, name, usual,
                       text_of("required", name, declared.catalogue), holds=True,
                       options=tuple(options.items()))  # fmt: skip


def of_number(submission: Submission, declared: DeclaredList) -> Iterator[Question]:
    """Asks whether a list with damaged NIKs is matched by all else.

    The agreed source and the civil registry are not let in so: what others are matched with has to have its numbers.
    """
    filled = with_said_otherwise(submission.columns.values())
    telling = [words for field, words in _TELLING.items() if field in filled]
    if (
        _DAMAGED not in submission.hold_codes
        or declared.table.feeds != "enrolment_records"
        or "full_name" not in filled
    ):
        return
    file_name = without_long_numbers(submission.file_name.rsplit("/", 1)[-1])
    options = options_of("number", "nik", declared.folder, declared.table, declared.catalogue)
    yield Question(
        "number", submission.agency_id, submission.table_id, "nik", f"{submission.file_sha256[:12]} {file_name}",
        f"{text_of('number', 'nik', declared.catalogue)} Pencocokan lalu memakai: {', '.join(telling)}.",
        looks=file_name, holds=True, options=tuple(options.items()),
    )  # fmt: skip


def of_repeats(submission: Submission, declared: DeclaredList) -> Iterator[Question]:
    """Asks whether the repeated NIKs of a list of receivers may stand."""
    if _REPEATED in submission.hold_codes and declared.table.feeds == "enrolment_records":
        file_name = without_long_numbers(submission.file_name.rsplit("/", 1)[-1])
        options = options_of("repeats", "nik", declared.folder, declared.table, declared.catalogue)
        yield Question(
            "repeats", submission.agency_id, submission.table_id, "nik", f"{submission.file_sha256[:12]} {file_name}",
            text_of("repeats", "nik", declared.catalogue), looks=file_name, holds=True, options=tuple(options.items()),
        )  # fmt: skip
