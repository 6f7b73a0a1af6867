"""A warehouse as dbt leaves it, small and made up, for the tests of publishing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingest.store import Store

# Not a NIK of anybody: province 77 does not exist.
MADE_UP_NIK = "7772011505800001"

STATEMENTS = f"""
create schema core; create schema marts; create schema bnba; create schema staging;
create table core.dim_semester (semester varchar, first_day date);
create table core.dim_village (village_code varchar, village_name varchar);
create table core.dim_list (list_id varchar, agency_name varchar);
create table core.dim_finding (finding_code varchar, finding_name varchar);
create table core.dim_code (code_list varchar, code varchar, label_id varchar);
insert into core.dim_code values ('unit', 'family', 'Keluarga');
insert into core.dim_semester values ('2017-S2', '2017-07-01'), ('2017-S1', '2017-01-01');
create table core.dim_region (region_code varchar, region_name varchar);
insert into core.dim_region values ('73.72.01.1004', 'Lumpue'), ('73.72', 'Kota Parepare');
create table core.dim_agency (agency_id varchar, agency_name varchar);
insert into core.dim_agency values ('dinsos', 'Dinas Sosial');
create table core.dim_programme (programme_code varchar, programme_name varchar);
insert into core.dim_programme values ('PKH', 'Program Keluarga Harapan');
create table core.dim_reference_snapshot (
    semester varchar, snapshot_id varchar, agreed_by varchar, letter_no varchar, letter_date date, is_in_force boolean,
    is_agreed boolean
);
insert into core.dim_reference_snapshot values
    ('2017-S1', 'BDT-2015', 'Bappeda', '460/12/2017', '2017-03-04', true, true),
    ('2017-S1', 'BDT-2011', null, null, null, false, false);
create table core.fct_allocations (
    record_id varchar, area_code varchar, recipient_count integer, note varchar
);
insert into core.fct_allocations
select 'r' || (i * 7919 % 1000), '73.72.01.1004', i, 'a remark on Bu ' || i from range(1000) as numbers (i);
create table core.fct_programme_progress (
    record_id varchar, indicator varchar, realised_idr bigint, note varchar
);
insert into core.fct_programme_progress
values ('a1', 'Belanja {MADE_UP_NIK} dan {MADE_UP_NIK}', 1500000000000000, '');
create table core.fct_submissions (
    submission_id varchar, semester varchar, agency_id varchar, table_id varchar, list_status varchar,
    is_expected boolean, file_name varchar
);
insert into core.fct_submissions values
    ('a', '2017-S1', 'dinsos', 'pkh', 'admitted', true, 'PKH {MADE_UP_NIK}.xlsx'),
    (null, '2017-S1', 'dinkes', 'pbi_jk', 'missing', true, null),
    ('b', '2017-S1', 'dinsos', 'kks', 'stale', true, null),
    (null, '2017-S1', 'disdag', 'umkm', 'missing', false, null);
create table core.dim_person (person_id varchar, nik varchar, full_name varchar);
insert into core.dim_person values ('P1', '{MADE_UP_NIK}', 'RAHASIA SEKALI');
create table bnba.list_missed (nik varchar, full_name varchar);
insert into bnba.list_missed values ('{MADE_UP_NIK}', 'RAHASIA SEKALI');
create table marts.mart_targeting (
    semester varchar, village_code varchar, in_target_count integer,
    is_suppressed boolean, share_of_all double
);
insert into marts.mart_targeting values
    ('2017-S2', '73.72.01.1004', 12, false, 0.1), ('2017-S1', null, 3, false, 0.2),
    ('2017-S1', '73.72.01.1004', null, true, null);
comment on table marts.mart_targeting is 'Who was reached; the city''s three outcomes.';
comment on column marts.mart_targeting.in_target_count is 'Families in target: a count.';
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An installation whose warehouse dbt has just built."""
    store = Store(tmp_path / "home")
    store.warehouse.parent.mkdir(parents=True)
    change(store, STATEMENTS)
    return store


def change(store: Store, statements: str) -> None:
    """Runs statements on the built warehouse, as another dbt build would."""
    with duckdb.connect(str(store.warehouse)) as database:
        database.execute(statements)


@pytest.fixture
def rebuild(store: Store) -> Callable[[str], None]:
    """Changes the built warehouse."""
    return lambda statements: change(store, statements)
