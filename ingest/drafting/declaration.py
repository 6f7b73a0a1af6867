"""Drafts a declaration from a first look: sure things as YAML, doubts as comments.

Nothing is left out silently: a header that nobody knows stays undeclared, so that a check holds the file and asks. No
value of the workbook is written, only its headers and the names of its sheets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.declarations.catalogue import Catalogue
from ingest.declarations.contract import VocabularyCode
from ingest.drafting.first_look import FirstLook, SheetShape
from ingest.drafting.header_guess import SURE, HeaderSeen
from ingest.fold import fold_header
from ingest.parsers.places import Regions
from ingest.sheets.layout.header import has_word

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NUMBERED = re.compile(r"(?:^|_)(?:\w?\d+\w{0,2})(?=_|$)")
_PERSONS = ("enrolment_records", "reference_records", "civil_registry_records")
_AREAS = (("village_name", "village"), ("district_name", "district"), ("regency_name", "regency"),
          ("province_name", "province"))  # fmt: skip
_FIGURES = ("quota_count", "recipient_count", "person_count", "family_count", "case_count", "target_count",
            "realised_count", "budget_idr", "realised_idr", "problem")  # fmt: skip
_MOST_FEWER, _MOST_MORE = 0.5, 2


@dataclass(frozen=True)
class TableDraft:
    """One table in the making: its id, its sheets' shape, its header's anchors."""

    table_id: str
    shape: SheetShape
    programme: str
    anchors: tuple[str, ...]
    place_from: str = ""


@dataclass(frozen=True)
class Draft:
    """A drafted declaration: the text of agency.yml, and its tables."""

    text: str
    tables: tuple[TableDraft, ...]


def draft_agency(agency_id: str, file_name: str, look: FirstLook, catalogue: Catalogue, regions: Regions) -> Draft:
    """The declaration of this workbook's office; no tables where no sheet fits an entity."""
    tables = []
    taken: set[str] = set()
    for shape in (shape for shape in look.shapes if shape.entity):
        table = _table(shape, file_name, len(look.shapes) > 1, catalogue, regions)
        table_id = table.table_id
        while table_id in taken:
            table_id = f"{table.table_id}_{len(taken) + 1}"
        taken.add(table_id)
        tables.append(TableDraft(table_id, shape, table.programme, table.anchors, table.place_from))
    lines = [
        f"# Rancangan dari {file_name}. Periksa setiap baris, lalu: sinergi check BERKAS --agency {agency_id}",
        "# Angka % = seberapa yakin. Baris yang diawali # belum berlaku: putuskan, lalu hapus tanda # nya.",
        f"agency: {agency_id}",
        f"name: {_quoted(agency_id.replace('_', ' ').title())}   # nama lengkap instansi",
        "tables:" if tables else "tables: {}   # tidak ada lembar yang cocok dengan salah satu entitas",
    ]
    for table in tables:
        lines += _table_lines(table, file_name, len(look.shapes) > 1, catalogue)
    lines += _other_lines(look)
    return Draft("\n".join(lines) + "\n", tuple(tables))


def _table(shape: SheetShape, file_name: str, of_many: bool, catalogue: Catalogue, regions: Regions) -> TableDraft:
    programme = _programme((file_name, *shape.sheets[:3], *shape.titles), catalogue)
    name = shape.sheets[0] if of_many else programme or "_".join(_plain_words(file_name)) or "daftar"
    table_id = _NOT_WORD.sub("_", name.lower()).strip("_")[:40]
    table_id = table_id if table_id[:1].isalpha() else f"daftar_{table_id}".strip("_")
    return TableDraft(table_id, shape, programme, tuple(_anchors(shape)), _place_from(shape, regions))


def _programme(texts: Iterable[str], catalogue: Catalogue) -> str:
    """The programme whose spelling stands in the file's name, a sheet's or a title."""
    for text in texts:
        words = text.replace("_", " ")
        for code, programme in catalogue.programmes.items():
            if any(has_word(words, (fold_header(spelling),)) for spelling in programme.spellings):
                return code
    return ""


