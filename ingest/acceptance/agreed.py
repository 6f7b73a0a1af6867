"""Judges whether what stands is what was agreed on: its files, rows, columns, dates, letters.

Judged for every semester of the book, because a release holds all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ingest.acceptance.agreement import AGREEMENT, agreed_sources, in_force
from ingest.declarations.agreement import AgreedSource
from ingest.declarations.contract import IssueCode
from ingest.ledger import AgreementRow, Ledger, SubmissionRow
from ingest.parsers.masking import without_long_numbers
from ingest.semester import Semester
from ingest.store import Store
from ingest.submission import Problem, Submission

OF_A_SOURCE = ("reference_records", "reference_families")
"""The entities whose lists are an agreed source."""


@dataclass(frozen=True)
class Agreed:
    """The agreements beside what came, for one run of a semester on one day."""

    store: Store
    ledger: Ledger
    codes: Mapping[str, IssueCode]
    semester: str
    today: date

    @cached_property
    def agreements(self) -> list[AgreedSource]:
        """Every agreement of the inbox; CatalogueError when one cannot be read."""
        return agreed_sources(self.store)

    @cached_property
    def rows(self) -> list[SubmissionRow]:
        """Every submission of the book."""
        return self.ledger.submissions()

    @cached_property
    def semesters(self) -> list[str]:
        """The semesters that a release would hold."""
        return sorted({row.semester for row in self.rows} | {self.semester})

    def faults(self) -> list[Problem]:
        """Everything for which nothing may be published, each once."""
        found = [*self._papers(), *self._periods(), *self._files()]
        return list(dict.fromkeys(found))

    def notes(self) -> list[Problem]:
        """The problems that stop nothing: no agreement, or one without a hash."""
        agreement = in_force(self.agreements, self.semester)
        if agreement is None:
            return [_told(self.codes, "SEP-012", f"tidak ada {self.semester}/{AGREEMENT}")]
        return [] if agreement.agreed_files else [_told(self.codes, "SEP-013", _letter(agreement))]

    def _papers(self) -> Iterator[Problem]:
        """Agreements that were changed or taken away since something was published by them."""
        present = {agreement.semester: agreement for agreement in self.agreements}
        booked: dict[str, list[AgreementRow]] = {}
        for row in self.ledger.agreements():
            booked.setdefault(row.semester, []).append(row)
        for semester, rows in booked.items():
            last, now = rows[-1], present.get(semester)
            if now is None and self.ledger.fact(forgotten_fact(semester)):
                continue  # its time was over, and it was forgotten on purpose
            if now is None:
                yield _told(self.codes, "SEP-003", f"{semester}/{AGREEMENT}", _booked_letter(last))
            elif now.agreement_hash != last.agreement_hash and not _is_amended(now, rows):
                found = f"{_letter(now)}, hash isi {now.agreement_hash}"
                expected = f"{_booked_letter(last)}, hash isi {last.agreement_hash}"
                yield _told(self.codes, "SEP-002", found, expected)

    def _periods(self) -> Iterator[Problem]:
        for semester in self.semesters:
            agreement = in_force(self.agreements, semester)
            if agreement is None:
                continue
            day = Semester.parse(semester).last_day
            if agreement.starts > day:
                yield _told(self.codes, "SEP-004", f"{_letter(agreement)}, berlaku mulai {agreement.starts}",
                            f"berlaku pada {day} ({semester})")  # fmt: skip
            if agreement.valid_until and agreement.valid_until < day:
                yield _told(self.codes, "SEP-005", f"{_letter(agreement)}, berlaku sampai {agreement.valid_until}",
                            f"berlaku pada {day} ({semester})")  # fmt: skip
        now = in_force(self.agreements, self.semester)
        if now and now.permit.expires and now.permit.expires < self.today:
            yield _told(self.codes, "SEP-006", f"{_letter(now)}, izin sampai {now.permit.expires}",
                        f"berlaku pada {self.today}")  # fmt: skip

    def _files(self) -> Iterator[Problem]:
        for semester in self.semesters:
            agreement = in_force(self.agreements, semester)
            if agreement is not None:
                yield from self.faults_of(agreement, self.standing(agreement.snapshot, semester))

    def standing(self, snapshot: str, semester: str) -> list[Submission]:
        """The admitted files of a snapshot's newest delivery up to a semester."""
        admitted = [row for row in self.rows if row.status == "admitted" and row.semester <= semester]
        loaded = [(row.semester, self._submission(row)) for row in admitted if row.entity in OF_A_SOURCE]
        of_it = [(delivered, each) for delivered, each in loaded if each.snapshot_id == snapshot]
        newest = max((delivered for delivered, _ in of_it), default="")
        return [each for delivered, each in of_it if delivered == newest]

    def _submission(self, row: SubmissionRow) -> Submission:
        folder = self.store.conformed(row.agency_id, row.table_id or "_unclaimed", row.semester)
        return Submission.load(folder / f"{row.submission_id}.json")

    def faults_of(self, agreement: AgreedSource, standing: Sequence[Submission]) -> Iterator[Problem]:
        """The faults of the files of a snapshot: others, missing, other rows or columns."""
        letter = _letter(agreement)
        if not standing:
            hashes = ", ".join(each.sha256 for each in agreement.agreed_files) or "tanpa hash"
            yield _told(self.codes, "SEP-007", "tidak ada", f"{agreement.snapshot}, hash {hashes}, menurut {letter}")
            return
        here = {each.file_sha256: each for each in standing}
        there = {each.sha256: each for each in agreement.agreed_files}
        yield from self._other_files(agreement, here)
        for sha256 in there.keys() & here.keys():
            rows, stated = here[sha256].rows_accepted + here[sha256].rows_rejected, there[sha256].rows
            if stated is not None and stated != rows:
                yield _told(self.codes, "SEP-009", f"{_name(here[sha256])}, {rows} baris",
                            f"{stated} baris menurut {letter}")  # fmt: skip
        for each in standing:
            outside = sorted(set(each.columns.values()) - set(agreement.columns) - {"ignored"})
            if agreement.columns and outside:
                yield _told(self.codes, "SEP-010", f"{_name(each)}: {', '.join(outside)}", f"columns menurut {letter}")

    def _other_files(self, agreement: AgreedSource, here: Mapping[str, Submission]) -> Iterator[Problem]:
        there = {each.sha256 for each in agreement.agreed_files}
        if not there:
            return
        letter = _letter(agreement)
        missing, other = there - here.keys(), here.keys() - there
        for sha256 in sorted(other):
            mended = _hashes_before(self.rows, here[sha256]) & missing
            agreed = ", ".join(sorted(mended or missing or there))
            found = f"{_name(here[sha256])}, hash {sha256}"
            if mended:
                found += f" ({self._mended_in_words(here[sha256])})"
                missing -= mended
            yield _told(self.codes, "SEP-011" if mended else "SEP-008", found, f"hash {agreed} menurut {letter}")
        if missing and not other:
            yield _told(self.codes, "SEP-007", f"{len(here)} dari {len(there)} berkas",
                        f"{agreement.snapshot}, hash {', '.join(sorted(missing))}, menurut {letter}")  # fmt: skip

    def _mended_in_words(self, submission: Submission) -> str:
        """The counts of an office's mends through workbooks sent back."""
        chain = {submission.submission_id, *submission.corrects}
        answers = self.ledger.answers(submission.semester)
        outcomes = Counter(each.outcome for each in answers if each.submission_id in chain)
        return f"{outcomes['fixed']} isian diperbaiki, {outcomes['removed']} dihapus"


