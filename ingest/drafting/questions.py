"""Gathers the open questions of a semester's files, with guesses and possible answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.declarations.catalogue import AgencyFolder, Catalogue
from ingest.declarations.checks import codes_of_field, village_codes
from ingest.declarations.contract import Table, VocabularyCode
from ingest.declarations.rulings import ASIDE, LEFT_BLANK, WITHOUT, Key, Kind, Ruling, key_of, shared_key
from ingest.fold import fold_header
from ingest.parsers.masking import without_long_numbers
from ingest.reading.declared_list import DeclaredList, declared_list
from ingest.reading.unread import likely_fields
from ingest.semester import Semester
from ingest.sheets.locate import nearest
from ingest.sheets.said_otherwise import with_said_otherwise
from ingest.submission import Submission, UnreadColumn, WordMet

_GUESSES = 3
_HOLDING = frozenset({"KOL-001", "KOL-003", "KOL-009"})
_FEWEST_LETTERS = 4
_SET_ASIDE = "Kesampingkan"


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


def open_questions(
    submissions: Iterable[Submission], catalogue: Catalogue, answered: Mapping[Key, Ruling]
) -> list[Question]:
    """Unanswered questions of these submissions, each once; those that hold a file first."""
    found: dict[Key, Question] = {}
    settled = {shared_key(key) for key in answered} | set(answered)
    for submission in submissions:
        if submission.status in ("duplicate", "superseded"):
            continue
        for question in _questions_of(submission, catalogue):
            key = _asked_as(question, catalogue)
            before = found.get(key)
            if key not in settled and (before is None or (question.holds and not before.holds)):
                found[key] = question
    return sorted(found.values(), key=lambda each: (not each.holds, _ORDER[each.kind], each.list_name))


def _asked_as(question: Question, catalogue: Catalogue) -> Key:
    """The key under which a question is asked once, a place for all lists."""
    return question.key if catalogue.agencies[question.agency_id].agency.regions else shared_key(question.key)


_ORDER: dict[Kind, int] = {"file": 0, "heading": 1, "required": 2, "receipt": 3, "word": 4}


def answered_questions(rulings: Iterable[Ruling], catalogue: Catalogue) -> list[Question]:
    """Answers that hold, as questions that can be answered anew."""
    found = []
    for ruling in rulings:
        options = answers_offered(ruling.kind, ruling.agency_id, ruling.table_id, ruling.field, catalogue)
        if not options:
            continue
        found.append(Question(ruling.kind, ruling.agency_id, ruling.table_id, ruling.field, ruling.subject,
                              _text(ruling.kind, ruling.field, catalogue), options=tuple(options.items()),
                              answer=ruling.answer))  # fmt: skip
    return sorted(found, key=lambda each: (each.list_name, _ORDER[each.kind], each.subject))


def answers_offered(kind: Kind, agency_id: str, table_id: str, field: str, catalogue: Catalogue) -> dict[str, str]:
    """Answers to a question with their words; none for a list no longer declared."""
    folder = catalogue.agencies.get(agency_id)
    if folder is None or (table_id and table_id not in folder.agency.tables):
        return {}
    return _options(kind, field, folder, folder.agency.tables.get(table_id), catalogue)


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
    for column in submission.unread:
        question = _of_heading(column, submission, declared)
        guessed |= {field for field, _ in question.guesses}
        yield replace(question, holds=column.header in told or any(column.header in found for found in doubled))
    for column in submission.slipped:
        yield _of_heading(column, submission, declared, own=column.field)
    yield from (question for question in _of_required(submission, declared) if question.field not in guessed)
    for word in submission.words:
        yield _of_word(word, submission, declared)


def _of_file(submission: Submission, folder: AgencyFolder, catalogue: Catalogue) -> Iterator[Question]:
    if any(problem.code == "FIL-005" for problem in submission.problems):
        name = submission.file_name.rsplit("/", 1)[-1]
        options = _options("file", "", folder, None, catalogue)
        yield Question("file", submission.agency_id, "", "", pattern_of(name), _text("file", "", catalogue),
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
    options = _options("heading", "", declared.folder, declared.table, declared.catalogue, first)
    return Question(
        "heading", submission.agency_id, submission.table_id, "", column.header,
        _text("heading", "", declared.catalogue), column.sheet, column.sample, f"{column.filled:.0%} terisi",
        options=tuple((answer, words) for answer, words in options.items() if answer not in taken),
        guesses=tuple((each.field, each.sure) for each in likely),
    )  # fmt: skip


def _of_required(submission: Submission, declared: DeclaredList) -> Iterator[Question]:
    """Asks whether the list may come without a column that nothing in it may be."""
    if not any(problem.code == "KOL-002" for problem in submission.problems):
        return
    filled = with_said_otherwise({*submission.columns.values(), *declared.table.constants})
    for name in declared.table.required:
        if name not in filled:
            options = _options("required", name, declared.folder, declared.table, declared.catalogue)
            usual = next(iter(declared.book.spellings_of(name)), name)
            yield Question("required", submission.agency_id, submission.table_id, name, usual,
                           _text("required", name, declared.catalogue), holds=True,
                           options=tuple(options.items()))  # fmt: skip


def _of_word(word: WordMet, submission: Submission, declared: DeclaredList) -> Question:
    kind: Kind = "receipt" if word.meaning else "word"
    options = _options(kind, word.field, declared.folder, declared.table, declared.catalogue)
    near = nearest(word.word, options.values()) if kind == "word" else None
    guesses = tuple((answer, near[1]) for answer, words in options.items() if near and words == near[0])
    first = {answer: options[answer] for answer, _ in guesses}
    return Question(
        kind, submission.agency_id, submission.table_id, word.field, word.word,
        _text(kind, word.field, declared.catalogue), looks=f"{word.count} kali",
        options=tuple({**first, **options}.items()), guesses=guesses,
    )  # fmt: skip


def _text(kind: Kind, field: str, catalogue: Catalogue) -> str:
    """The question in words."""
    if kind == "word" and field in ("village_name", "area_name"):
        return "Kelurahan mana yang dimaksud?"
    usual = next((f.spellings[0] for s in catalogue.entities.values() for n, f in s.fields.items()
                  if n == field and f.spellings), field)  # fmt: skip
    return {
        "heading": "Kolom ini isian apa?",
        "word": f"Pada isian {usual}, kata ini berarti apa?",
        "receipt": "Apakah yang berstatus ini penerima? (kini: bukan)",
        "file": "Berkas ini daftar yang mana?",
        "required": f"Kolom {usual} tidak ada. Terima daftar ini tanpa kolom itu?",
    }[kind]


def _options(
    kind: Kind, field: str, folder: AgencyFolder, table: Table | None, catalogue: Catalogue, first: Sequence[str] = ()
) -> dict[str, str]:
    """Answers of a kind with their words, `first` before the others."""
    if kind == "file":
        tables = {name: f"Daftar {name}" for name in sorted(folder.agency.tables)}
        return {**tables, ASIDE: "Abaikan berkas ini"}
    if kind == "receipt":
        return {"yes": "Ya, penerima", "no": "Bukan penerima"}
    if kind == "required":
        return {WITHOUT: "Ya, terima tanpa kolom ini"}
    if table is None:
        return {}
    schema = catalogue.entities[table.feeds]
    if kind == "heading":
        words = {name: each.spellings[0] for name, each in schema.fields.items() if each.spellings}
        rest = sorted(words, key=lambda name: words[name].lower())
        ordered = {name: words[name] for name in first if name in words} | {ASIDE: _SET_ASIDE}
        return ordered | {name: words[name] for name in rest}
    return _codes(field, folder, table, catalogue) | {LEFT_BLANK: "Biarkan kosong"}


def _codes(field: str, folder: AgencyFolder, table: Table, catalogue: Catalogue) -> dict[str, str]:
    """Code -> words of a field with a closed list."""
    if field in ("village_name", "area_name"):
        names = village_codes(folder.regions_path)
        twice = [name for name in names.values() if list(names.values()).count(name) > 1]
        return {code: f"{name} ({code})" if name in twice else name for code, name in names.items()}
    codes = codes_of_field(field, catalogue.entities[table.feeds].fields[field], folder, catalogue)
    if not isinstance(codes, Mapping):
        return {}
    return {code: entry.label if isinstance(entry, VocabularyCode) else str(entry) for code, entry in codes.items()}