def _anchors(shape: SheetShape) -> Iterator[str]:
    """Words that the header band must hold: number and name, else area and first figure."""
    wanted: tuple[tuple[str, ...], ...] = ((*(name for name, _ in _AREAS), "area_name", "programme_text", "category"),)
    wanted += (_FIGURES,)
    if shape.entity in _PERSONS:
        wanted = (("nik",), ("full_name",))
    found = [header for names in wanted if (header := shape.field_of(*names))]
    # where nothing is sure yet, the table must be found all the same, so that a check can name its headers
    for header in found or shape.headers[:1]:
        yield header.text.rsplit(" / ", 1)[-1]


def _required(shape: SheetShape) -> list[str]:
    names = ("nik", "full_name") if shape.entity in _PERSONS else (*(name for name, _ in _AREAS[:3]), *_FIGURES)
    found = [name for name in names if shape.field_of(name)]
    return (
        found[:2] if shape.entity in _PERSONS else [*found[:1], *[name for name in found[1:] if name in _FIGURES][:1]]
    )


def _place_from(shape: SheetShape, regions: Regions) -> str:
    """The place of the kelurahan without a column: the sheets' names, else the titles."""
    if shape.entity not in _PERSONS or shape.field_of("village_name", "village_code_source"):
        return ""
    codes = regions.resolve_villages(list(shape.sheets)).columns["value"]
    return "sheet_name" if 2 * (len(codes) - codes.null_count) > len(shape.sheets) else "title"


def _table_lines(table: TableDraft, file_name: str, of_many: bool, catalogue: Catalogue) -> Iterator[str]:
    shape, programme = table.shape, catalogue.programmes.get(table.programme)
    yield f"  {table.table_id}:"
    yield f"    feeds: {shape.entity}"
    yield f"    files: [{_quoted(_pattern(file_name, table, programme))}]"
    if of_many:
        yield f"    sheets: [{', '.join(map(_quoted, shape.sheets))}]"
    if table.programme:
        yield f"    programme: {table.programme}"
    elif shape.entity in ("enrolment_records", "allocation_records"):
        yield f"    # programme: ...                      # yang dikenal: {', '.join(catalogue.programmes)}"
    if shape.entity == "reference_records":
        yield "    snapshot: ISI                          # nama sumber acuan, misalnya BDT-2015"
    yield f"    header: {{contains: [{', '.join(map(_quoted, table.anchors))}]}}"
    if required := _required(shape):
        yield f"    required: [{', '.join(required)}]"
    yield from _place_lines(table)
    if programme and programme.benefit_type and shape.entity == "enrolment_records":
        yield f"    constants: {{benefit_type: {programme.benefit_type}}}"
    yield (
        f"    rows: {{min: {max(1, int(shape.rows * _MOST_FEWER))}, max: {max(10, int(shape.rows * _MOST_MORE))}}}"
        + (f"   # kini sekitar {shape.rows} baris")
    )
    yield from _column_lines(shape)


def _place_lines(table: TableDraft) -> Iterator[str]:
    if table.place_from:
        yield f"    place_from: [{table.place_from}]"
    if table.shape.entity == "allocation_records":
        level = next((level for name, level in _AREAS if table.shape.field_of(name)), "")
        yield (
            f"    area_level: {level}"
            if level
            else "    # area_level: village                 # atau district, regency"
        )
    coded = table.shape.field_of("village_code_source", "district_code_source", "regency_code_source")
    if coded:
        yield f"    # region_codes: bps                   # atau kemendagri: asal kode di kolom {coded.letter}"


