"""With the true links in place of ours, every indicator equals the simulation's truth: what differs is wrong SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from ingest.accept import accept, write_side_tables
from ingest.catalogue import load_catalogue
from ingest.intake import conform_agency
from ingest.ledger import Ledger
from ingest.store import Store
from simulation import simulate
from tests.unit.warehouse.conftest import build
from tests.unit.warehouse.true_links import write_true_links

pytestmark = pytest.mark.xdist_group("true_city")
SEMESTERS = ("2017-S1", "2017-S2")
_OF_FAMILIES = "('KKS', 'PKH', 'BPNT', 'CBP', 'RTLH')"

# Counted from the book of truth alone: rows that an office truly sent and that can be accepted, persons and families as
# they truly are, ranks as the survey gave them to the persons whose rows are in the file.
_TRUTH = """
create view rows as from read_parquet('{home}/truth/rows.parquet') where kind = 'data' and expected = 'accepted';
create view people as from read_parquet('{home}/truth/persons.parquet');
create table programme_of as
select * from (values ('kks', 'KKS'), ('pkh', 'PKH'), ('bpnt', 'BPNT'), ('pip', 'PIP'), ('pbi_jk', 'PBI_JK'),
    ('training', 'TRAINING'), ('umkm_aid', 'UMKM'), ('food_reserve_rice', 'CBP'), ('rtlh', 'RTLH')
) as t (table_id, programme_code);
create table receivers as
select distinct rows.semester, programme_code, people.true_person_id, people.true_family_id
from rows inner join programme_of using (table_id)
inner join people on people.semester = rows.semester and people.true_person_id = rows.true_person_id
where rows.is_receipt;
create table listed as
select people.semester, people.true_person_id, people.true_family_id, people.reference_percentile as percentile
from people
inner join (select distinct true_person_id from rows where table_id = 'bdt_2015') as survey using (true_person_id);
create table unit_ranks as
select semester, 'person' as unit_kind, true_person_id as unit, percentile from listed
union all select semester, 'family', true_family_id, min(percentile) from listed group by all;
create table units as
select distinct semester, programme_code, 'family' as unit_kind, true_family_id as unit
from receivers where programme_code in {of_families}
union all
select distinct semester, programme_code, 'person', true_person_id
from receivers where programme_code not in {of_families};
create table limits as
select programme_code, case when programme_code in ('KKS', 'PKH', 'BPNT', 'CBP') then 25 else 40 end as most
from programme_of;
"""


@dataclass(frozen=True)
class Judge:
    """The warehouse beside the truth."""

    home: Path
    truth: duckdb.DuckDBPyConnection
    warehouse: duckdb.DuckDBPyConnection


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    folder = tmp_path_factory.mktemp("true_city")
    home = folder / "home"
    simulate(home, population=2500, semesters=SEMESTERS, seed=7)
    store, catalogue = Store(home), load_catalogue()
    ledger = Ledger(store.ledger_url)
    for semester in SEMESTERS:
        submissions = [
            one
            for agency in sorted(catalogue.agencies)
            for one in conform_agency(store, ledger, catalogue, semester, agency)
        ]
        accept(store, ledger, catalogue, semester, submissions, [_Admitted(one.submission_id) for one in submissions])
    write_side_tables(store, ledger, catalogue)
    assert write_true_links(home) == 0
    finished = build(home, "build", "--exclude-resource-type", "unit_test", target=folder / "target")
    assert finished.returncode == 0, finished.stdout[-4000:]
    with duckdb.connect() as truth, duckdb.connect(str(store.warehouse), read_only=True) as warehouse:
        truth.execute(_TRUTH.format(home=home, of_families=_OF_FAMILIES))
        yield Judge(home, truth, warehouse)


@dataclass(frozen=True)
class _Admitted:
    submission_id: str
    admitted: bool = True
    hold_codes: tuple[str, ...] = ()


def test_three_outcomes_equal_the_truth(judge: Judge) -> None:
    expected = judge.truth.execute(
        """
        select semester, programme_code, count(*), count(*) filter (where percentile <= most),
            count(*) filter (where percentile > most), count(*) filter (where percentile is null)
        from units left join unit_ranks using (semester, unit_kind, unit) inner join limits using (programme_code)
        group by all order by all
        """
    ).fetchall()
    found = judge.warehouse.execute(
        """
        select semester, programme_code, receiver_count, in_target_count, out_of_target_count, not_found_count
        from marts.mart_targeting where breakdown = 'city' and list_status = 'admitted' order by all
        """
    ).fetchall()
    assert len(expected) == 18
    assert found == expected


def test_target_groups_and_coverage_equal_the_truth(judge: Judge) -> None:
    """Programmes without an age limit; ages of the target group are a matter of the survey, not of the links."""
    expected = judge.truth.execute(
        f"""
        select ranks.semester, programme_code, count(*), count(units.unit)
        from unit_ranks as ranks inner join limits
            on percentile <= most and (unit_kind = 'family') = (programme_code in {_OF_FAMILIES})
        left join units using (semester, programme_code, unit_kind, unit)
        where programme_code not in ('PIP', 'TRAINING', 'UMKM') group by all order by all
        """
    ).fetchall()
    found = judge.warehouse.execute(
        """
        select semester, programme_code, target_count, target_receiver_count from marts.mart_targeting
        where breakdown = 'city' and list_status = 'admitted' and programme_code not in ('PIP', 'TRAINING', 'UMKM')
        order by all
        """
    ).fetchall()
    assert found == expected


def test_overlap_equals_the_truth(judge: Judge) -> None:
    expected = judge.truth.execute(
        """
        with families as (select distinct semester, programme_code, true_family_id from receivers)
        select one.semester, one.programme_code, other.programme_code, count(*)
        from families as one inner join families as other
            on one.semester = other.semester and one.true_family_id = other.true_family_id
            and one.programme_code < other.programme_code
        group by all order by all
        """
    ).fetchall()
    found = judge.warehouse.execute(
        "select semester, programme_a, programme_b, family_both_count from marts.mart_programme_overlap"
        " where family_both_count > 0 order by all"
    ).fetchall()
    assert found == expected


def test_changes_equal_the_truth(judge: Judge) -> None:
    expected = judge.truth.execute(
        """
        with first as (from units where semester = '2017-S1'), second as (from units where semester = '2017-S2')
        select programme_code, count(*) filter (where first.unit is null),
            count(*) filter (where first.unit is not null and second.unit is not null),
            count(*) filter (where second.unit is null)
        from first full join second using (programme_code, unit_kind, unit) group by all order by all
        """
    ).fetchall()
    found = judge.warehouse.execute(
        "select programme_code, new_count, kept_count, left_count from marts.mart_programme_progress"
        " where semester = '2017-S2' and new_count is not null order by all"
    ).fetchall()
    assert found == expected


def test_allocations_per_kelurahan_equal_the_truth(judge: Judge) -> None:
    columns = "quota_count, quota_kg, realised_kg, balance_kg, deposit_idr"
    expected = judge.truth.execute(
        f"select semester, village_code, {columns}"
        f" from read_parquet('{judge.home}/truth/answers_allocations.parquet') order by all"
    ).fetchall()
    found = judge.warehouse.execute(
        f"select semester, area_code, {columns} from core.fct_allocations where area_level = 'village' order by all"
    ).fetchall()
    assert len(expected) == 44
    assert found == expected


def test_every_list_row_of_truth_is_in_the_facts(judge: Judge) -> None:
    expected = judge.truth.execute(
        "select semester, table_id, count(*) from rows inner join programme_of using (table_id)"
        " group by all order by all"
    ).fetchall()
    found = judge.warehouse.execute(
        "select semester, table_id, count(*) from core.fct_enrolments where table_id <> 'dapodik'"
        " group by all order by all"
    ).fetchall()
    assert found == expected
