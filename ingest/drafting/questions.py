"""Gathers the open questions of a semester's files, with guesses and possible answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.declarations.catalogue import AgencyFolder, Catalogue
from ingest.declarations.rulings import Key, Kind, Ruling, shared_key, subject_of
from ingest.drafting.question import Question, may_be, missing_fields, of_number, of_repeats, of_required
from ingest.drafting.question_words import answers_offered, options_of, text_of, which_file
from ingest.fold import fold_header
from ingest.parsers.masking import without_long_numbers
from ingest.reading.declared_list import DeclaredList, declared_list
from ingest.reading.unread import likely_fields
from ingest.semester import Semester
from ingest.sheets.locate import nearest
from ingest.sheets.said_otherwise import with_said_otherwise
from ingest.submission import Submission, UnreadColumn, WordMet

_GUESSES = 3
_RIVALS = "FIL-007"
_HOLDING = frozenset({"KOL-001", "KOL-003", "KOL-009"})
_FEWEST_LETTERS = 4
_NO_LIST = frozenset({"TAB-001", "TAB-002", "TAB-005"})  # nothing of the list stands in the file


def open_questions(
    submissions: Iterable[Submission], catalogue: Catalogue, answered: Mapping[Key, Ruling]
) -> list[Question]:
    """Unanswered questions of these submissions, each once; those that hold a file first."""
    found: dict[Key, Question] = {}
    settled = {shared_key(key) for key in answered} | set(answered)
    standing = [each for each in submissions if each.status not in ("duplicate", "superseded")]
    asked = [question for each in standing for question in _questions_of(each, catalogue)]
    for question in (*asked, *_of_rivals(standing, catalogue)):
        key = _asked_as(question, catalogue)
        before = found.get(key)
        if key not in settled and (before is None or (question.holds and not before.holds)):
            found[key] = question
    return sorted(found.values(), key=lambda each: (not each.holds, _ORDER[each.kind], each.list_name))


def _asked_as(question: Question, catalogue: Catalogue) -> Key:
    """The key under which a question is asked once, a place for all lists."""
    return question.key if catalogue.agencies[question.agency_id].agency.regions else shared_key(question.key)


_ORDER: dict[Kind, int] = {
    "file": 0, "version": 1, "heading": 2, "required": 3, "number": 4, "repeats": 5, "receipt": 6, "word": 7,
}  # fmt: skip


def answered_questions(rulings: Iterable[Ruling], catalogue: Catalogue) -> list[Question]:
    """Answers that hold, as questions that can be answered anew."""
    found = []
    for ruling in rulings:
        options = answers_offered(
            ruling.kind, ruling.agency_id, ruling.table_id, ruling.field, catalogue, ruling.subject
        )
        if not options:
            continue
        found.append(Question(ruling.kind, ruling.agency_id, ruling.table_id, ruling.field, ruling.subject,
                              text_of(ruling.kind, ruling.field, catalogue), options=tuple(options.items()),
                              answer=ruling.answer))  # fmt: skip
    return sorted(found, key=lambda each: (each.list_name, _ORDER[each.kind], each.subject))


def _questions_of(submission: Submission, catalogue: Catalogue) -> Iterator[Question]:
    folder = catalogue.agencies.get(submission.agency_id)
    if folder is None:
        return
    if not submission.table_id:
        yield from _of_file(submission, folder, catalogue)
        return
    declared = declared_list(folder, submission.table_id, Semester.parse(submission.semester), catalogue)
    told = {problem.found for problem in submission.problems if problem.code in _HOLDING}
    doubled = [problem.found for problem in submission.problems if problem.code == "KOL-003"]
    guessed = set()
    read_elsewhere = {column.header: column.field for column in submission.slipped}
    missing = missing_fields(submission, declared)
    for column in submission.unread:
        question = _of_heading(column, submission, declared, own=read_elsewhere.get(column.header, ""))
        guessed |= {field for field, _ in question.guesses}
        holds = column.header in told or any(column.header in found for found in doubled)
        yield replace(question, holds=holds or any(may_be(column, name, question, declared) for name in missing))
    for column in submission.slipped:  # of two columns of one field both are asked, for either may be another
        question = _of_heading(column, submission, declared, own=column.field)
        yield replace(question, holds=any(column.header in found for found in doubled))
    yield from (question for question in of_required(submission, declared) if question.field not in guessed)
    yield from of_number(submission, declared)
    yield from of_repeats(submission, declared)
    yield from _of_file(submission, folder, catalogue)
    for word in submission.words:
        yield _of_word(word, submission, declared)


def _of_file(submission: Submission, folder: AgencyFolder, catalogue: Catalogue) -> Iterator[Question]:
    """Asks for the list of a file that none claims.

    Nor does one in which nothing of its list stands.
    """
    is_empty = (
        bool(submission.table_id) and not submission.rows_accepted and not _NO_LIST.isdisjoint(submission.holding)
    )
    if is_empty or any(problem.code == "FIL-005" for problem in submission.problems):
        name = submission.file_name.rsplit("/", 1)[-1]
        options = options_of("file", "", folder, None, catalogue)
        yield Question("file", submission.agency_id, "", "", pattern_of(name), text_of("file", "", catalogue),
                       looks=without_long_numbers(name), holds=True, options=tuple(options.items()))  # fmt: skip


def pattern_of(name: str) -> str:
    """A pattern of a file's name whose figures may be others.

    >>> pattern_of("Data Penerima_2017 (1).xlsx"), pattern_of("2017.xlsx")
    ('data penerima_* (*).xlsx', '2017.xlsx')
    """
    plain = re.sub(r"[\[\]*?]", "?", name.lower())
    stem = plain.rsplit(".", 1)[0]
    return re.sub(r"\d+", "*", plain) if sum(map(str.isalpha, stem)) >= _FEWEST_LETTERS else plain


def _of_heading(column: UnreadColumn, submission: Submission, declared: DeclaredList, own: str = "") -> Question:
    """Asks for the field of a column, read as `own` already."""
    # a second column of a field may take the place of the first
    own = own or declared.book.field_named(fold_header(column.header))
    taken = with_said_otherwise(submission.columns.values()) - {own}
    free = [name for name in declared.schema.fields if name not in taken]
    likely = likely_fields(column.header, column.shape, declared.book, free)[:_GUESSES]
    first = [each.field for each in likely]
    options = options_of("heading", "", declared.folder, declared.table, declared.catalogue, first)
    return Question(
        "heading", submission.agency_id, submission.table_id, "", column.header,
        text_of("heading", "", declared.catalogue), column.sheet, column.sample, f"{column.filled:.0%} terisi",
        options=tuple((answer, words) for answer, words in options.items() if answer not in taken),
        guesses=tuple((each.field, each.sure) for each in likely),
    )  # fmt: skip


def _of_rivals(submissions: Sequence[Submission], catalogue: Catalogue) -> Iterator[Question]:
    """Asks for the file in force where nothing tells the later of several."""
    groups: list[dict[str, Submission]] = []
    for submission in submissions:
        if _RIVALS not in submission.hold_codes:
            continue
        named = {problem.found for problem in submission.problems if problem.code == _RIVALS}
        group = {submission.submission_id: submission}
        of_list = [each for each in submissions if _list_of(each) == _list_of(submission)]
        group |= {each.submission_id: each for each in of_list if without_long_numbers(each.file_name) in named}
        joined = [each for each in groups if each.keys() & group.keys()]
        groups = [each for each in groups if each not in joined] + [
            dict(kv for g in (*joined, group) for kv in g.items())
        ]
    for group in groups:
        files = sorted(group.values(), key=lambda each: (each.received_at, each.file_name))
        subject = subject_of({each.file_sha256[:12]: without_long_numbers(each.file_name) for each in files})
        first = files[0]
        yield Question("version", first.agency_id, first.table_id, "", subject, text_of("version", "", catalogue),
                       looks="\n".join(list(which_file(subject).values())[:-1]), holds=True,
                       options=tuple(which_file(subject).items()))  # fmt: skip


def _list_of(submission: Submission) -> tuple[str, str, str | None]:
    return submission.agency_id, submission.table_id, submission.snapshot_id


def _of_word(word: WordMet, submission: Submission, declared: DeclaredList) -> Question:
    kind: Kind = "receipt" if word.meaning else "word"
    options = options_of(kind, word.field, declared.folder, declared.table, declared.catalogue)
    near = nearest(word.word, options.values()) if kind == "word" else None
    guesses = tuple((answer, near[1]) for answer, words in options.items() if near and words == near[0])
    first = {answer: options[answer] for answer, _ in guesses}
    return Question(
        kind, submission.agency_id, submission.table_id, word.field, word.word,
        text_of(kind, word.field, declared.catalogue), looks=f"{word.count} kali",
        options=tuple({**first, **options}.items()), guesses=guesses,
    )  # fmt: skip
