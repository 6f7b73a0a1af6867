"""The admitted rows as assets, one table per entity.

Of what the agencies sent, the warehouse reads nothing else.
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import pyarrow.parquet as pq

from ingest.acceptance.accept import AcceptReport
from ingest.declarations.catalogue import Catalogue
from ingest.semester import Semester
from ingest.submission import Submission
from orchestration import gates
from orchestration.assets.agencies import list_key
from orchestration.assets.described import CITY, COUNT, PROBLEMS, entity_columns, plain_columns, schema_metadata
from orchestration.dagster_private.checks import check_of_partition
from orchestration.dbt.sources import source_tables
from orchestration.inbox import agreed_now, stray_files
from orchestration.installation import Installation
from orchestration.progress import figure, step
from orchestration.reminders import missing_lists
from orchestration.stages import accept_all
from orchestration.standing import write_standing

BALANCED, COMPLETE, NOTHING_HELD, NO_STRAYS, AGREED = (
    "neraca_baris", "semua_daftar_masuk", "tidak_ada_yang_ditahan", "tidak_ada_berkas_tersesat", "sumber_disepakati",
)  # fmt: skip
_QUESTIONS = {
    BALANCED: ("submissions", "Apakah baris setiap berkas = diterima + ditolak + bukan data?"),
    COMPLETE: ("submissions", "Apakah setiap daftar yang ditunggu sudah datang?"),
    NOTHING_HELD: ("submissions", "Apakah setiap kiriman diakui?"),
    NO_STRAYS: ("submissions", "Apakah setiap berkas kotak masuk berada di folder instansi?"),
    AGREED: ("agreed_sources", "Apakah sumber acuan sudah disepakati, ada, dan berkasnya yang disepakati?"),
}
HELD_TAG = "sinergi/ditahan"
# Rows that do not add up stop a run, for something was lost, and no figure can be trusted; so does a source that is not
# the one that was agreed on. That there is no agreement yet is only told.
_BLOCKING = (BALANCED, AGREED)
# The tables beside the entities that come from what was sent; the others come from the declarations.
_FROM_LISTS = frozenset({"submissions", "record_issues"})


def accepted_key(name: str) -> dg.AssetKey:
    """The key of one table of accepted/."""
    return dg.AssetKey(["accepted", name])


def accepted_assets(site: Installation, partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """All tables of accepted/, made in one step."""
    checks = [
        check_of_partition(name, accepted_key(table), question, partitions, blocking=name in _BLOCKING)
        for name, (table, question) in _QUESTIONS.items()
    ]

    @dg.multi_asset(
        name="accepted", specs=list(_specs(site.catalogue)), check_specs=checks, partitions_def=partitions,
        description="Mengakui atau menahan setiap kiriman; yang baik terakhir dari daftar yang ditahan tetap berlaku.",
    )  # fmt: skip
    def put_together(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        with step("Menghimpun yang diterima", site.settings.home) as under_way:
            report = accept_all(site, context.partition_key)
            write_standing(site)
            results = list(_check_results(site, report))
            balanced = all(result.passed for result in results if result.check_name == BALANCED)
            gates.note(site, gates.ACCEPTED, passed=balanced)
            _mark(context, report)
            under_way.result = f"{figure(sum(report.rows.values()))} baris, {len(report.held)} kiriman ditahan"
        for spec in context.assets_def.specs:
            yield dg.MaterializeResult(
                asset_key=spec.key, metadata={"dagster/row_count": _rows(site, report, spec.key)},
                check_results=[result for result in results if result.asset_key == spec.key],
            )  # fmt: skip

    return put_together


def _mark(context: dg.AssetExecutionContext, report: AcceptReport) -> None:
    """Marks the run of a held list in the list of runs."""
    held = sorted({f"{submission.agency_id}/{submission.table_id or '?'}" for submission in report.held})
    if held:
        context.instance.add_run_tags(context.run_id, {HELD_TAG: ", ".join(held)})


def _specs(catalogue: Catalogue) -> Iterator[dg.AssetSpec]:
    feeding: dict[str, list[dg.AssetKey]] = {name: [] for name in catalogue.entities}
    for folder, table_id, declared in catalogue.tables():
        feeding[declared.feeds].append(list_key(folder.agency.agency, table_id))
    all_lists = [key for keys in feeding.values() for key in keys]
    for table in source_tables(catalogue.entities):
        if table.source != "accepted":
            continue
        schema = catalogue.entities.get(table.name)
        columns = entity_columns(schema) if schema else plain_columns(table.columns)
        yield dg.AssetSpec(
            accepted_key(table.name), deps=feeding.get(table.name, all_lists if table.name in _FROM_LISTS else []),
            description=table.description, group_name="accepted", kinds={"parquet"}, owners=[CITY],
            metadata=schema_metadata(columns),
        )  # fmt: skip


def _rows(site: Installation, report: AcceptReport, key: dg.AssetKey) -> int:
    name = key.path[-1]
    if name in report.rows:
        return report.rows[name]
    return int(pq.read_metadata(site.store.accepted_part(name)).num_rows)


def _check_results(site: Installation, report: AcceptReport) -> Iterator[dg.AssetCheckResult]:
    missing = missing_lists(site.catalogue, site.ledger, Semester.parse(report.semester), date.today())
    agreed = agreed_now(site, report.semester)
    faults = agreed.faults()
    problems = {
        BALANCED: [submission.submission_id for submission in report.submissions if not _balances(submission)],
        COMPLETE: [f"{missing_list.agency_id}/{missing_list.table_id}" for missing_list in missing],
        NOTHING_HELD: [
            f"{submission.agency_id}/{submission.table_id or '?'}: {' '.join(submission.hold_codes)}"
            for submission in report.held
        ],
        NO_STRAYS: [f"{path}: {hint}" for path, hint in stray_files(site, report.semester)],
        AGREED: [problem.sentence() for problem in (*faults, *agreed.notes())],
    }
    for name, found in problems.items():
        stops = name == BALANCED or (name == AGREED and faults)
        yield dg.AssetCheckResult(
            asset_key=accepted_key(_QUESTIONS[name][0]), check_name=name, passed=not found,
            severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
            metadata={COUNT: len(found), PROBLEMS: "\n".join(found) or "-"},
        )  # fmt: skip


def _balances(submission: Submission) -> bool:
    return submission.rows_in == submission.rows_accepted + submission.rows_rejected + submission.rows_furniture
