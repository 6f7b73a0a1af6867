"""Derives the question of each rule, as SQL.

It says which rows or cells are looked at, and which of them fail.

A question about rows gives (record_id, field); never a value. Everything is derived from the entity and the
declaration: no agency is named here.
"""

from __future__ import annotations

from collections.abc import Mapping

from expectations.asking import Ask, Question, of_cells, of_counts, of_groups, of_repeats
from expectations.families import FAMILIES
from expectations.judged_list import JudgedList
from expectations.numbers import NUMBERS
from expectations.places import PLACES
from expectations.ranks import RANKS

_HAVE_A_RULE = frozenset({"nik", "family_card", "percentile", "decile"})
_IDENTIFYING = frozenset({"nik", "family_card", "id_text", "integer"})
# Day 01-31 (41-71 for women), no 30 or 31 February, 31 only in long months; 29 February passes: the century is unknown.
_POSSIBLE_DATE = (
    "[0-9]{6}([04][1-9]|[1256][0-9])(0[1-9]|1[0-2])[0-9]{6}"
    "|[0-9]{6}[37]0(0[13-9]|1[0-2])[0-9]{6}|[0-9]{6}[37]1(0[13578]|1[02])[0-9]{6}"
)
_ORIGIN = frozenset({"record_id", "submission_id", "sheet", "row_number", "part"})
_PLAN_AND_REAL = (("quota_count", "recipient_count"), ("quota_kg", "realised_kg"), ("budget_idr", "realised_idr"))


def _totals(judged: JudgedList) -> Question | None:
    counts = "select count(*) filter (where not agrees) as failed, count(*) as checked from $totals"
    return Question(counts, "select field from $totals where not agrees", about_rows=False)


def _row_key(judged: JudgedList) -> Question | None:
    twice = "select record_id from $rows group by record_id having count(*) > 1"
    return of_cells([("record_id", "true", f"record_id is null or record_id in ({twice})")])


def _list_key(judged: JudgedList) -> Question | None:
    """The declared key, unless NIK-105 asks it.

    Its first column and every serial are filled, the rest may be empty.
    """
    names = judged.table.unique
    key = [judged.stored(name) for name in names]
    if not names or "nik" in names or None in key:
        return None
    columns = [column for column in key if column]
    needed = [c for c in columns if c == columns[0] or judged.type_of(c) in _IDENTIFYING]
    return of_repeats(columns[0], needed, columns)


def _source_person(judged: JudgedList) -> Question | None:
    if not judged.has("snapshot_id", "source_person_id") or judged.table.unique == ("source_person_id",):
        return None
    return of_repeats("source_person_id", ["source_person_id"], ["source_person_id", "snapshot_id"])


def _nik_once(judged: JudgedList) -> Question | None:
    """NIK at the grain of the list.

    The rest of its key, beside who it is (component, cycle), may differ.
    """
    if not judged.has("nik") or judged.may_repeat:
        return None
    beside = [judged.stored(n) for n in judged.table.unique if judged.type_of(n) not in _IDENTIFYING]
    return of_repeats("nik", ["nik"], ["nik", *(column for column in beside if column)])


def _required(judged: JudgedList) -> list[str]:
    """Columns of the declared required fields without a rule of their own, each once."""
    names = [n for n in judged.table.required if judged.type_of(n) not in _HAVE_A_RULE]
    return list(dict.fromkeys(column for n in names if (column := judged.stored(n))))


def _mostly_filled(judged: JudgedList) -> Question | None:
    return of_cells(
        (c, "true", f"{c} is null and (select count({c}) * 2 < count(*) from $rows)") for c in _required(judged)
    )


def _filled(judged: JudgedList) -> Question | None:
    names = _required(judged)
    question = of_cells((column, "true", f"{column} is null") for column in names)
    never = [("ExpectColumnValuesToNotBeNull", {"column": column}) for column in names]
    return question.by_library(*never) if question else None


def _number_form(column: str, status: str) -> Ask:
    form = f"({column} is not null and not regexp_full_match({column}, '[0-9]{{16}}'))"
    kept = f"(coalesce({status}, '') = 'valid') <> ({column} is not null)"
    return lambda x: of_cells([(column, "true", f"{form} or {kept}")]) if x.has(column, status) else None


def _nik_date(judged: JudgedList) -> Question | None:
    rows = "nik is not null and regexp_full_match(nik, '[0-9]{16}')"
    return of_cells([("nik", rows, f"not regexp_full_match(nik, '{_POSSIBLE_DATE}')")]) if judged.has("nik") else None


def _nik_present(only_required: bool) -> Ask:
    def ask(judged: JudgedList) -> Question | None:
        required = "nik" in judged.table.required
        wanted = required or (not only_required and not judged.brings.isdisjoint({"nik", "nik_second"}))
        return of_cells([("nik", "true", "nik is null")]) if wanted and judged.has("nik") else None

    return ask


def _family_card_present(judged: JudgedList) -> Question | None:
    wanted = judged.has("family_card_no") and "family_card_no" in (*judged.brings, *judged.table.required)
    return of_cells([("family_card_no", "true", "family_card_no is null")]) if wanted else None