def forgotten_fact(semester: str) -> str:
    """The name of the fact that the source agreed on for a semester was forgotten."""
    return f"source forgotten {semester}"


def booked(agreement: AgreedSource) -> AgreementRow:
    """The line of the ledger for an agreement."""
    letter = agreement.newest_letter
    return AgreementRow(
        agreement.semester, agreement.agreement_hash, letter.letter_no, letter.letter_date.isoformat(),
        agreement.content(),
    )  # fmt: skip


def _is_amended(now: AgreedSource, rows: Sequence[AgreementRow]) -> bool:
    """True when a newer, unknown letter stands under the new wording."""
    letter = now.newest_letter
    known = {row.letter_no for row in rows}
    return letter.letter_no not in known and letter.letter_date.isoformat() >= rows[-1].letter_date


def _hashes_before(rows: Sequence[SubmissionRow], submission: Submission) -> set[str]:
    """The hashes of the files that a workbook sent back takes the place of."""
    return {row.file_sha256 for row in rows if row.submission_id in submission.corrects}


def _letter(agreement: AgreedSource) -> str:
    letter = agreement.newest_letter
    return f"surat {letter.letter_no} tanggal {letter.letter_date} ({agreement.semester}/{AGREEMENT})"


def _booked_letter(row: AgreementRow) -> str:
    return f"surat {row.letter_no} tanggal {row.letter_date}, dipakai sejak {row.booked_at}"


def _name(submission: Submission) -> str:
    return without_long_numbers(f"{submission.agency_id}/{submission.file_name}")


def _told(codes: Mapping[str, IssueCode], code: str, found: str, expected: str = "") -> Problem:
    """The problem with its hashes whole.

    A run of digits inside a hash is nobody's number.
    """
    return replace(Problem.of(codes, code), found=found, expected=expected)
