"""Combines fields of a row: NIK, birth, place, programme, receipt; one rule for all lists."""

from __future__ import annotations

import re
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from ingest.fold import fold_place
from ingest.parsers import addresses, codes, texts
from ingest.parsers.codes import CodeList
from ingest.parsers.column import column_of, parse_column
from ingest.reading.derived import derive_health, derive_record_source
from ingest.reading.place_of_row import resolve_place
from ingest.reading.typed import ARROW_TYPES, FieldIssue, RawTable, Reading, Typed
from ingest.workbook import Cell


def combine_fields(typed: Typed, raw: RawTable, reading: Reading) -> None:
    """Adds to `typed` the columns that more than one field decides."""
    _check_nik(typed)
    _derive_birth(typed)
    _derive_neighbourhood(typed, raw)
    resolve_place(typed, raw, reading)
    _resolve_programme(typed, raw, reading)
    _derive_receipt(typed, raw, reading)
    derive_health(typed, reading.table)
    derive_record_source(typed)
    _fill_constants(typed, raw.length, reading)


def _check_nik(typed: Typed) -> None:
    """A second NIK column counts where the first gives no valid number."""
    first, second = typed.columns.get("nik"), typed.columns.pop("nik_second", None)
    second_status = typed.columns.pop("nik_second_status", None)
    if second is None:
        return
    if first is None:
        typed.columns |= {"nik": second, "nik_status": second_status}
        return
    use = pc.and_(pc.is_null(first), pc.is_valid(second))
    typed.columns["nik"] = pc.if_else(use, second, first)
    typed.columns["nik_status"] = pc.if_else(use, second_status, typed.columns["nik_status"])


def _derive_birth(typed: Typed) -> None:
    """Date and place of birth from the cell that gives them, in order of exactness."""
    columns = typed.columns
    for other in ("birth_place_and_date", "birth_date_or_age"):
        if other in columns:
            date, quality = columns.pop(other), columns.pop(f"{other}_quality")
            place = columns.pop(f"{other}.place", None)
            present = columns.get("birth_date")
            columns["birth_date"] = date if present is None else pc.coalesce(present, date)
            columns["birth_date_quality"] = (
                quality if present is None else pc.if_else(pc.is_valid(present), columns["birth_date_quality"], quality)
            )
            if place is not None:
                columns["birth_place"] = (
                    pc.coalesce(columns["birth_place"], place) if "birth_place" in columns else place
                )


def _derive_neighbourhood(typed: Typed, raw: RawTable) -> None:
    """RT and RW from own columns, else a cell with both, else the address."""
    found = [
        (typed.columns.pop("rt_rw.rt", None), typed.columns.pop("rt_rw.rw", None)),
        (typed.columns.pop("rw.rt", None), typed.columns.pop("rt.rw", None)),
    ]
    if "address" in raw.cells:
        inside = addresses.extract_rt_rw(raw.cells["address"])
        found.append((inside.columns["rt"], inside.columns["rw"]))
    for rt, rw in found:
        for name, values in (("rt", rt), ("rw", rw)):
            if values is not None:
                present = typed.columns.get(name)
                typed.columns[name] = values if present is None else pc.coalesce(present, values)


def _resolve_programme(typed: Typed, raw: RawTable, reading: Reading) -> None:
    """The programme of each row: as declared, else as written."""
    if "programme_code" not in reading.schema.columns:
        return
    declared = reading.table.programme
    if declared:
        typed.columns["programme_code"] = pa.repeat(pa.scalar(declared), raw.length)
        programme = reading.catalogue.programmes[declared]
        if "benefit_type" in reading.schema.columns and programme.benefit_type:
            typed.columns["benefit_type"] = pa.repeat(pa.scalar(programme.benefit_type), raw.length)
        if "unit" in reading.schema.columns:
            typed.columns["unit"] = pa.repeat(pa.scalar(programme.unit), raw.length)
    elif "programme_text" in raw.cells:
        spellings = {code: [*entry.spellings, entry.label] for code, entry in reading.catalogue.programmes.items()}
        codes = CodeList.of(spellings).with_overrides(reading.table.values.get("programme_text", {}))
        parsed = parse_column(raw.cells["programme_text"], partial(_programme, codes), {"value": pa.string()})
        typed.take(parsed, "programme_text", value="programme_code")