def _codes(of_regions: bool) -> Ask:
    code_query = "select code from known_codes where vocabulary"

    def ask(judged: JudgedList) -> Question | None:
        closed = {
            name: column.vocabulary
            for name, column in judged.schema.columns.items()
            if column.vocabulary and column.type == "text" and (column.vocabulary == "regions") == of_regions
        }
        question = of_cells(
            (name, f"{name} is not null", f"{name} not in ({code_query} = '{vocabulary}')")
            for name, vocabulary in closed.items()
        )
        sets = [("ExpectColumnValuesToBeInSet", {"column": n, "vocabulary": v}) for n, v in closed.items()]
        return question.by_library(*sets) if question else None

    return ask


def _status_known(judged: JudgedList) -> Question | None:
    rows = "status_text is not null"
    wanted = judged.has("status_text", "enrolment_status")
    return of_cells([("status_text", rows, "enrolment_status = 'unknown'")]) if wanted else None


def _place_known(judged: JudgedList) -> Question | None:
    for text, code in (("village_text", "village_code"), ("area_text", "area_code")):
        if judged.has(text, code):
            return of_cells([(text, f"{text} is not null", f"{code} is null")])
    return None


def _rank_present(judged: JudgedList) -> Question | None:
    if not judged.has("welfare_percentile", "welfare_decile"):
        return None
    return of_cells([("welfare_percentile", "true", "welfare_percentile is null and welfare_decile is null")])


def _dates_plausible(judged: JudgedList) -> Question | None:
    last = judged.semester.last_day
    ranges = {"birth_date": ("1900-01-01", last.isoformat())}
    names = [n for n, c in judged.schema.columns.items() if c.type == "date" and n != "as_of_date"]
    bounds = [(name, *ranges.get(name, ("1945-01-01", f"{last.year}-12-31"))) for name in names]
    return of_cells(
        (n, f"{n} is not null", f"{n} not between date '{first}' and date '{end}'") for n, first, end in bounds
    )


def _not_negative(judged: JudgedList) -> Question | None:
    """Amounts of every kind; a balance may be negative, that is what it is for."""
    return of_cells(
        (name, f"{name} is not null", f"{name} < 0")
        for name, column in judged.schema.columns.items()
        if (column.type in ("bigint", "decimal") or name.endswith("_count")) and not name.startswith("balance_")
    )


def _within_plan(judged: JudgedList) -> Question | None:
    pairs = [(plan, real) for plan, real in _PLAN_AND_REAL if judged.has(plan, real)]
    return of_cells((real, f"{plan} is not null and {real} is not null", f"{real} > {plan}") for plan, real in pairs)


def _families_and_persons(judged: JudgedList) -> Question | None:
    """A family has a person at least."""
    rows = "family_count > 0 and person_count > 0"
    wanted = judged.has("family_count", "person_count")
    return of_cells([("family_count", rows, "family_count > person_count")]) if wanted else None


def _kilograms_each(judged: JudgedList) -> Question | None:
    """Rice for each receiver, between a bag's rest and two years' largest ration."""
    if not judged.has("recipient_count", "quota_count", "family_count", "realised_kg"):
        return None
    people = "coalesce(recipient_count, quota_count, family_count)"
    rows = f"{people} > 0 and realised_kg > 0"
    return of_cells([("realised_kg", rows, f"realised_kg / {people} not between 0.5 and 400")])


def _programme_known(judged: JudgedList) -> Question | None:
    wanted = judged.has("programme_text", "programme_code")
    return of_cells([("programme_text", "programme_text is not null", "programme_code is null")]) if wanted else None


def _whole_row(judged: JudgedList) -> Question | None:
    """Rows that say the same in every column."""
    content = [name for name in judged.schema.columns if name not in _ORIGIN]
    same = f"hash({', '.join(content)})"
    return of_groups("record_id", "true", same, "count(*) > 1")


QUESTIONS: Mapping[str, Ask] = {
    "ROW-001": of_counts("rows_in is distinct from rows_accepted + rows_rejected + rows_furniture"),
    "ROW-002": of_counts("rows_stored is distinct from rows_accepted"),
    "ROW-003": _row_key,
    "BAR-101": of_counts("rows_rejected > rows_accepted"),
    "BAR-102": _list_key,
    "BAR-103": _source_person,
    "VOL-001": of_counts("rows_accepted < rows_min"),
    "VOL-002": of_counts("rows_accepted > rows_max", "rows_max is not null"),
    "VOL-003": of_counts("abs(rows_accepted - rows_before) > 0.5 * rows_before", "rows_before is not null"),
    "TAB-006": _totals,
    "ISI-101": _mostly_filled,
    "ISI-102": _filled,
    "NIK-101": _number_form("nik", "nik_status"),
    "NIK-102": _nik_date,
    "NIK-103": _nik_present(only_required=True),
    "NIK-104": _nik_present(only_required=False),
    "NIK-105": _nik_once,
    "KK-101": _number_form("family_card_no", "family_card_status"),
    "KK-102": _family_card_present,
    "KODE-001": _status_known,
    "KODE-101": _codes(of_regions=False),
    "WIL-001": _place_known,
    "WIL-101": _codes(of_regions=True),
    "WIL-102": _place_known,
    "RNK-102": _rank_present,
    "TGL-004": _dates_plausible,
    "ANG-101": _not_negative,
    "ALO-101": _within_plan,
    "ALO-102": _families_and_persons,
    "ALO-103": _kilograms_each,
    "BAR-104": _whole_row,
    "KODE-102": _programme_known,
    **FAMILIES,
    **RANKS,
    **NUMBERS,
    **PLACES,
}
