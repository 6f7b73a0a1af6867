"""Files that nobody here wrote, through the declarations of tests/real_inputs, against the figures of their README."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import HERE, load_catalogue
from ingest.ledger import Ledger
from ingest.parsers.numbers import parse_decimal
from ingest.sheets.locate import Anchors, find_tables
from ingest.store import Store
from ingest.submission import Submission
from ingest.workbook import open_workbook

FILES = Path(__file__).parents[4] / "shared/real_inputs/agencies"
DECLARED = Path(__file__).parents[2] / "real_inputs/agencies"
pytestmark = pytest.mark.skipif(not FILES.exists(), reason="the folder of real inputs is not here")


def take_in(tmp_path: Path, agency: str, pattern: str) -> tuple[Store, Submission]:
    store = Store(tmp_path)
    (source,) = FILES.glob(pattern)
    folder = store.inbox_of("2023-S1", agency)
    folder.mkdir(parents=True)
    shutil.copy(source, folder)
    catalogue = load_catalogue((HERE / "agencies", DECLARED))
    (one,) = conform_agency(store, Ledger(store.ledger_url), catalogue, "2023-S1", agency)
    assert one.holding == ()
    assert one.rows_in == one.rows_accepted + one.rows_rejected + one.rows_furniture
    return store, one


def sums(store: Store, one: Submission, *names: str) -> list[int]:
    table = pq.read_table(one.parquet(store))
    return [pc.sum(table[name]).as_py() for name in names]


def test_a01_persons_families_and_the_stated_total(tmp_path: Path) -> None:
    store, one = take_in(tmp_path, "bandarlampung_dinsos", "A01*")
    assert sums(store, one, "person_count", "family_count") == [491_211, 161_542]
    assert [(t.field, t.stated, t.agrees) for t in one.totals] == [
        ("person_count", 491_211.0, True),
        ("family_count", 161_542.0, True),
    ]
    outlier = [r for r in pq.read_table(one.parquet(store)).to_pylist() if r["area_code"] == "18.71.08"]
    assert [(r["person_count"], r["family_count"]) for r in outlier] == [(27_605, 839)]
    assert (one.rows_accepted, one.rows_furniture) == (20, 6)


def test_a06_counts_under_a_header_that_says_percentage(tmp_path: Path) -> None:
    store, one = take_in(tmp_path, "tangsel_dinsos", "A06*")
    table = pq.read_table(one.parquet(store))
    assert table["case_count"].to_pylist() == [2335, 1160, 4027, 3188, 3333, 7135, 2265]
    assert table["area_code"].to_pylist() == [f"36.74.0{number}" for number in range(1, 8)]


def test_a08_two_years_side_by_side(tmp_path: Path) -> None:
    store, one = take_in(tmp_path, "tangsel_bpkad", "A08*")
    table = pq.read_table(one.parquet(store))
    by_year = {
        year: pc.sum(table.filter(pc.equal(table["period_year"], year))["realised_idr"]).as_py()
        for year in (2021, 2022)
    }
    assert by_year == {2021: 3_193_509_491_949, 2022: 3_690_617_520_397}
    assert [total.agrees for total in one.totals] == [True, True]
    assert one.rows_accepted == 7


def test_a09_every_regency_in_every_year(tmp_path: Path) -> None:
    store, one = take_in(tmp_path, "jabar_dinsos", "A09*")
    table = pq.read_table(one.parquet(store))
    assert (table.num_rows, len(set(table["area_code"].to_pylist())), len(set(table["period_year"].to_pylist()))) == (
        216,
        27,
        8,
    )
    assert table["area_code"].null_count == 0


def test_a30_regencies_named_without_their_kind(tmp_path: Path) -> None:
    store, one = take_in(tmp_path, "sumut_dinsos", "A30*")
    table = pq.read_table(one.parquet(store))
    assert (table.num_rows, table["area_code"].null_count) == (33, 0)
    assert dict(zip(table["area_text"].to_pylist(), table["area_code"].to_pylist(), strict=True))["Medan"] == "12.71"


def test_a37_a_masked_nik_is_refused_with_a_code(tmp_path: Path) -> None:
    store, one = take_in(tmp_path, "perkim", "A37*")
    table = pq.read_table(one.parquet(store))
    assert table["nik"].null_count == table.num_rows == 4
    assert {p.code: p.count for p in one.problems}["NIK-010"] == 4
    assert [str(day) for day in table["benefit_date"].to_pylist()] == [
        "2022-10-27",
        "2022-10-27",
        "2022-09-09",
        "2022-09-09",
    ]


def test_a27_equals_a28_to_the_last_digit() -> None:
    known = frozenset({"provinsi", "kabkota"})
    tables = []
    for pattern in ("A27*", "A28*"):
        (path,) = FILES.glob(pattern)
        (sheet,) = open_workbook(path).sheets()
        (found,) = find_tables(sheet, Anchors(contains=(("provinsi",), ("kabkota",)), known=known))
        rows = [sheet.rows[row] for row in found.data_rows]
        tables.append([(str(row[1]).strip(), *(parse_decimal(cell)[0] for cell in row[2:13])) for row in rows])
    assert len(tables[0]) == 514
    assert tables[0] == tables[1]
    assert next(str(row[1]) for row in tables[0] if row[0] == "Kota Parepare" or row[0] == "Parepare") == "5.4000"