def _column_lines(shape: SheetShape) -> Iterator[str]:
    """Spellings to declare, then what is not sure, then what the dictionary knows already."""
    fields: dict[str, list[HeaderSeen]] = {}
    for header in shape.headers:
        if header.field not in ("", "ignored"):
            fields.setdefault(header.field, []).append(header)
    sure = [header for header in shape.headers if header.how in ("near", "inside") and header.sure >= SURE]
    if sure:
        yield "    columns:"
        yield from (
            f"      {header.field}: [{_quoted(header.text)}]   # {header.sure:.0%}, dekat dengan {header.near!r}"
            for header in sure
        )
    for name, many in fields.items():
        if sum(header.sure >= SURE for header in many) > 1:
            yield f"    # dua kolom untuk {name}; tulis yang dipakai di columns, yang lain di ignore: " + ", ".join(
                f"{_quoted(header.text)} ({header.letter})" for header in many
            )
    unsure = [header for header in shape.headers if header.field != "ignored" and header.sure < SURE]
    if unsure:
        yield "    # belum pasti; pindahkan ke columns (isian: [judul]) atau ke ignore ([judul]):"
        yield from (f"    #   {_hint(header)}" for header in unsure)
    years = [header.text for header in shape.headers if re.fullmatch(r"(19|20)\d\d", header.text)]
    if len(years) > 1:
        columns = ", ".join(f'"{year}": {{period_year: {year}}}' for year in years)
        yield f"    # satu kolom per tahun? unpivot: [{{into: realised_idr, columns: {{{columns}}}}}]"
    exact = [
        f"{header.text} -> {header.field}"
        for header in shape.headers
        if header.how == "known" and header.field != "ignored"
    ]
    if exact:
        yield "    # sudah dikenal di kamus, tidak perlu ditulis:"
        yield from (f"    #   {line}" for line in _wrapped(exact))


def _hint(header: HeaderSeen) -> str:
    if not header.field:
        return (
            f"{_quoted(header.text)} ({header.letter}): belum dikenal, isinya {_SHAPES.get(header.shape, 'campuran')}"
        )
    why = f"dekat dengan {header.near!r}" if header.near else f"menurut isinya ({_SHAPES.get(header.shape, '')})"
    return f"{_quoted(header.text)} ({header.letter}): mungkin {header.field}, {header.sure:.0%}, {why}"


_SHAPES = {
    "nik": "16 angka", "rupiah": "rupiah", "date": "tanggal", "sex": "L/P", "yes_no": "ya/tidak", "year": "tahun",
    "number": "angka", "text": "teks", "empty": "kosong",
}  # fmt: skip


def _wrapped(words: Iterable[str], width: int = 100) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + len(word) > width:
            yield line
            line = ""
        line += f"; {word}" if line else word
    if line:
        yield line


def _other_lines(look: FirstLook) -> Iterator[str]:
    reasons = {"hidden": "tersembunyi", "recap": "rekap, dilewati", "no_table": "tanpa tabel"}
    for name, reason in look.others.items():
        yield f"# lembar {_quoted(name)}: {reasons[reason]}"
    for shape in look.shapes:
        if not shape.entity:
            yield (
                f"# lembar {', '.join(map(_quoted, shape.sheets))}: ada tabel, tetapi belum jelas isinya; judul kolom: "
                + (", ".join(_quoted(header.text) for header in shape.headers))
            )


def _pattern(file_name: str, table: TableDraft, programme: VocabularyCode | None) -> str:
    """A file pattern for later semesters too: around the programme's word, else without numbers."""
    stem = file_name.rsplit(".", 1)[0].lower()
    words = sorted((text.lower() for text in (table.programme, *(programme.spellings if programme else ()))), key=len)
    named = next((word for word in reversed(words) if word and word in stem), "")
    if named:
        return f"*{named}*"
    parts = _plain_words(file_name)[:4]
    return f"*{'*'.join(parts)}*" if parts else file_name


def _plain_words(file_name: str) -> list[str]:
    """The words of a file's name without codes and years."""
    stem = file_name.rsplit(".", 1)[0].lower()
    plain = _NUMBERED.sub("_", _NOT_WORD.sub("_", stem))
    return [part for part in plain.split("_") if len(part) > 2]


def _quoted(text: str) -> str:
    """Text as YAML takes it on one line."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
