"""Ways to ruin a list of each kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from tests.bench.ruins.bench import Ruin, ends_in_zero, only, put, repeated, shifted, times

_COUNTED = (
    Ruin("rows lost on the way", lambda f: f, report=lambda rows: {"rows_in": rows + 3}),
    Ruin("rows stored twice", lambda f: f, report=lambda rows: {"rows_in": rows + 3, "rows_accepted": rows + 3}),
    Ruin("most rows refused", lambda f: f, report=lambda rows: {"rows_in": 3 * rows, "rows_rejected": 2 * rows}),
    Ruin("row keys missing", put(record_id=None)),
    Ruin("row keys repeated", put(record_id=lambda f: f["record_id"].iloc[0])),
    Ruin("pasted five times", repeated(5)),
    Ruin("no row left", only(lambda f: np.zeros(len(f), bool))),
)
_PEOPLE = (
    Ruin("NIK one row too high", shifted("nik", "nik_status")),
    Ruin("NIK filled down", put(nik=lambda f: f["nik"].dropna().iloc[0], nik_status="valid")),
    Ruin("NIK end in 0", ends_in_zero("nik")),
    Ruin("NIK emptied", put(nik=None, nik_status="damaged")),
    Ruin("NIK of fifteen digits", put(nik=lambda f: f["nik"].str[:15])),
    Ruin("sexes swapped", put(sex=lambda f: f["sex"].map({"L": "P", "P": "L"}))),
    Ruin("dates of birth one row too high", shifted("birth_date", "birth_date_quality")),
    Ruin("date of birth filled down", put(birth_date=dt.date(1980, 1, 31), birth_date_quality="exact")),
    Ruin("names emptied", put(full_name=None, name_key=None)),
    Ruin("name filled down", put(full_name="SITI", name_key="SITI")),
    Ruin("kelurahan not known", put(village_text="ENTAH", village_code=None)),
    Ruin("pasted twice", repeated(2)),
    Ruin("a twentieth left", only(lambda f: np.arange(len(f)) < len(f) // 20), before=True),
)


LIST_RUINS: Mapping[str, tuple[Ruin, ...]] = {
    "enrolment_records": (
        *_PEOPLE,
        Ruin("programme of no list", put(programme_code="XYZ")),
        Ruin("amounts negative", put(benefit_amount_idr=-225_000)),
    ),
    "civil_registry_records": (
        *_PEOPLE,
        Ruin("everybody dead", put(registry_status="deceased")),
        Ruin("answers emptied", put(registry_status=None)),
        Ruin("sex filled down", put(sex="P")),
    ),
    "allocation_records": (
        *_COUNTED,
        Ruin("tons for kilograms", times("realised_kg", Decimal("0.001"))),
        Ruin("grams for kilograms", times("realised_kg", Decimal(1000))),
        Ruin("negative", put(realised_kg=Decimal(-5), recipient_count=-5)),
        Ruin("kelurahan not known", put(area_text="ENTAH", area_code=None)),
        Ruin("kelurahan of another code", put(area_code="73.72.09.9999")),
        Ruin("receivers far above the quota", put(recipient_count=lambda f: f["quota_count"] * 3)),
    ),
    "programme_progress": (
        *_COUNTED,
        Ruin("targets emptied", put(target_count=None)),
        Ruin("programmes not known", put(programme_text="ENTAH", programme_code=None)),
        Ruin("programme of no list", put(programme_code="XYZ")),
        Ruin("budgets negative", put(budget_idr=-1, realised_idr=-2)),
        Ruin("ten times the budget spent", put(realised_idr=lambda f: f["budget_idr"].abs() * 10 + 1)),
    ),
    "reported_issues": (
        *_COUNTED,
        Ruin("problems emptied", put(problem=None)),
        Ruin("programmes not known", put(programme_text="ENTAH", programme_code=None)),
        Ruin("programme of no list", put(programme_code="XYZ")),
    ),
}