def _programme(codes: CodeList, cell: Cell) -> tuple[str | None, str | None]:
    """The programme that a cell names: `Kartu Keluarga Sejahtera (KKS)`, `Program PKH`, `Bantuan RTLH`."""
    words = texts.as_words(cell)
    if texts.is_blank(words):
        return None, None
    outside, _, inside = words.partition("(")
    bare = re.sub(r"^(?:program|bantuan|kegiatan|penyaluran)\s+", "", outside.strip(), flags=re.IGNORECASE)
    found = (codes.find(text) for text in (words, outside, inside.rstrip(") "), bare) if text.strip())
    code = next(filter(None, found), None)
    return code, None if code else "PRG-001"


def _derive_receipt(typed: Typed, raw: RawTable, reading: Reading) -> None:
    """Status of each enrolment, and whether the row is a receipt by the declaration."""
    if "is_receipt" not in reading.schema.columns:
        return
    others = pa.array(raw.sheet_status or [None] * raw.length, pa.string())
    if "status_text" in raw.cells:
        cells = raw.cells["status_text"]
        parsed = codes.code(cells, reading.vocabulary("enrolment_status", "status_text"))
        distinct, index = column_of(cells).distinct
        blanks = [texts.is_blank(texts.as_words(cell)) for cell in distinct]
        is_blank = pa.array(blanks, pa.bool_()).take(pa.array(index))
        status = pc.coalesce(
            parsed.columns["value"], pc.if_else(is_blank, pc.fill_null(others, raw.blank_status), "unknown")
        )
        typed.issues += [FieldIssue("status_text", code, at) for code, at in parsed.issues.items() if at]
    elif "note" in raw.cells:  # among other remarks
        parsed = codes.code(raw.cells["note"], reading.vocabulary("enrolment_status", "note"))
        status = pc.fill_null(pc.coalesce(parsed.columns["value"], others), "active")
    else:
        status = pc.fill_null(others, "active")
    rule = reading.table.receipt.status
    if "in" in rule:
        receipt = pc.is_in(status, value_set=pa.array(rule["in"], pa.string()))
    elif "not" in rule:
        receipt = pc.invert(pc.is_in(status, value_set=pa.array(rule["not"], pa.string())))
    else:
        receipt = pc.is_in(status, value_set=pa.array(["active", "unknown"]))
    own = {fold_place(words): says for words, says in reading.table.receipt.words.items()}
    if own and "status_text" in raw.cells:
        said = [own.get(fold_place(texts.as_words(cell))) for cell in raw.cells["status_text"]]
        receipt = pc.coalesce(pa.array(said, pa.bool_()), receipt)
    typed.columns |= {"enrolment_status": status, "is_receipt": receipt}


def _fill_constants(typed: Typed, length: int, reading: Reading) -> None:
    """Fills the declared constants; a column of the sheet that says more goes first."""
    constants: dict[str, str | int] = dict(reading.table.constants)
    if "snapshot_id" in reading.schema.columns and reading.table.snapshot:
        constants["snapshot_id"] = reading.table.snapshot
    for name, value in constants.items():
        column = reading.schema.columns.get(name)
        if column is not None:
            constant = pa.repeat(pa.scalar(value).cast(ARROW_TYPES[column.type]), length)
            present = typed.columns.get(name)
            typed.columns[name] = (
                constant
                if present is None or name in ("benefit_type", "unit")
                else pc.coalesce(present.cast(constant.type), constant)
            )
