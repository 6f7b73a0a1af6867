"""What the guard refuses, and what it lets pass because it is no person."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from delivery import PublishError, current_release, publish
from delivery.release.guard import Column, column_problems, personal_names
from ingest.declarations.catalogue import load_catalogue
from ingest.store import Store

MADE_UP_NIK = "7772011505800001"
AGENCY = "insert into core.dim_agency values"
MART_X = "create table marts.mart_x as select"
PERSONAL = personal_names(load_catalogue().entities)


@pytest.mark.parametrize(
    ("column", "type_", "description"),
    [
        ("nik", "VARCHAR", ""),
        ("nik", "BIGINT", ""),
        ("receiver_nik", "VARCHAR", ""),
        ("family_card_no", "VARCHAR", ""),
        ("full_name", "VARCHAR", ""),
        ("mother_name", "VARCHAR", ""),
        ("name_key", "VARCHAR", ""),
        ("birth_date", "DATE", ""),
        ("first_birth_date", "DATE", ""),
        ("address", "VARCHAR", ""),
        ("phone", "VARCHAR", ""),
        ("note", "VARCHAR", ""),
        ("age_years", "INTEGER", ""),
        ("person_id", "VARCHAR", ""),
        ("family_id", "VARCHAR", ""),
        ("receiving_family_id", "VARCHAR", ""),
        ("remark", "VARCHAR", "Free words. personal_data: restricted"),
        ("members", "VARCHAR[]", ""),
        ("details", "STRUCT(a VARCHAR)", ""),
    ],
)
def test_refused_columns(column: str, type_: str, description: str) -> None:
    (problem,) = column_problems("marts.mart_x", [Column(column, type_, description)], PERSONAL)
    assert problem.startswith(f"PUB-003 marts.mart_x.{column}: ")


@pytest.mark.parametrize(
    ("column", "type_"),
    [
        ("agency_name", "VARCHAR"),
        ("region_name", "VARCHAR"),
        ("programme_name", "VARCHAR"),
        ("village_code", "VARCHAR"),
        ("sex", "VARCHAR"),
        ("welfare_decile", "INTEGER"),
        ("nik_status", "VARCHAR"),
        ("nik_valid_count", "BIGINT"),
        ("birth_date_missing_share", "DOUBLE"),
        ("benefit_amount_idr", "DECIMAL(38,0)"),
        ("as_of_date", "DATE"),
        ("partner_count", "INTEGER"),
    ],
)
def test_columns_about_groups_and_things_pass(column: str, type_: str) -> None:
    assert column_problems("marts.mart_x", [Column(column, type_, "")], PERSONAL) == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (f"{AGENCY} ('x', 'Dinas {MADE_UP_NIK}')", "PUB-004 core.dim_agency.agency_name: 1 "),
        (f"{AGENCY} ('x', '7772 0115 0580 0001')", "PUB-004 core.dim_agency.agency_name: 1 "),
        (f"{AGENCY} ('x', '777201.150580.0001')", "PUB-004 core.dim_agency.agency_name: 1 "),
        (f"{AGENCY} (' {MADE_UP_NIK}', 'x')", "PUB-004 core.dim_agency.agency_id: 1 "),
        (f"update core.fct_allocations set record_id = '{MADE_UP_NIK}' where recipient_count < 2",
         "PUB-004 core.fct_allocations.record_id: 2 "),
        (f"{MART_X} {MADE_UP_NIK}::bigint as figure", "PUB-004 marts.mart_x.figure: 1 "),
        (f"{MART_X} {MADE_UP_NIK}::double as figure", "PUB-004 marts.mart_x.figure: 1 "),
        (f"{MART_X} 'X' as full_name", "PUB-003 marts.mart_x.full_name: "),
        ("create table marts.people as select 1 as agency_count", "PUB-001 marts.people: "),
        ("create view marts.people as select 1 as agency_count", "PUB-001 marts.people: "),
        ("drop table core.fct_allocations", "PUB-002 core.fct_allocations: "),
        ("drop table marts.mart_targeting", "PUB-002 marts: "),
    ],
)  # fmt: skip
def test_refused_warehouses(store: Store, rebuild: Callable[[str], None], statement: str, problem: str) -> None:
    rebuild(statement)
    with pytest.raises(PublishError) as refused:
        publish(store, "2017-S1", submissions=[], versions={}, checks={})
    (told,) = refused.value.problems
    assert told.startswith(problem)
    assert MADE_UP_NIK not in told
    assert current_release(store) is None
    assert [path.name for path in store.published.iterdir()] == [".lock"]


@pytest.mark.parametrize(
    "statement",
    [
        # a hash may hold a run of digits, money may be long, a small cell is treated
        "update marts.mart_targeting set in_target_count = 4 where in_target_count = 12",
        "update core.fct_submissions set submission_id = 'ab7772011505800001cdef12'",
        f"{MART_X} 7772011505800001::bigint as budget_idr",
        f"{AGENCY} ('x', 'Surat 2017-06-30 2017-12-31')",
        f"{AGENCY} ('x', 'Nomor 77720115058000012345')",
    ],
)
def test_warehouses_that_pass(store: Store, rebuild: Callable[[str], None], statement: str) -> None:
    rebuild(statement)
    assert publish(store, "2017-S1", submissions=[], versions={}, checks={}).is_new


def test_all_faults_are_told_at_once(store: Store, rebuild: Callable[[str], None]) -> None:
    rebuild(
        f"create table marts.mart_a as select '{MADE_UP_NIK}' as x, 'B' as full_name;"
        f"create table marts.mart_b as select 1 as person_count, '{MADE_UP_NIK}' as village_code;"
    )
    with pytest.raises(PublishError) as refused:
        publish(store, "2017-S1", submissions=[], versions={}, checks={})
    assert [problem.split(":")[0] for problem in refused.value.problems] == [
        "PUB-003 marts.mart_a.full_name", "PUB-004 marts.mart_a.x", "PUB-004 marts.mart_b.village_code",
    ]  # fmt: skip


def test_a_folder_called_current_is_not_thrown_away(store: Store) -> None:
    (store.published / "current").mkdir(parents=True)
    with pytest.raises(PublishError, match="PUB-006"):
        publish(store, "2017-S1", submissions=[], versions={}, checks={})


def test_no_warehouse(store: Store) -> None:
    store.warehouse.unlink()
    with pytest.raises(PublishError, match="PUB-002 gudang data belum ada"):
        publish(store, "2017-S1", submissions=[], versions={}, checks={})


def test_semester_is_checked_before_anything(store: Store) -> None:
    with pytest.raises(ValueError, match="2017-S1"):
        publish(store, "2017", submissions=[], versions={}, checks={})
    assert not store.published.exists()
