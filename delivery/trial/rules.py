"""Reads the file of rules to try, and checks it whole.

Every fault at once, each with its code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from ingest.parsers.dates import parse_date
from ingest.parsers.numbers import parse_age, parse_rank, parse_rupiah
from ingest.parsers.texts import as_words
from ingest.sheets.locate import nearest
from ingest.workbook import Cell, UnreadableFile, is_blank, open_workbook

NO_LIMIT = "-"
# Of the seeds programme_eligibility and benefit_amounts: columns that say what a rule is, not what it decides.
_REMARKS = frozenset({"rule_id", "is_entitlement", "condition_text", "source", "confidence", "amount_text"})
_DATES = ("valid_from", "valid_to")
_LIMITS: Mapping[str, tuple[Callable[[Cell], tuple[int | None, str | None]], str]] = {
    "max_percentile": (partial(parse_rank, highest=100), "bilangan bulat 1 sampai 100"),
    "max_decile": (partial(parse_rank, highest=10), "bilangan bulat 1 sampai 10"),
    "min_age_years": (parse_age, "umur 0 sampai 120 tahun"),
    "max_age_years": (parse_age, "umur 0 sampai 120 tahun"),
    "amount_per_semester_idr": (parse_rupiah, "rupiah per semester"),
}
COLUMNS = ("programme_code", "target_unit", *_LIMITS, *_DATES, *sorted(_REMARKS))


class RuleProblem(Exception):  # noqa: N818 - what was found, all of it
    """The error that the file cannot be tried.

    `problems` holds every sentence with its code, in Indonesian.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class PublishedRule:
    """A programme's rule in a semester as it is published.

    None is no limit, or an amount that is not known.
    """

    programme_code: str
    target_unit: str
    max_percentile: int | None
    max_decile: int | None
    min_age_years: int | None
    max_age_years: int | None
    is_entitlement: bool
    amount_per_semester_idr: int | None


@dataclass(frozen=True)
class TriedRule:
    """The published rule and the one to try in its place."""

    published: PublishedRule
    tried: PublishedRule

    @property
    def programme_code(self) -> str:
        return self.published.programme_code


def published_rules(warehouse: duckdb.DuckDBPyConnection, semester: str) -> dict[str, PublishedRule]:
    """Programme -> its rule in the semester.

    Empty when the warehouse does not know the semester.
    """
    found = warehouse.execute(
        """
        select rules.programme_code, rules.target_unit, rules.max_percentile, rules.max_decile, rules.min_age_years,
            rules.max_age_years, rules.is_entitlement, max(amounts.amount_per_semester_idr)
        from measures.msr_programme_rules as rules
        inner join core.dim_semester as semesters on rules.semester = semesters.semester
        left join seeds.benefit_amounts as amounts on rules.programme_code = amounts.programme_code
            and semesters.last_day >= amounts.valid_from
            and (amounts.valid_to is null or semesters.last_day <= amounts.valid_to)
        where rules.semester = ? group by all order by all
        """, [semester],
    ).fetchall()  # fmt: skip
    return {row[0]: PublishedRule(*row) for row in found}


def read_rules(path: Path, published: Mapping[str, PublishedRule], last_day: date) -> list[TriedRule]:
    """The rules in the file, each laid over the published one.

    What is blank stays, `-` lifts a limit.

    RuleProblem lists every fault: of the file, of its columns, of every row.
    """
    header, rows = _table(path)
    problems = [
        f"ATR-002 Kolom tidak dikenal: {name}{_guess(name, COLUMNS)}. Yang ada: {', '.join(COLUMNS)}."
        for name in header
        if name and name not in COLUMNS
    ]
    if "programme_code" not in header:
        problems.append("ATR-003 Kolom programme_code tidak ada. Tulis satu baris untuk setiap program yang dicoba.")
        raise RuleProblem(problems)
    rules: list[TriedRule] = []
    seen: set[str] = set()
    for number, cells in rows:
        row = {name: cell for name, cell in zip(header, cells, strict=False) if name in COLUMNS}
        problems += [
            f"{text[:7]} baris {number}: {text[8:]}" for text in _read_row(row, published, last_day, rules, seen)
        ]
    if not rules and not problems:
        problems.append("ATR-001 Berkas tidak berisi satu aturan pun.")
    if problems:
        raise RuleProblem(problems)
    return rules


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[Cell]]]]:
    try:
        sheet = next(open_workbook(path).sheets(), None)
    except UnreadableFile as error:
        raise RuleProblem([f"{error.code} {error.reason_id}"]) from None
    filled = [
        (number, cells)
        for number, cells in enumerate(sheet.rows if sheet else [], 1)
        if not all(is_blank(cell) for cell in cells)
    ]
    if not filled:
        raise RuleProblem(["ATR-001 Berkas tidak berisi satu aturan pun."])
    return [as_words(cell).strip().lower() for cell in filled[0][1]], filled[1:]


