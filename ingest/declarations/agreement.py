"""Defines the agreement on one data source as a city writes it: `agreed_source.yml`.

Only the form is judged here; whether what was delivered fits it is asked at acceptance.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from ingest.declarations.contract import ProgrammeCode, SemesterText, Strict
from ingest.semester import Semester

Sha256 = Annotated[
    str, BeforeValidator(lambda text: str(text).strip().lower()), StringConstraints(pattern=r"^[0-9a-f]{64}$")
]
Written = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class AgreedTarget(Strict):
    """The agreed target group of a programme: up to this percentile or decile."""

    max_percentile: int | None = Field(default=None, ge=1, le=100)
    max_decile: int | None = Field(default=None, ge=1, le=10)


class AgreedFile(Strict):
    """One file of the snapshot: its bytes by hash, its rows of data by count."""

    sha256: Sha256
    rows: int | None = Field(default=None, ge=0)
    name: str = ""


class Permit(Strict):
    """The papers by which the city may use the source, and its last day."""

    agreement: str = ""
    confidentiality: str = ""
    hand_over: str = ""
    expires: date | None = None


class Letter(Strict):
    """A letter by its number and date."""

    letter_no: Written
    letter_date: date


class AgreedSource(Strict):
    """The agreement of a period: the snapshot, its files, who agreed, by which letter.

    Left out, `valid_from` is the first day of the semester, `valid_until` the day before the next agreement, `columns`
    all that the list declares, and files without a hash are any that carry the snapshot's name.
    """

    semester: SemesterText
    snapshot: Written
    agreed_by: Written
    letter_no: Written
    letter_date: date
    file_sha256: Sha256 | None = None
    file_rows: int | None = Field(default=None, ge=0)
    files: tuple[AgreedFile, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    ended_by: Letter | None = None
    permit: Permit = Permit()
    purpose: str = ""
    columns: tuple[str, ...] = ()
    decile: Literal["national", "province", "city"] = "national"
    """The rank that counts, where a source has several deciles."""
    target: dict[ProgrammeCode, AgreedTarget] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_one_story(self) -> AgreedSource:
        if self.file_sha256 and self.files:
            raise ValueError("file_sha256 dan files tidak boleh bersama; sebutkan semua berkas dalam files")
        if self.file_rows is not None and not self.file_sha256:
            raise ValueError("file_rows harus disertai file_sha256")
        if self.valid_until and self.valid_until < self.starts:
            raise ValueError(f"valid_until {self.valid_until} lebih awal dari valid_from {self.starts}")
        if self.ended_by and not self.valid_until:
            raise ValueError("ended_by harus disertai valid_until")
        return self

    @property
    def agreed_files(self) -> tuple[AgreedFile, ...]:
        """The files that were agreed on; none where the agreement names no hash."""
        return (AgreedFile(sha256=self.file_sha256, rows=self.file_rows),) if self.file_sha256 else self.files

    @property
    def starts(self) -> date:
        """The first day on which the agreement holds."""
        return self.valid_from or Semester.parse(self.semester).first_day

    @property
    def newest_letter(self) -> Letter:
        """The letter that last changed the agreement: the ending one, else its own."""
        return self.ended_by or Letter(letter_no=self.letter_no, letter_date=self.letter_date)

    def content(self) -> str:
        """Everything agreed as JSON, equal for equal agreements however laid out."""
        return json.dumps(self.model_dump(mode="json", exclude_defaults=True), sort_keys=True, ensure_ascii=False)

    @property
    def agreement_hash(self) -> str:
        """The hash of what was agreed."""
        return hashlib.sha256(self.content().encode()).hexdigest()