def _read_row(
    row: Mapping[str, Cell], published: Mapping[str, PublishedRule], last_day: date, rules: list[TriedRule],
    seen: set[str],
) -> Iterable[str]:  # fmt: skip
    """Adds the row's rule to `rules`, or gives what is wrong with it.

    `seen` are the programmes of the rows above.
    """
    code = as_words(row.get("programme_code")).strip().upper()
    if code not in published:
        programmes = ", ".join(published)
        yield f"ATR-004 Program tidak dikenal: {code or '(kosong)'}{_guess(code, published)}. Yang ada: {programmes}."
        return
    if code in seen:
        yield f"ATR-007 Program {code} tertulis dua kali. Sisakan satu baris."
        return
    seen.add(code)
    rule, wrong = _laid_over(row, published[code])
    wrong += _period(row, last_day)
    unit = as_words(row.get("target_unit")).strip()
    if unit and unit != rule.target_unit:
        wrong.append(f"ATR-010 target_unit {unit}: {code} dihitung per {rule.target_unit}, tidak dapat dicoba lain.")
    if rule.target_unit == "family" and (rule.min_age_years, rule.max_age_years) != (None, None):
        wrong.append(f"ATR-012 Batas umur hanya untuk program orang; {code} adalah program keluarga.")
    if None not in (rule.min_age_years, rule.max_age_years) and (rule.min_age_years or 0) > (rule.max_age_years or 0):
        wrong.append(f"ATR-006 Umur paling muda {rule.min_age_years} melebihi umur paling tua {rule.max_age_years}.")
    if not wrong and rule.max_percentile is None and rule.max_decile is None:
        wrong.append("ATR-013 Tanpa batas persentil dan desil tidak ada sasaran. Isi salah satunya.")
    if not wrong and rule == published[code]:
        wrong.append(f"ATR-009 Aturan {code} sama dengan yang terbit: tidak ada yang dicoba.")
    yield from wrong
    if not wrong:
        rules.append(TriedRule(published[code], rule))


def _laid_over(row: Mapping[str, Cell], published: PublishedRule) -> tuple[PublishedRule, list[str]]:
    stated: dict[str, int | None] = {}
    wrong = []
    for name, (parse, expected) in _LIMITS.items():
        cell = row.get(name)
        if is_blank(cell):
            continue
        if as_words(cell).strip() == NO_LIMIT:
            stated[name] = None
            continue
        value, _ = parse(cell)
        if value is None or value < 0:
            wrong.append(f"ATR-005 {name}: {as_words(cell)[:20]} bukan {expected}.")
        else:
            stated[name] = value
    if "max_percentile" in stated and "max_decile" not in stated:
        # the decile stands in where the source has no percentile: whole deciles only, as for agreements
        limit = stated["max_percentile"]
        stated["max_decile"] = None if limit is None else limit // 10
    return replace(published, **stated), wrong  # type: ignore[arg-type]


def _period(row: Mapping[str, Cell], last_day: date) -> list[str]:
    wrong, days = [], {}
    for name in _DATES:
        cell = row.get(name)
        if is_blank(cell):
            continue
        read = parse_date(cell, latest=date(2100, 12, 31))
        if read.value is None:
            wrong.append(f"ATR-011 {name}: {as_words(cell)[:20]} bukan tanggal. Tulis seperti 2017-01-31.")
        else:
            days[name] = read.value
    if days.get("valid_from", last_day) > last_day or days.get("valid_to", last_day) < last_day:
        wrong.append(f"ATR-008 Aturan tidak berlaku pada hari terakhir semester ({last_day}). Kosongkan kedua tanggal.")
    return wrong


def _guess(name: str, candidates: Iterable[str]) -> str:
    found = nearest(name, candidates) if name else None
    return f" (mungkin {found[0]})" if found else ""
